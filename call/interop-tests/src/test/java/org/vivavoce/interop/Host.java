package org.vivavoce.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that hosts one connection after another: a browser with its pages, or a {@code
 * DrivenPeer} of ours with its sessions. It takes orders, {@code {"id":1,"do":"…",…}}, and answers
 * each by its number; what a connection says comes as {@code {"page":0,"say":{…}}}.
 */
final class Host implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PeerProcess process;
  private final JsonNode ready;
  private final AtomicInteger orders = new AtomicInteger();
  private final Map<Integer, Said> pages = new ConcurrentHashMap<>();

  private Host(PeerProcess process, JsonNode ready) {
    this.process = process;
    this.ready = ready;
    process.signals(line -> said(line.get("page").asInt()).add(line.get("say")));
  }

  /** Starts it and waits until it is ready. */
  static Host start(String name, Path folder, NetworkNamespace network, List<String> command)
      throws IOException {
    PeerProcess process = PeerProcess.start(name, folder, network, command);
    try {
      return new Host(process, process.event("ready"));
    } catch (AssertionError e) {
      process.close();
      throw e;
    }
  }

  /** What it told when it was ready. */
  JsonNode ready() {
    return ready;
  }

  /** What one of its connections says. */
  Said said(int page) {
    return pages.computeIfAbsent(
        page, i -> new Said(what -> process.failure("connection " + i + ": " + what)));
  }

  /** Opens a page or session, with options, and gives its number. */
  int open(ObjectNode options) {
    return obey("open", options).asInt();
  }

  /** Has an order obeyed, and gives the value. */
  JsonNode obey(String what, ObjectNode order) {
    int id = send(what, order);
    JsonNode reply = process.event("reply", e -> e.get("id").asInt() == id);
    if (reply.has("error")) {
      throw process.failure(order + " failed: " + reply.get("error").asText());
    }
    return reply.get("value");
  }

  /** Sends an order whose outcome shows by itself. */
  int send(String what, ObjectNode order) {
    int id = orders.incrementAndGet();
    process.take(order.put("id", id).put("do", what));
    return id;
  }

  /** An order's beginning. */
  static ObjectNode order() {
    return JSON.createObjectNode();
  }

  /** An order's beginning, for one of its connections. */
  static ObjectNode order(int page) {
    return order().put("page", page);
  }

  @Override
  public void close() {
    process.close();
  }
}
