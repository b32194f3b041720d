package org.vivavoce.signaling.libp2p;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/**
 * An address that is dialed until there is a connection, and again whenever it is lost: after a
 * while that doubles with each failure and is drawn from its upper half, so that a relay that comes
 * back is not dialed by everybody at once. On the loop's thread.
 */
final class KeptConnection {
  private static final Logger LOG = LoggerFactory.getLogger(KeptConnection.class);

  private final Libp2pHost host;
  private final Multiaddr address;
  private PeerId peer;
  private int failures;
  private HostLoop.Timer timer;
  private boolean dialing;
  private boolean ended;

  KeptConnection(Libp2pHost host, Multiaddr address) {
    this.host = host;
    this.address = address;
    peer = address.peerId().orElse(null);
  }

  void dial() {
    timer = null;
    if (ended || dialing || peer != null && host.links().isConnected(peer)) {
      return;
    }
    dialing = true;
    host.dialOnLoop(
        address,
        (reached, why) -> {
          dialing = false;
          if (reached == null) {
            failures++;
            LOG.debug("{} is not reached: {}", address, why.detail());
            again();
          } else {
            peer = reached;
            failures = 0;
          }
        });
  }

  void lost(PeerId gone) {
    if (gone.equals(peer)) {
      again();
    }
  }

  private void again() {
    if (!ended && timer == null) {
      timer = host.schedule(host.reconnectDelayNanos(failures), this::dial);
    }
  }

  void end() {
    ended = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
