package org.vivavoce.rtp;

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
 * @param remotePacketsSent packets that the far end says it sent, -1 before its first SR
 * @param remoteBytesSent bytes of payload that it says it sent, -1 before its first SR
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
    long remotePacketsSent,
    long remoteBytesSent,
    long senderReportsReceived,
    boolean ended)
    implements RtpStreamStats {}
