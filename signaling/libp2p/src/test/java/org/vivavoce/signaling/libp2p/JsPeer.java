package org.vivavoce.signaling.libp2p;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/** A js-libp2p node on loopback, ended with the test: {@code src/test/js/peer.mjs}. */
final class JsPeer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final OutputStream in;
  private final AtomicInteger numbers = new AtomicInteger();
  private final ConcurrentHashMap<Integer, CompletableFuture<JsonNode>> answers =
      new ConcurrentHashMap<>();
  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonNode> happenings = new LinkedBlockingQueue<>();
  private final CompletableFuture<JsonNode> listening = new CompletableFuture<>();
  private final Queue<String> output = new ArrayDeque<>();

  private JsPeer(Process process) {
    this.process = process;
    in = process.getOutputStream();
  }

  /** Skips the test, aloud, where there is no node or none of its packages; CI must have them. */
  static JsPeer start() throws Exception {
    return start("{}");
  }

  /** With options of the script. */
  static JsPeer start(String options) throws Exception {
    return start(options, List.of());
  }

  /** The same, run by another command. */
  static JsPeer start(String options, List<String> within) throws Exception {
    Path folder = Path.of("src/test/js").toAbsolutePath();
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(it -> Files.isExecutable(Path.of(it, "node")))
            && Files.isDirectory(folder.resolve("node_modules/libp2p"));
    if (!there) {
      assertNotEquals(
          "true", System.getenv("CI"), "CI needs node, and npm ci in signaling/libp2p/src/test/js");
      System.err.println(
          "SKIPPED: no node, or no npm ci in " + folder + ": js-libp2p is not tested with");
      abort("no node, or no npm ci in " + folder);
    }
    List<String> command = new ArrayList<>(within);
    command.addAll(List.of("node", "--import", "./polyfill.mjs", "peer.mjs", options));
    JsPeer peer =
        new JsPeer(
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start());
    Thread reader = new Thread(peer::read, "js-peer");
    reader.setDaemon(true);
    reader.start();
    try {
      peer.listening.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      peer.close();
      throw new AssertionError("the js peer did not begin: " + peer.output, e);
    }
    return peer;
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (output) {
          output.add(line);
          if (output.size() > 200) {
            output.remove();
          }
        }
        if (line.startsWith("{")) {
          take(JSON.readTree(line));
        }
      }
    } catch (IOException e) {
      output.add(e.toString());
    }
    answers.values().forEach(each -> each.completeExceptionally(new IOException("it ended")));
    listening.completeExceptionally(new IOException("it ended"));
  }

  private void take(JsonNode line) {
    if (line.has("n")) {
      answers.get(line.get("n").asInt()).complete(line);
    } else if (line.get("event").asText().equals("listening")) {
      listening.complete(line);
    } else if (line.get("event").asText().equals("message")) {
      messages.add(line);
    } else {
      happenings.add(line);
    }
  }

  PeerId id() {
    return PeerId.parse(listening.join().get("id").asText());
  }

  Multiaddr address() {
    return Multiaddr.parse(listening.join().get("addresses").get(0).asText());
  }

  /** Does a command and gives its result. */
  JsonNode ask(String command, String... fields) throws Exception {
    JsonNode answer = tryTo(command, fields);
    if (answer.has("error")) {
      fail(command + ": " + answer.get("error").asText() + "; it said " + output);
    }
    return answer.get("ok");
  }

  /** Does a command that may fail. */
  JsonNode tryTo(String command, String... fields) throws Exception {
    int number = numbers.incrementAndGet();
    ObjectNode line = JSON.createObjectNode().put("n", number).put("do", command);
    for (int i = 0; i < fields.length; i += 2) {
      line.put(fields[i], fields[i + 1]);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(number, answer);
    synchronized (in) {
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    }
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  void publish(String topic, byte[] data) throws Exception {
    ask("publish", "topic", topic, "data", Base64.getEncoder().encodeToString(data));
  }

  /** The next message that it heard; null if none comes. */
  JsonNode message(long seconds) throws InterruptedException {
    return messages.poll(seconds, TimeUnit.SECONDS);
  }

  /** Waits until something happened with a peer; what happened before is forgotten. */
  JsonNode awaitEvent(String event, String peer) throws InterruptedException {
    for (JsonNode line; (line = happenings.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) != null; ) {
      if (line.get("event").asText().equals(event) && line.get("peer").asText().equals(peer)) {
        return line;
      }
    }
    return fail("no " + event + " of " + peer + "; it said " + output);
  }

  static byte[] data(JsonNode message) {
    return Base64.getDecoder().decode(message.get("data").asText());
  }

  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
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
