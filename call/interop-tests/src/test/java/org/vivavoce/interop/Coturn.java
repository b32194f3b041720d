package org.vivavoce.interop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A TURN server inside the network. */
final class Coturn implements AutoCloseable {
  private static final int PORT = 3478;
  private static final String URL = "turn:" + NetworkNamespace.ADDRESS + ":" + PORT;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PeerProcess process;

  private Coturn(PeerProcess process) {
    this.process = process;
  }

  /** Starts it and waits until it listens. */
  static Coturn start(Path folder, NetworkNamespace network) throws IOException {
    Installed.program("turnserver", "coturn", "coturn");
    Installed.program("ss", "coturn", "iproute2");
    PeerProcess process =
        PeerProcess.start(
            "coturn",
            folder,
            network,
            List.of(
                "turnserver",
                "-n",
                "--listening-ip=" + NetworkNamespace.ADDRESS,
                "--listening-port=" + PORT,
                "--relay-ip=" + NetworkNamespace.ADDRESS,
                "--lt-cred-mech",
                "--user=u:p",
                "--realm=test",
                "--no-cli",
                "--no-tls",
                "--no-dtls",
                "--log-file=stdout",
                "--pidfile=" + folder.resolve("coturn.pid"),
                "--userdb=" + folder.resolve("coturn.db")));
    Coturn made = new Coturn(process);
    try {
      network.awaitUdp(PORT);
    } catch (IOException e) {
      made.close();
      throw e;
    }
    return made;
  }

  /** As {@link OurSession} takes it: reached by UDP or TCP. */
  ArrayNode ours(String transport) {
    return JSON.createArrayNode().add(URL + "?transport=" + transport).add("u").add("p");
  }

  /** As the command line takes it. */
  String option() {
    return URL + ",u,p";
  }

  /** As an RTCPeerConnection takes it, relays only. */
  ObjectNode theirs() {
    ObjectNode configuration = JSON.createObjectNode().put("iceTransportPolicy", "relay");
    configuration
        .putArray("iceServers")
        .addObject()
        .put("urls", URL)
        .put("username", "u")
        .put("credential", "p");
    return configuration;
  }

  @Override
  public void close() {
    process.terminate();
    process.close();
  }
}
