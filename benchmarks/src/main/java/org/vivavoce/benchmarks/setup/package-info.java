/**
 * How long it takes to set a connection up, beside other stacks: {@link
 * org.vivavoce.benchmarks.setup.SetupTable} is the program, {@code benchmarks/rivals} has the
 * stacks that do not run in a JVM.
 */
package org.vivavoce.benchmarks.setup;
