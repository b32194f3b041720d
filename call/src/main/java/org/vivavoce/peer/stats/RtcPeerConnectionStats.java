package org.vivavoce.peer.stats;

import java.util.OptionalLong;

/**
 * The connection itself (webrtc-stats, RTCPeerConnectionStats).
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param dataChannelsOpened how many data channels have ever opened
 * @param dataChannelsClosed how many of them have closed
 */
public record RtcPeerConnectionStats(
    String id, double timestamp, OptionalLong dataChannelsOpened, OptionalLong dataChannelsClosed)
    implements RtcStats {

  @Override
  public RtcStatsType type() {
    return RtcStatsType.PEER_CONNECTION;
  }
}
