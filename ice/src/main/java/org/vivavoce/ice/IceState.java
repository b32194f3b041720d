package org.vivavoce.ice;

/**
 * Where an {@link IceAgent} stands; the names and meanings of the W3C's RTCIceTransportState.
 *
 * <pre>{@code
 * NEW -> CHECKING -> CONNECTED -> COMPLETED
 *            |           |  ^         |  ^
 *            |           v  |         v  |
 *            |          DISCONNECTED -----
 *            v                |
 *          FAILED  <----------'            any state -> CLOSED
 * }</pre>
 */
public enum IceState {
  /** Made, perhaps gathering; {@link IceAgent#start} was not called. */
  NEW,
  /** Checks are going on, or wait for candidates; no pair is selected. */
  CHECKING,
  /** A pair is selected; candidates may still come. */
  CONNECTED,
  /** A pair is selected, gathering is over and the remote side said that it has no more. */
  COMPLETED,
  /** A pair is selected, but nothing has been heard on it for a while; sending still works. */
  DISCONNECTED,
  /** No pair was found in time, or consent was lost (RFC 7675): nothing is sent any more. */
  FAILED,
  /** Closed by {@link IceAgent#close}. */
  CLOSED
}
