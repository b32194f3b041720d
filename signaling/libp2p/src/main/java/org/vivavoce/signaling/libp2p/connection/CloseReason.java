package org.vivavoce.signaling.libp2p.connection;

/**
 * Why a connection ended.
 *
 * @param kind to branch on
 * @param detail for a person
 */
public record CloseReason(Kind kind, String detail) {
  /** The causes. */
  public enum Kind {
    /** We closed it. */
    LOCAL,
    /** The peer, or the network, closed it. */
    REMOTE,
    /** No connection to that address came about. */
    UNREACHABLE,
    /** The other end could not agree with us in time. */
    HANDSHAKE_TIMEOUT,
    /** The other end does not do Noise, or not Yamux. */
    NOTHING_IN_COMMON,
    /** The other end is somebody else than we wanted, or ourselves. */
    WRONG_PEER,
    /** The other end broke a protocol, or its messages were changed on the way. */
    PROTOCOL_VIOLATION,
    /** The peer no longer answers. */
    UNRESPONSIVE,
    /** There are too many connections. */
    TOO_MANY
  }

  @Override
  public String toString() {
    return kind + ": " + detail;
  }
}
