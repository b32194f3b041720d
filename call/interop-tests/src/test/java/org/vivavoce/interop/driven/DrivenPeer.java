package org.vivavoce.interop.driven;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.vivavoce.dtls.DtlsTransport;
import org.vivavoce.ice.IceAgent;

/**
 * {@link Session}s, and {@link DataSession}s, on standard input and output, until the input ends:
 *
 * <pre>
 * in   {"id":1,"do":"open", options}   {"id":2,"page":0,"do":"offer"}
 *      {"id":3,"page":0,"do":"take","line":{…}}   {"id":4,"page":0,"do":"close"}
 * out  {"ev":"ready"}   {"ev":"reply","id":1,"value":0}   {"ev":"reply","id":2,"error":"…"}
 *      {"page":0,"say":{…}}
 * </pre>
 *
 * <p>A line that is taken or said is a description or a candidate, as vivavoce peer has them, or an
 * event.
 */
public final class DrivenPeer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final List<Driven> sessions = new ArrayList<>();

  private DrivenPeer(PrintStream out) {
    this.out = out;
  }

  /** Takes no arguments. */
  public static void main(String[] args) throws IOException {
    IceAgent.warmUp();
    DtlsTransport.warmUp();
    new DrivenPeer(System.out).run();
  }

  private void run() throws IOException {
    print(JSON.createObjectNode().put("ev", "ready"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        take(JSON.readTree(line));
      }
    } finally {
      sessions.forEach(Driven::close);
    }
  }

  private void take(JsonNode order) {
    ObjectNode reply =
        JSON.createObjectNode().put("ev", "reply").put("id", order.get("id").asInt());
    try {
      reply.set("value", obey(order));
    } catch (IOException | RuntimeException e) {
      reply.put("error", e.toString());
    }
    print(reply);
  }

  private JsonNode obey(JsonNode order) throws IOException {
    String what = order.get("do").asText();
    if (what.equals("open")) {
      return open(order);
    }
    Driven session = sessions.get(order.get("page").asInt());
    switch (what) {
      case "take" -> session.take(order.get("line"));
      case "offer" -> session.offer();
      case "close" -> session.close();
      default -> {
        return session.obey(order);
      }
    }
    return JSON.nullNode();
  }

  private JsonNode open(JsonNode options) throws IOException {
    int page = sessions.size();
    Consumer<JsonNode> say =
        line -> {
          ObjectNode told = JSON.createObjectNode().put("page", page);
          told.set("say", line);
          print(told);
        };
    sessions.add(
        options.path("data").asBoolean() ? new DataSession(say) : new Session(options, say));
    return JSON.getNodeFactory().numberNode(page);
  }

  private void print(JsonNode line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
