package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code vivavoce.jar demo} in a JVM of its own, of the kind that runs the tests. */
final class DemoProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final int FIRST_DENYING_JDK = 24;

  private final Path out;
  private final Path err;
  private final Process process;

  private DemoProcess(Path out, Path err, Process process) {
    this.out = out;
    this.err = err;
    this.process = process;
  }

  /** Starts it; what it prints goes to files in the folder, and so do its recordings. */
  static DemoProcess start(Path folder, String... options) throws IOException {
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>();
    command.add(javaHome().resolve("bin/java").toString());
    if (Runtime.version().feature() >= FIRST_DENYING_JDK) {
      command.add("--illegal-native-access=deny");
    }
    Path root = Path.of(System.getProperty("vivavoce.root"));
    command.add("-jar");
    command.add(root.resolve("call/cli/target/vivavoce.jar").toString());
    command.add("demo");
    command.add("--out");
    command.add(folder.toString());
    command.addAll(List.of(options));
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    return new DemoProcess(
        out,
        err,
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start());
  }

  static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** Waits until the two talk with each other. */
  DemoProcess awaitTalking() throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!err().contains("talking")) {
      if (!process.isAlive() || System.nanoTime() - until > 0) {
        throw new AssertionError("they never talked; standard error says: " + err());
      }
      LockSupport.parkNanos(20_000_000);
    }
    return this;
  }

  /** Waits for the end, and gives the exit status. */
  int awaitEnd() throws InterruptedException, IOException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end; standard error says: " + err());
    }
    return process.exitValue();
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
    assertThat(out().strip()).startsWith("{").endsWith("}");
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
