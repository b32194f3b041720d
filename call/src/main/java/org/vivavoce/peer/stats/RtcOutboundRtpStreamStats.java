package org.vivavoce.peer.stats;

import java.util.Optional;
import java.util.OptionalLong;
import org.vivavoce.rtp.Ssrc;

/**
 * A stream that we send (webrtc-stats, RTCOutboundRtpStreamStats). What only an encoder knows is
 * not here.
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param ssrc the stream
 * @param kind audio or video
 * @param transportId its transport
 * @param codecId the codec in use; absent before there is one
 * @param mediaSourceId what is sent; absent without a track
 * @param mid its m-line
 * @param remoteId what the receiver says of it; absent before its first report
 * @param active whether the negotiated direction lets it flow
 * @param packetsSent packets, retransmissions included
 * @param bytesSent bytes of payload, retransmissions included
 * @param headerBytesSent bytes of headers
 * @param retransmittedPacketsSent packets sent again
 * @param retransmittedBytesSent bytes of their payload
 * @param rtxSsrc the stream that they go out in; absent where RFC 4588 was not negotiated
 * @param nackCount negative acknowledgements that came
 * @param firCount full intra requests that came; video only
 * @param pliCount picture loss indications that came; video only
 */
public record RtcOutboundRtpStreamStats(
    String id,
    double timestamp,
    Ssrc ssrc,
    String kind,
    String transportId,
    Optional<String> codecId,
    Optional<String> mediaSourceId,
    String mid,
    Optional<String> remoteId,
    boolean active,
    long packetsSent,
    long bytesSent,
    long headerBytesSent,
    long retransmittedPacketsSent,
    long retransmittedBytesSent,
    Optional<Ssrc> rtxSsrc,
    long nackCount,
    OptionalLong firCount,
    OptionalLong pliCount)
    implements RtcStats {

  @Override
  public RtcStatsType type() {
    return RtcStatsType.OUTBOUND_RTP;
  }
}
