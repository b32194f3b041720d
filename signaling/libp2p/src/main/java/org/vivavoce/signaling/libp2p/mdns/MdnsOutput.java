package org.vivavoce.signaling.libp2p.mdns;

import java.util.List;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/** What discovery wants done on its link, and whom it found. */
public interface MdnsOutput {
  /** Sends a message to everybody on the link, port 5353. */
  void multicast(byte[] message);

  /**
   * Sends a message to the one who asked.
   *
   * @param ip 4 or 16 bytes
   */
  void unicast(byte[] message, byte[] ip, int port);

  /**
   * Our addresses that are of use to others on this link, ending in our peer id; the best first.
   */
  List<Multiaddr> addresses();

  /** Whether an IP address of 4 or 16 bytes belongs to the link. */
  boolean isOnLink(byte[] ip);

  /** Somebody else is here. Told with every answer of theirs, again and again. */
  void found(PeerId peer, List<Multiaddr> addresses);
}
