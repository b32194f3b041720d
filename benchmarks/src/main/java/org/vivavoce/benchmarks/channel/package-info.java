/**
 * Data channels under load, of Vivavoce and of other stacks: {@link
 * org.vivavoce.benchmarks.channel.ChannelRun} is the program, {@code benchmarks/rivals} has the
 * stacks that do not run in a JVM, and the script that runs all of them.
 */
package org.vivavoce.benchmarks.channel;
