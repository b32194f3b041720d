package org.vivavoce.signaling.libp2p;

import org.vivavoce.signaling.libp2p.connection.CloseReason;
import org.vivavoce.signaling.libp2p.identify.Identify;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/** Hears of a host's peers, on the host's thread; must not block. */
public interface HostListener {
  /** The first connection with a peer is there. */
  default void onConnected(PeerId peer) {}

  /** A peer has said what it is, or that it has changed. */
  default void onIdentified(PeerId peer, Identify identify) {}

  /** The last connection with a peer is gone. */
  default void onDisconnected(PeerId peer, CloseReason reason) {}
}
