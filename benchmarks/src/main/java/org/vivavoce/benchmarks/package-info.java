/**
 * JMH benchmarks of the parts of a call that cost time, beside other implementations where there
 * are some on the JVM: what each measures, and what it showed, is in the module's {@code
 * README.md}.
 *
 * <p>What enters: a JMH command line, by {@link org.vivavoce.benchmarks.Main}. Who calls: people,
 * by {@code java -jar benchmarks/target/benchmarks.jar}. Left out: anything that needs a network
 * other than loopback.
 */
package org.vivavoce.benchmarks;
