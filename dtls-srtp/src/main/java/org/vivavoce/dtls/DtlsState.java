package org.vivavoce.dtls;

/** The state of a {@link DtlsTransport}, by the W3C's names (RTCDtlsTransportState). */
public enum DtlsState {
  /** Not started: datagrams are kept, within bounds, for the handshake to come. */
  NEW,
  /** The handshake runs. */
  CONNECTING,
  /** The remote fingerprint is verified and the keys are in place. */
  CONNECTED,
  /** Closed by either side. Final. */
  CLOSED,
  /** Ended by a failure that the listener was told of. Final. */
  FAILED;

  boolean isFinal() {
    return this == CLOSED || this == FAILED;
  }
}
