package org.vivavoce.peer.stats;

import java.util.Optional;
import org.vivavoce.rtp.Ssrc;

/**
 * What the other side says of a stream that we receive (webrtc-stats,
 * RTCRemoteOutboundRtpStreamStats); its timestamp is that of the last sender report.
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param ssrc the stream
 * @param kind audio or video
 * @param transportId its transport
 * @param codecId the codec in use; absent before there is one
 * @param localId the stream as we receive it
 * @param packetsSent packets that it says it sent, modulo 2^32
 * @param bytesSent bytes of payload that it says it sent, modulo 2^32
 * @param remoteTimestamp when it sent the report, by its own clock: milliseconds since 1970
 * @param reportsSent sender reports that came
 */
public record RtcRemoteOutboundRtpStreamStats(
    String id,
    double timestamp,
    Ssrc ssrc,
    String kind,
    String transportId,
    Optional<String> codecId,
    String localId,
    long packetsSent,
    long bytesSent,
    double remoteTimestamp,
    long reportsSent)
    implements RtcStats {

  @Override
  public RtcStatsType type() {
    return RtcStatsType.REMOTE_OUTBOUND_RTP;
  }
}
