package org.vivavoce.sctp;

/** Where an association stands (RFC 9260 section 4). */
public enum SctpState {
  /** Not begun, or ended. */
  CLOSED,

  /** INIT is sent. */
  COOKIE_WAIT,

  /** COOKIE ECHO is sent. */
  COOKIE_ECHOED,

  /** Open. */
  ESTABLISHED,

  /** We end it, as soon as all that was sent is acknowledged. */
  SHUTDOWN_PENDING,

  /** SHUTDOWN is sent. */
  SHUTDOWN_SENT,

  /** The other side ends it; what was sent is still on its way. */
  SHUTDOWN_RECEIVED,

  /** SHUTDOWN ACK is sent. */
  SHUTDOWN_ACK_SENT;

  /** Whether messages may arrive. */
  boolean receivesData() {
    return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_SENT;
  }

  /** Whether messages that are queued may be sent. */
  boolean sendsData() {
    return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_RECEIVED;
  }
}
