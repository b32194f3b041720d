package org.vivavoce.rtp;

/**
 * What we know of a stream that we send, and what the far end says about it.
 *
 * @param ssrc the stream
 * @param clockRate the rate of its timestamps, in Hz
 * @param packetsSent packets
 * @param bytesSent bytes of payload
 * @param headerBytesSent bytes of headers
 * @param remotePacketsLost packets that the far end misses in all, 0 before its first report
 * @param remoteFractionLost the share that it missed between its last two reports, 0 to 1, NaN
 *     before its first report
 * @param remoteJitter the jitter that it sees, in seconds, NaN before its first report
 * @param roundTripTime the last one measured, in seconds, NaN before the first
 * @param totalRoundTripTime all of them added up, in seconds
 * @param roundTripTimeMeasurements how many there were
 * @param reportsReceived how many report blocks have come about this stream
 * @param reportsRejected how many of them carried an LSR that we never sent or a delay longer than
 *     the time since, so that no round trip was measured
 */
public record OutboundRtpStats(
    Ssrc ssrc,
    int clockRate,
    long packetsSent,
    long bytesSent,
    long headerBytesSent,
    long remotePacketsLost,
    double remoteFractionLost,
    double remoteJitter,
    double roundTripTime,
    double totalRoundTripTime,
    long roundTripTimeMeasurements,
    long reportsReceived,
    long reportsRejected)
    implements RtpStreamStats {}
