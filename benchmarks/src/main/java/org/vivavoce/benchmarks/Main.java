package org.vivavoce.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the benchmarks: JMH's own command line ({@code -h} shows it), with the allocation profiler
 * ({@code -prof gc}) and {@link CpuProfiler} switched on unless others are asked for.
 */
public final class Main {
  private Main() {}

  /**
   * Hands the command line to JMH.
   *
   * @param args JMH's options, and regular expressions that choose benchmarks
   * @throws IOException if JMH cannot write its results
   */
  public static void main(String[] args) throws IOException {
    org.openjdk.jmh.Main.main(withProfiler(args));
  }

  static String[] withProfiler(String[] args) {
    List<String> options = new ArrayList<>(List.of(args));
    if (!options.contains("-prof")) {
      for (String profiler : List.of("gc", CpuProfiler.class.getName())) {
        options.add("-prof");
        options.add(profiler);
      }
    }
    return options.toArray(String[]::new);
  }
}
