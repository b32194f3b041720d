package org.vivavoce.sctp;

import java.util.Map;

/**
 * Figures of an association, as they were when they were asked for.
 *
 * @param packetsSent packets that were handed out
 * @param packetsReceived packets that were handed in
 * @param bytesSent bytes of messages put into packets, repeated ones too
 * @param bytesReceived bytes of messages that arrived, each counted once
 * @param messagesSent messages that were put into packets to their end
 * @param messagesReceived messages that were handed up
 * @param messagesAbandoned messages that were given up at their limits
 * @param chunksRetransmitted DATA chunks sent again
 * @param fastRecoveries how often a loss halved the window
 * @param timeouts how often T3-rtx expired
 * @param tailProbes how often the last packet was sent again to provoke an answer
 * @param congestionWindow bytes
 * @param peerWindow bytes that the other side has room for
 * @param bytesInFlight bytes sent and neither acknowledged nor lost
 * @param smoothedRttNanos 0 before the first measurement
 * @param rtoNanos how long T3-rtx runs
 * @param packetSize bytes, as probed
 * @param dropped how often what was dropped
 */
public record SctpStats(
    long packetsSent,
    long packetsReceived,
    long bytesSent,
    long bytesReceived,
    long messagesSent,
    long messagesReceived,
    long messagesAbandoned,
    long chunksRetransmitted,
    long fastRecoveries,
    long timeouts,
    long tailProbes,
    long congestionWindow,
    long peerWindow,
    long bytesInFlight,
    long smoothedRttNanos,
    long rtoNanos,
    int packetSize,
    Map<SctpDrop, Long> dropped) {}
