package org.vivavoce.rtp;

import java.util.Optional;
import org.vivavoce.rtp.rtcp.SenderInfo;

/**
 * What we know of a stream that we receive.
 *
 * @param ssrc the stream
 * @param clockRate the rate of its timestamps, in Hz
 * @param packetsReceived packets, late and duplicate ones included (RFC 3550 section 6.4.1)
 * @param bytesReceived bytes of payload
 * @param headerBytesReceived bytes of headers and padding
 * @param packetsLost packets expected less packets received: negative if duplicates outnumber
 *     losses. It goes on counting over a restart
 * @param packetsDuplicated packets that had been there already
 * @param packetsReordered packets that came behind a later one
 * @param packetsRejected packets that were not taken: on probation, or after a jump of the sequence
 *     number that no second packet confirmed
 * @param restarts how often the source began anew with other sequence numbers
 * @param jitter interarrival jitter in seconds (RFC 3550 section 6.4.1)
 * @param lastPacketNanos when the last packet arrived; means nothing before the first
 * @param nackCount negative acknowledgements that we have sent about it
 * @param pliCount picture loss indications that we have sent about it
 * @param firCount full intra requests that we have sent about it
 * @param senderInfo what the far end's last SR says about the stream; empty before the first
 * @param senderReportNanos when that SR arrived; means nothing before the first
 * @param senderReportsReceived how many SR have come
 * @param ended whether a BYE has come
 */
public record InboundRtpStats(
    Ssrc ssrc,
    int clockRate,
    long packetsReceived,
    long bytesReceived,
    long headerBytesReceived,
    long packetsLost,
    long packetsDuplicated,
    long packetsReordered,
    long packetsRejected,
    long restarts,
    double jitter,
    long lastPacketNanos,
    long nackCount,
    long pliCount,
    long firCount,
    Optional<SenderInfo> senderInfo,
    long senderReportNanos,
    long senderReportsReceived,
    boolean ended)
    implements RtpStreamStats {}
