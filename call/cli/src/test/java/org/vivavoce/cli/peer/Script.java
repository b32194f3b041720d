package org.vivavoce.cli.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine;

/** A script with one {@code peer} command of its own, on threads of this JVM. */
final class Script implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final ObjectMapper json = new ObjectMapper();
  private final LineStreams.In input = new LineStreams.In();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final LinkedBlockingQueue<JsonNode> lines = new LinkedBlockingQueue<>();
  private final List<JsonNode> seen = new ArrayList<>();
  private final Thread command;
  private volatile int status = -1;
  private volatile Consumer<String> other = line -> {};

  Script(String... arguments) {
    PrintStream out =
        new PrintStream(new LineStreams.Out(this::take), true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
    command =
        new Thread(
            () ->
                status =
                    new CommandLine(new PeerCommand(input, out, err))
                        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                        .execute(arguments),
            "command");
    command.start();
  }

  private void take(String line) {
    try {
      JsonNode node = json.readTree(line);
      if (!node.has("ev")) {
        other.accept(line);
      }
      lines.add(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the two say that is no event goes to the other, from now on. */
  static void pair(Script a, Script b) {
    a.other = b::say;
    b.other = a::say;
  }

  void say(String line) {
    input.line(line);
  }

  void sayNoMore() {
    input.end();
  }

  /** Waits for a line with that event. */
  JsonNode event(String name) throws InterruptedException {
    return line("ev", name);
  }

  /** Waits for a line with that field, of that value if one is given. */
  JsonNode line(String field, String value) throws InterruptedException {
    while (true) {
      JsonNode next = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("no %s=%s after %s; %s", field, value, seen, errors).isNotNull();
      seen.add(next);
      if (next.has(field) && (value == null || next.get(field).asText().equals(value))) {
        return next;
      }
    }
  }

  /** Waits for the end, and gives the exit status. */
  int status() throws InterruptedException {
    command.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    return status;
  }

  String errors() {
    return errors.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    input.end();
    try {
      command.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(command.isAlive()).as("the command goes on after its input ended").isFalse();
  }
}
