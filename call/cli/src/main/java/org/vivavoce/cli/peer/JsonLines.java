package org.vivavoce.cli.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtcSessionDescription;
import org.vivavoce.peer.SdpType;

/** The script's end: one JSON object a line, both ways. Writing is safe from any thread. */
final class JsonLines {
  private final ObjectMapper json = new ObjectMapper();

  /** More than any description needs. */
  private static final int MAX_LINE = 4 << 20;

  private static final String WANTED =
      "; write one JSON object a line, {\"type\":\"offer\"|\"answer\",\"sdp\":\"…\"} or "
          + "{\"candidate\":{\"candidate\":\"…\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}}";

  private final BufferedReader in;
  private final PrintStream out;

  /** What a script can say. */
  sealed interface Line {
    /** A description of the other side. */
    record Description(RtcSessionDescription description) implements Line {}

    /** A candidate of the other side; an empty one: there are no more. */
    record Candidate(RtcIceCandidate candidate) implements Line {}

    /** Something else; what is wrong with it. */
    record Wrong(String why) implements Line {}
  }

  JsonLines(InputStream in, PrintStream out) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = out;
  }

  // --- in

  /** The next line; empty: there will be no more. */
  Optional<Line> read() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c != '\n') {
        text.append((char) c);
        if (text.length() > MAX_LINE) {
          return Optional.of(new Line.Wrong("a line is longer than " + MAX_LINE + " characters"));
        }
      } else if (text.toString().isBlank()) {
        text.setLength(0);
      } else {
        break;
      }
    }
    return text.toString().isBlank() ? Optional.empty() : Optional.of(parse(text.toString()));
  }

  private Line parse(String text) {
    JsonNode node;
    try {
      node = json.readTree(text);
    } catch (JsonProcessingException e) {
      return new Line.Wrong("a line is no JSON: " + e.getOriginalMessage() + WANTED);
    }
    if (node.path("sdp").isTextual() && node.path("type").isTextual()) {
      return description(node.get("type").asText(), node.get("sdp").asText());
    }
    if (node.has("candidate")) {
      return candidate(node.get("candidate"));
    }
    return new Line.Wrong(
        "a line is neither a description nor a candidate: " + shortened(text) + WANTED);
  }

  private static Line description(String type, String sdp) {
    return switch (type) {
      case "offer" -> new Line.Description(new RtcSessionDescription(SdpType.OFFER, sdp));
      case "answer" -> new Line.Description(new RtcSessionDescription(SdpType.ANSWER, sdp));
      default ->
          new Line.Wrong("a description is an offer or an answer, not " + shortened(type) + WANTED);
    };
  }

  private static Line candidate(JsonNode c) {
    if (c.isNull()) {
      return new Line.Candidate(new RtcIceCandidate("", null, null, null));
    }
    if (!c.isObject()) {
      return new Line.Wrong("a candidate is an object or null" + WANTED);
    }
    try {
      return new Line.Candidate(
          new RtcIceCandidate(
              c.path("candidate").asText(""),
              c.path("sdpMid").isTextual() ? c.get("sdpMid").asText() : null,
              c.path("sdpMLineIndex").isInt() ? c.get("sdpMLineIndex").asInt() : null,
              c.path("usernameFragment").isTextual() ? c.get("usernameFragment").asText() : null));
    } catch (IllegalArgumentException e) {
      return new Line.Wrong(e.getMessage());
    }
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  // --- out

  void description(RtcSessionDescription d) {
    print(json.createObjectNode().put("type", d.type().text()).put("sdp", d.sdp()));
  }

  void candidate(RtcIceCandidate c) {
    ObjectNode inner = json.createObjectNode().put("candidate", c.candidate());
    inner.put("sdpMid", c.sdpMid());
    inner.put("sdpMLineIndex", c.sdpMLineIndex());
    inner.put("usernameFragment", c.usernameFragment());
    ObjectNode node = json.createObjectNode();
    node.set("candidate", inner);
    print(node);
  }

  void error(String what) {
    print(event("error").put("e", what));
  }

  ObjectNode event(String name) {
    return json.createObjectNode().put("ev", name);
  }

  synchronized void print(ObjectNode node) {
    out.println(node);
    out.flush();
  }
}
