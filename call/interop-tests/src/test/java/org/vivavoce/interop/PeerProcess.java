package org.vivavoce.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A process that speaks the lines of {@code vivavoce peer}: one JSON object a line, events with
 * {@code ev}, else for the other end. What it prints is kept in files and quoted in a failure.
 */
final class PeerProcess implements Party, AutoCloseable {
  private static final int END_SECONDS = 5;
  private static final int QUOTED_LINES = 25;
  private static final int QUOTED_LENGTH = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Path out;
  private final Path err;
  private final Process process;
  private final Writer in;

  private final Said said = new Said(this::failure);

  private PeerProcess(String name, Path out, Path err, Process process) {
    this.name = name;
    this.out = out;
    this.err = err;
    this.process = process;
    this.in =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts a command in a namespace.
   *
   * @param name what failures call it, and its files in the folder
   * @param folder its working folder, where what it prints is kept
   */
  static PeerProcess start(String name, Path folder, NetworkNamespace network, List<String> command)
      throws IOException {
    Files.createDirectories(folder);
    Path out = folder.resolve(name + ".out");
    Path err = folder.resolve(name + ".err");
    PeerProcess made =
        new PeerProcess(
            name,
            out,
            err,
            new ProcessBuilder(network.within(command))
                .directory(folder.toFile())
                .redirectError(err.toFile())
                .start());
    Thread reader = new Thread(made::read, name + "-stdout");
    reader.setDaemon(true);
    reader.start();
    return made;
  }

  private void read() {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Writer log = Files.newBufferedWriter(out)) {
      for (String line; (line = lines.readLine()) != null; ) {
        log.write(line + "\n");
        log.flush();
        if (line.startsWith("{")) {
          said.add(JSON.readTree(line));
        }
      }
    } catch (JsonProcessingException e) {
      said.add(JSON.createObjectNode().put("ev", "error").put("e", "no JSON: " + e.getMessage()));
    } catch (IOException | RuntimeException e) {
      said.add(JSON.createObjectNode().put("ev", "error").put("e", e.toString()));
    } finally {
      said.end();
    }
  }

  @Override
  public void signals(Consumer<JsonNode> to) {
    said.signals(to);
  }

  /** Writes a line; a process that has ended hears nothing more, which is no error. */
  @Override
  public void take(JsonNode line) {
    synchronized (in) {
      try {
        in.write(line + "\n");
        in.flush();
      } catch (IOException e) {
        if (process.isAlive()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Waits for an event of that name. */
  JsonNode event(String wanted) {
    return said.event(wanted, e -> true);
  }

  /** Waits for such an event, unless it was there; an error that is told ends the wait. */
  JsonNode event(String wanted, Predicate<JsonNode> condition) {
    return said.event(wanted, condition);
  }

  /** Waits until it has said that on standard error, and gives all of it. */
  String awaitErr(String text) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Said.PATIENCE_SECONDS);
    while (true) {
      String told = Files.readString(err);
      if (told.contains(text)) {
        return told;
      }
      if (!process.isAlive() || System.nanoTime() - until > 0) {
        throw failure("it never said '" + text + "'");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** The JSON object that it printed in the end. */
  JsonNode report() {
    if (awaitEnd() != 0) {
      throw failure("its exit status is " + process.exitValue());
    }
    CompletableFuture<JsonNode> line = new CompletableFuture<>();
    signals(line::complete);
    return line.orTimeout(Said.PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Waits for its end, and gives the exit status. */
  int awaitEnd() {
    try {
      if (!process.waitFor(Said.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw failure("it did not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted while waiting for its end");
    }
  }

  /** An error that quotes what it printed last. */
  AssertionError failure(String what) {
    return new AssertionError(
        name + ": " + what + "\n--- " + out + "\n" + tail(out) + "\n--- " + err + "\n" + tail(err));
  }

  private static String tail(Path file) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.substring(0, Math.min(line.length(), QUOTED_LENGTH)))
              .toList();
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Tells it that no line will follow; may be called twice. */
  void endInput() {
    synchronized (in) {
      try {
        in.close();
      } catch (IOException e) {
        // It has ended: there is nobody to tell that there will be no more.
        said.end();
      }
    }
  }

  /** Asks it to end, as SIGTERM does: for what does not end with its input. */
  void terminate() {
    process.destroy();
  }

  /** Ends it and whatever it started: by the end of its input, else by force. */
  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(process.toHandle().descendants().toList());
    all.add(process.toHandle());
    endInput();
    try {
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
