package org.vivavoce.rtp;

/**
 * What we know of a stream that we send, and what the far end says about it.
 *
 * @param ssrc the stream
 * @param clockRate the rate of its timestamps, in Hz
 * @param packetsSent packets
 * @param bytesSent bytes of payload
 * @param headerBytesSent bytes of headers
 * @param retransmittedPacketsSent packets sent again; not among {@code packetsSent}
 * @param retransmittedBytesSent bytes of their payload
 * @param nackCount negative acknowledgements that have come about it (RFC 4585 section 6.2.1)
 * @param pliCount picture loss indications that have come (RFC 4585 section 6.3.1)
 * @param firCount full intra requests that have come, repetitions included (RFC 5104 section 4.3.1)
 * @param remotePacketsLost packets that the far end misses in all, 0 before its first report
 * @param remoteFractionLost the share that it missed between its last two reports, 0 to 1, NaN
 *     before its first report
 * @param remoteJitter the jitter that it sees, in seconds, NaN before its first report
 * @param roundTripTime the last one measured, in seconds, NaN before the first
 * @param totalRoundTripTime all of them added up, in seconds
 * @param roundTripTimeMeasurements how many there were
 * @param reportsReceived how many report blocks have come about this stream
 * @param reportNanos when the last one came; means nothing before the first
 * @param reportsRejected how many of them carried an LSR that we never sent or a delay longer than
 *     the time since, so that no round trip was measured
 */
public record OutboundRtpStats(
    Ssrc ssrc,
    int clockRate,
    long packetsSent,
    long bytesSent,
    long headerBytesSent,
    long retransmittedPacketsSent,
    long retransmittedBytesSent,
    long nackCount,
    long pliCount,
    long firCount,
    long remotePacketsLost,
    double remoteFractionLost,
    double remoteJitter,
    double roundTripTime,
    double totalRoundTripTime,
    long roundTripTimeMeasurements,
    long reportsReceived,
    long reportNanos,
    long reportsRejected)
    implements RtpStreamStats {}
