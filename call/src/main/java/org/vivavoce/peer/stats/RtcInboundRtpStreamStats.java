package org.vivavoce.peer.stats;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.vivavoce.rtp.Ssrc;

/**
 * A stream that we receive (webrtc-stats, RTCInboundRtpStreamStats). What only a decoder or a
 * jitter buffer knows is not here.
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param ssrc the stream
 * @param kind audio or video
 * @param transportId its transport
 * @param codecId the codec in use; absent before there is one
 * @param trackIdentifier the track that it is delivered to
 * @param mid its m-line
 * @param remoteId what the sender says of it; absent before its first report
 * @param packetsReceived packets, late, duplicate and retransmitted ones included
 * @param bytesReceived bytes of payload, retransmissions included
 * @param headerBytesReceived bytes of headers and padding
 * @param packetsLost expected less received; negative if duplicates outnumber losses
 * @param jitter in seconds (RFC 3550 section 6.4.1)
 * @param lastPacketReceivedTimestamp milliseconds since 1970; absent before the first packet
 * @param retransmittedPacketsReceived packets that came as RFC 4588 has it; absent where that was
 *     not negotiated
 * @param retransmittedBytesReceived bytes of their payload
 * @param rtxSsrc the stream that they came in
 * @param nackCount negative acknowledgements that we sent
 * @param firCount full intra requests that we sent; video only
 * @param pliCount picture loss indications that we sent; video only
 */
public record RtcInboundRtpStreamStats(
    String id,
    double timestamp,
    Ssrc ssrc,
    String kind,
    String transportId,
    Optional<String> codecId,
    String trackIdentifier,
    String mid,
    Optional<String> remoteId,
    long packetsReceived,
    long bytesReceived,
    long headerBytesReceived,
    long packetsLost,
    double jitter,
    OptionalDouble lastPacketReceivedTimestamp,
    OptionalLong retransmittedPacketsReceived,
    OptionalLong retransmittedBytesReceived,
    Optional<Ssrc> rtxSsrc,
    long nackCount,
    OptionalLong firCount,
    OptionalLong pliCount)
    implements RtcStats {

  @Override
  public RtcStatsType type() {
    return RtcStatsType.INBOUND_RTP;
  }
}
