package org.vivavoce.signaling.nats;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A NATS server on loopback, ended with the test. */
final class NatsServer implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("client connections on \\S+:(\\d+)");
  private static final long PATIENCE_SECONDS = 20;

  private final Process process;
  private final int port;

  private NatsServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Skips the test, aloud, where there is no server; CI must have it. */
  static NatsServer start(String... options) throws Exception {
    return start(-1, options);
  }

  /** At a port; -1 is a free one. */
  static NatsServer start(int port, String... options) throws Exception {
    String program =
        Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
            .map(folder -> Path.of(folder, "nats-server"))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElse(null);
    if (program == null) {
      assertNotEquals("true", System.getenv("CI"), "CI needs Debian's nats-server");
      System.err.println("SKIPPED: there is no nats-server; NATS is not tested with");
      abort("there is no nats-server");
    }
    List<String> command =
        new ArrayList<>(List.of(program, "-a", "127.0.0.1", "-p", Integer.toString(port)));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture<Integer> listening = new CompletableFuture<>();
    StringBuffer said = new StringBuffer();
    Thread reader = new Thread(() -> read(process, said, listening), "nats-server-output");
    reader.setDaemon(true);
    reader.start();
    try {
      return new NatsServer(process, listening.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (Exception e) {
      process.destroyForcibly();
      throw new AssertionError("nats-server does not listen: " + said, e);
    }
  }

  private static void read(Process process, StringBuffer said, CompletableFuture<Integer> port) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        said.append(line).append('\n');
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
          port.complete(Integer.parseInt(matcher.group(1)));
        }
      }
    } catch (IOException e) {
      said.append(e);
    }
    port.completeExceptionally(new IOException("it ended"));
  }

  int port() {
    return port;
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
