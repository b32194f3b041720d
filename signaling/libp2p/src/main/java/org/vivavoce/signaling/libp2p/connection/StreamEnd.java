package org.vivavoce.signaling.libp2p.connection;

/** How a stream ended. */
public enum StreamEnd {
  /** Both sides closed it. */
  CLOSED,
  /** One side gave it up, or the connection ended. */
  RESET,
  /** The peer has none of the protocols that were proposed. */
  NOT_SUPPORTED
}
