package org.vivavoce.ice;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A pair as the W3C's RTCIceCandidatePairStats tells it. Bytes are those of the datagrams that the
 * application sent and received, without UDP, TURN and STUN.
 *
 * @param local one of {@link IceReport#localCandidates}
 * @param remote one of {@link IceReport#remoteCandidates}
 * @param state how far its checks are
 * @param nominated whether it was nominated
 * @param selected whether datagrams take it now
 * @param priority RFC 8445 section 6.1.2.3, unsigned
 * @param packetsSent datagrams sent on it
 * @param bytesSent their bytes
 * @param packetsReceived datagrams received on it
 * @param bytesReceived their bytes
 * @param packetsDiscardedOnSend datagrams that the socket did not take
 * @param bytesDiscardedOnSend their bytes
 * @param lastPacketSentNanos of the last datagram, on the scale of {@link System#nanoTime}; empty
 *     without one
 * @param lastPacketReceivedNanos of the last datagram, likewise
 * @param totalRoundTripTime the sum over all {@code responsesReceived}
 * @param currentRoundTripTime of the last response; empty without one
 * @param requestsSent connectivity checks sent, retransmissions and consent checks not counted
 * @param requestsReceived authentic checks received, consent checks and repeated ones too
 * @param responsesSent checks answered with success
 * @param responsesReceived authentic successes received, to consent checks too
 * @param consentRequestsSent consent checks sent (RFC 7675)
 */
public record IcePairStats(
    IceCandidateStats local,
    IceCandidateStats remote,
    IcePairState state,
    boolean nominated,
    boolean selected,
    long priority,
    long packetsSent,
    long bytesSent,
    long packetsReceived,
    long bytesReceived,
    long packetsDiscardedOnSend,
    long bytesDiscardedOnSend,
    OptionalLong lastPacketSentNanos,
    OptionalLong lastPacketReceivedNanos,
    Duration totalRoundTripTime,
    Optional<Duration> currentRoundTripTime,
    long requestsSent,
    long requestsReceived,
    long responsesSent,
    long responsesReceived,
    long consentRequestsSent) {}
