package org.vivavoce.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Processor time per operation, of all threads of the JVM: {@code cpu.norm} on average and {@code
 * cpu.min} in the best iteration, which says something on a machine that others are using, too.
 *
 * <p>Used by {@code -prof org.vivavoce.benchmarks.CpuProfiler}; {@link Main} switches it on.
 */
public final class CpuProfiler implements InternalProfiler {
  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

  private static final String UNIT = "ns/op";

  /** The clock ticks every 10 ms: an iteration of less than ten ticks is not the best. */
  private static final long MIN_SPENT_NANOS = 100_000_000;

  private long start;

  /** Made by JMH. */
  public CpuProfiler() {}

  @Override
  public String getDescription() {
    return "Processor time per operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    start = SYSTEM.getProcessCpuTime();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long spent = SYSTEM.getProcessCpuTime() - start;
    long operations = result.getMetadata().getAllOps();
    double norm = operations == 0 ? 0 : (double) spent / operations;
    // JMH takes what is left out for zero, which would be the least of all.
    double min = operations == 0 || spent < MIN_SPENT_NANOS ? Double.POSITIVE_INFINITY : norm;
    return List.of(
        new ScalarResult("cpu.norm", norm, UNIT, AggregationPolicy.AVG),
        new ScalarResult("cpu.min", min, UNIT, AggregationPolicy.MIN));
  }
}
