package org.vivavoce.benchmarks.setup;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times connection set-up of Vivavoce and of other stacks, each in a process of its own, one after
 * the other, and prints a table.
 *
 * <pre>
 * SetupTable FOLDER        FOLDER is benchmarks/
 * </pre>
 *
 * <p>What is not installed is left out, and named on standard error. The exit status is 1 if a
 * stack that is there fails.
 */
public final class SetupTable {
  private static final String WARM = "1000";
  private static final String RUNS = "50";

  /** The first two rows: ours with regular and with early nomination. */
  private static final int OURS = 2;

  private static final long PATIENCE_SECONDS = 60;
  private static final List<String> FIGURES = List.of("medianMs", "p90Ms", "leastMs");

  /** A stack, what must be there for it, and how to run it. */
  private record Stack(String name, Optional<Path> needed, List<String> command) {}

  private record Row(String name, List<Double> figures) {}

  private SetupTable() {}

  /**
   * Runs it.
   *
   * @param args see above
   * @throws Exception if a stack cannot be run
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("usage: SetupTable FOLDER, which is that of the benchmarks");
      System.exit(2);
    }
    List<Row> rows = new ArrayList<>();
    boolean failed = false;
    for (Stack stack : stacks(Path.of(args[0]))) {
      if (stack.needed().isPresent() && !Files.exists(stack.needed().get())) {
        System.err.println("SKIPPED: " + stack.name() + ", there is no " + stack.needed().get());
        continue;
      }
      Optional<Row> row = run(stack);
      failed |= row.isEmpty();
      row.ifPresent(rows::add);
    }
    if (rows.size() < OURS || !rows.get(OURS - 1).name().startsWith("vivavoce")) {
      System.err.println("FAILED: without ours there is nothing to compare with");
      System.exit(1);
    }
    print(rows);
    System.exit(failed ? 1 : 0);
  }

  private static List<Stack> stacks(Path folder) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String own = System.getProperty("java.class.path");
    Path jars = folder.resolve("target/rivals");
    Path wrtc = folder.resolve("rivals/node_modules/@roamhq/wrtc");
    Path pion = folder.resolve("target/rivals/pion-setup");
    String script = folder.resolve("rivals/setup.mjs").toString();
    String run = SetupRun.class.getName();
    String both = own + File.pathSeparator + jars + File.separator + "*";
    return List.of(
        new Stack("vivavoce", Optional.empty(), List.of(java, "-cp", own, run, "vivavoce")),
        new Stack(
            "vivavoce-early", Optional.empty(), List.of(java, "-cp", own, run, "vivavoce-early")),
        new Stack("webrtc-java", Optional.of(jars), List.of(java, "-cp", both, run, "webrtc-java")),
        new Stack("@roamhq/wrtc", Optional.of(wrtc), List.of("node", script)),
        new Stack("pion", Optional.of(pion), List.of(pion.toString())));
  }

  private static Optional<Row> run(Stack stack) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(stack.command());
    command.add(WARM);
    command.add(RUNS);
    Path out = Files.createTempFile("setup", ".json");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(out.toFile())
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        System.err.println("FAILED: " + stack.name() + ", not done in " + PATIENCE_SECONDS + " s");
        return Optional.empty();
      }
      String said = Files.readString(out, StandardCharsets.UTF_8);
      if (process.exitValue() != 0) {
        System.err.println("FAILED: " + stack.name() + ", exit status " + process.exitValue());
        return Optional.empty();
      }
      return Optional.of(
          new Row(stack.name(), FIGURES.stream().map(name -> figure(said, name)).toList()));
    } finally {
      Files.delete(out);
    }
  }

  private static double figure(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":([0-9.]+)").matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("There is no " + name + " in: " + json);
    }
    return Double.parseDouble(found.group(1));
  }

  private static void print(List<Row> rows) {
    System.out.println("| stack | median ms | p90 | least | our median to its | early |");
    System.out.println("|---|---|---|---|---|---|");
    for (Row row : rows) {
      double median = row.figures().get(0);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.2f | %.2f | %.2f | %.1f | %.1f |%n",
          row.name(),
          median,
          row.figures().get(1),
          row.figures().get(2),
          rows.get(0).figures().get(0) / median,
          rows.get(1).figures().get(0) / median);
    }
  }
}
