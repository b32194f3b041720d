package org.vivavoce.peer.stats;

import java.util.Optional;
import java.util.OptionalDouble;
import org.vivavoce.rtp.Ssrc;

/**
 * What the other side says of a stream that we send (webrtc-stats, RTCRemoteInboundRtpStreamStats);
 * its timestamp is that of the last report.
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param ssrc the stream
 * @param kind audio or video
 * @param transportId its transport
 * @param codecId the codec in use; absent before there is one
 * @param localId the stream as we send it
 * @param packetsLost packets that it misses in all
 * @param jitter in seconds
 * @param fractionLost the share lost between its last two reports, 0 to 1
 * @param roundTripTime the last one measured, in seconds
 * @param totalRoundTripTime all of them added up, in seconds
 * @param roundTripTimeMeasurements how many there were
 */
public record RtcRemoteInboundRtpStreamStats(
    String id,
    double timestamp,
    Ssrc ssrc,
    String kind,
    String transportId,
    Optional<String> codecId,
    String localId,
    long packetsLost,
    double jitter,
    double fractionLost,
    OptionalDouble roundTripTime,
    double totalRoundTripTime,
    long roundTripTimeMeasurements)
    implements RtcStats {

  @Override
  public RtcStatsType type() {
    return RtcStatsType.REMOTE_INBOUND_RTP;
  }
}
