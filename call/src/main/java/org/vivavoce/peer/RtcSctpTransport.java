package org.vivavoce.peer;

import java.util.OptionalInt;

/**
 * What carries the data channels of a connection, as it was when it was asked for (WebRTC 1.0
 * section 6.1, RTCSctpTransport).
 *
 * @param state where it stands
 * @param maxMessageSize the longest message that can be sent, in bytes; {@link Long#MAX_VALUE}: any
 * @param maxChannels how many channels there can be; empty before it is connected
 */
public record RtcSctpTransport(State state, long maxMessageSize, OptionalInt maxChannels) {

  /** WebRTC 1.0 section 6.1.1. */
  public enum State {
    /** Agreed on, and not there yet. */
    CONNECTING,
    /** Channels can open. */
    CONNECTED,
    /** It has ended, and with it all channels. */
    CLOSED
  }
}
