package org.vivavoce.datachannel;

/** Where a data channel stands: the W3C's {@code RTCDataChannelState}. */
public enum DataChannelState {
  /** The transport is not there yet. */
  CONNECTING,

  /** Messages can be sent. */
  OPEN,

  /** One side closes it: what was sent is still delivered, and nothing more can be sent. */
  CLOSING,

  /** It is closed, or could not be opened. */
  CLOSED
}
