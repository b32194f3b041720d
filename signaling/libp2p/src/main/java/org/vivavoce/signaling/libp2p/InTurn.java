package org.vivavoce.signaling.libp2p;

import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.libp2p.connection.CloseReason;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/** Dials a peer at one of its addresses after the other. On the loop's thread. */
final class InTurn {
  private static final Logger LOG = LoggerFactory.getLogger(InTurn.class);

  private InTurn() {}

  /**
   * Dials until somebody is reached.
   *
   * @param addresses at least one; who answers must be the peer
   * @param then hears of the peer, or of the last failure
   */
  static void dial(
      Libp2pHost host,
      PeerId peer,
      List<Multiaddr> addresses,
      BiConsumer<PeerId, CloseReason> then) {
    Multiaddr address = addresses.get(0);
    host.dialOnLoop(
        address.withPeerId(peer),
        (reached, why) -> {
          if (reached == null) {
            LOG.debug("{} is not reached: {}", address, why.detail());
          }
          if (reached != null || addresses.size() == 1) {
            then.accept(reached, why);
          } else {
            dial(host, peer, addresses.subList(1, addresses.size()), then);
          }
        });
  }
}
