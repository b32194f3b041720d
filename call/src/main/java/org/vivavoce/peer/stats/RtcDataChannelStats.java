package org.vivavoce.peer.stats;

import java.util.OptionalInt;
import org.vivavoce.datachannel.DataChannelState;

/**
 * One data channel that is not closed (webrtc-stats, RTCDataChannelStats).
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param label the name that it was given
 * @param protocol the name of its subprotocol, or the empty string
 * @param dataChannelIdentifier its number, once it has one
 * @param state where it stands
 * @param messagesSent messages that were handed to SCTP
 * @param bytesSent their bytes
 * @param messagesReceived messages that were handed to the application
 * @param bytesReceived their bytes
 */
public record RtcDataChannelStats(
    String id,
    double timestamp,
    String label,
    String protocol,
    OptionalInt dataChannelIdentifier,
    DataChannelState state,
    long messagesSent,
    long bytesSent,
    long messagesReceived,
    long bytesReceived)
    implements RtcStats {

  @Override
  public RtcStatsType type() {
    return RtcStatsType.DATA_CHANNEL;
  }
}
