package org.vivavoce.signaling.libp2p;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.connection.CloseReason;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/**
 * A host as a process of its own, for {@link LocalDiscoveryTest}: looks for peers and tells in
 * lines who is connected; a line {@code drop PEER} ends a connection, the end of its input the
 * process.
 */
final class LocalNode {
  private LocalNode() {}

  /** To standard error: what happened, if a test fails. */
  private static void logEverything() {
    Logger root = Logger.getLogger("");
    root.setLevel(Level.FINE);
    root.getHandlers()[0].setLevel(Level.FINE);
  }

  /** Where to listen ("-": nowhere), and the interfaces on which to look; none for all. */
  public static void main(String[] options) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    logEverything();
    String[] interfaces = Arrays.copyOfRange(options, 1, options.length);
    Libp2pConfig config =
        Libp2pConfig.of(Identity.generate())
            .discovering(
                interfaces.length == 0
                    ? LocalDiscovery.everywhere()
                    : LocalDiscovery.on(interfaces));
    if (!options[0].equals("-")) {
      config = config.listeningAt(Multiaddr.parse(options[0]));
    }
    try (Libp2pHost host = Libp2pHost.create(config)) {
      host.addListener(
          new HostListener() {
            @Override
            public void onConnected(PeerId peer) {
              out.println("+ " + peer);
            }

            @Override
            public void onDisconnected(PeerId peer, CloseReason reason) {
              out.println("- " + peer);
            }
          });
      out.println("id " + host.id());
      host.peers().forEach(peer -> out.println("+ " + peer)); // found before we listened
      byte[] line = new byte[256];
      for (int length; (length = System.in.read(line)) > 0; ) {
        String said = new String(line, 0, length, StandardCharsets.UTF_8).strip();
        host.disconnect(PeerId.parse(said.substring("drop ".length())));
      }
    }
  }
}
