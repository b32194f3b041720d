package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** {@code vivavoce.jar} in a JVM of its own, of the kind that runs the tests. */
final class CommandProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final int FIRST_DENYING_JDK = 24;

  private final Path out;
  private final Path err;
  private final Process process;

  private CommandProcess(Path out, Path err, Process process) {
    this.out = out;
    this.err = err;
    this.process = process;
  }

  /** Starts a demo; what it prints goes to files in the folder, and so do its recordings. */
  static CommandProcess demo(Path folder, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("demo", "--out", folder.toString()));
    arguments.addAll(List.of(options));
    return start(folder, arguments);
  }

  /** Starts a command; what it prints goes to files in the folder, which is its home too. */
  static CommandProcess start(Path folder, List<String> arguments) throws IOException {
    return start(folder, arguments, UnaryOperator.identity());
  }

  /** The same in another environment. */
  static CommandProcess start(
      Path folder, List<String> arguments, UnaryOperator<ProcessBuilder> environment)
      throws IOException {
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>();
    command.add(javaHome().resolve("bin/java").toString());
    if (Runtime.version().feature() >= FIRST_DENYING_JDK) {
      command.add("--illegal-native-access=deny");
    }
    Path root = Path.of(System.getProperty("vivavoce.root"));
    command.add("-jar");
    command.add(root.resolve("call/cli/target/vivavoce.jar").toString());
    command.addAll(arguments);
    return run(folder, command, environment);
  }

  /** Any program. */
  static CommandProcess run(Path folder, List<String> command) throws IOException {
    return run(folder, command, UnaryOperator.identity());
  }

  private static CommandProcess run(
      Path folder, List<String> command, UnaryOperator<ProcessBuilder> environment)
      throws IOException {
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    return new CommandProcess(out, err, environment.apply(builder).start());
  }

  static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** Waits until the two of a demo talk with each other. */
  CommandProcess awaitTalking() throws IOException {
    awaitErr("talking");
    return this;
  }

  /** Waits until standard error has that. */
  void awaitErr(String text) throws IOException {
    await(text, err);
  }

  /** Waits until standard output has that. */
  void awaitOut(String text) throws IOException {
    await(text, out);
  }

  private void await(String text, Path file) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.readString(file).contains(text)) {
      if (!process.isAlive() || System.nanoTime() - until > 0) {
        throw new AssertionError(
            "it never said '" + text + "'; standard error: " + err() + "; output: " + out());
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Waits for the end, and gives the exit status. */
  int awaitEnd() throws InterruptedException, IOException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end; standard error says: " + err());
    }
    return process.exitValue();
  }

  /** Types on its standard input. */
  void type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  /** Asks it to end, as Ctrl-C does. */
  void interrupt() {
    process.destroy();
  }

  long pid() {
    return process.pid();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  /** The one JSON object on standard output. */
  JsonNode json() throws IOException {
    assertThat(out().strip()).as("standard error says: %s", err()).startsWith("{").endsWith("}");
    return new ObjectMapper().readTree(out());
  }

  /** Waits for the end, checks that all went well, and gives the report. */
  JsonNode completed() throws InterruptedException, IOException {
    assertThat(awaitEnd()).as("exit status; standard error says: %s", err()).isZero();
    JsonNode json = json();
    assertThat(json.get("state").textValue()).isEqualTo("completed");
    assertThat(json.get("error").isNull()).isTrue();
    return json;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
