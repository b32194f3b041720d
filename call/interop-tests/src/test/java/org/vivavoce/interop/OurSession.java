package org.vivavoce.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.vivavoce.interop.driven.DrivenPeer;

/** A PeerConnection of ours, in a process that does what it is told. */
final class OurSession implements Party, AutoCloseable {
  private final Host host;
  private final int page;

  private OurSession(Host host, int page) {
    this.host = host;
    this.page = page;
  }

  /** Starts the process that hosts sessions. */
  static Host host(Path folder, NetworkNamespace network) throws IOException {
    List<String> command = Vivavoce.java();
    command.addAll(List.of("-cp", House.JAR + ":" + House.MODULE.resolve("target/test-classes")));
    command.add(DrivenPeer.class.getName());
    return Host.start("driven", folder, network, command);
  }

  /**
   * Makes a connection with a tone.
   *
   * @param options those of {@code org.vivavoce.interop.driven.Session}
   * @param recording what it hears
   */
  static OurSession open(Host host, ObjectNode options, Path recording) {
    return new OurSession(host, host.open(options.put("recording", recording.toString())));
  }

  /** Makes a connection with data channels only. */
  static OurSession openData(Host host) {
    return new OurSession(host, host.open(Host.order().put("data", true)));
  }

  /** Has something of {@code DataChecks} tried, and gives its figures. */
  JsonNode check(String what, long amount, int patienceSeconds) {
    host.obey("check", Host.order(page).put("what", what).put("amount", amount));
    return said().event("checked", e -> e.get("what").asText().equals(what), patienceSeconds);
  }

  JsonNode obey(String what) {
    return host.obey(what, Host.order(page));
  }

  JsonNode stats() {
    return obey("stats");
  }

  Said said() {
    return host.said(page);
  }

  @Override
  public void take(JsonNode signal) {
    host.send("take", Host.order(page).set("line", signal));
  }

  @Override
  public void signals(Consumer<JsonNode> to) {
    said().signals(to);
  }

  /** Hangs up and completes the recording; may be called twice. */
  @Override
  public void close() {
    obey("close");
  }
}
