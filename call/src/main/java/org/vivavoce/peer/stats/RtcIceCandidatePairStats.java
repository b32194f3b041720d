package org.vivavoce.peer.stats;

import java.util.OptionalDouble;
import org.vivavoce.ice.IcePairState;

/**
 * A pair of candidates that was checked (webrtc-stats, RTCIceCandidatePairStats).
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param transportId whose it is
 * @param localCandidateId our side
 * @param remoteCandidateId their side
 * @param state how far its checks are
 * @param nominated whether it was nominated
 * @param packetsSent datagrams of media and DTLS sent on it
 * @param packetsReceived the same, received
 * @param bytesSent their bytes
 * @param bytesReceived the same, received
 * @param packetsDiscardedOnSend datagrams that the socket did not take
 * @param bytesDiscardedOnSend their bytes
 * @param lastPacketSentTimestamp milliseconds since 1970
 * @param lastPacketReceivedTimestamp milliseconds since 1970
 * @param totalRoundTripTime the sum over all {@code responsesReceived}, in seconds
 * @param currentRoundTripTime the last one, in seconds
 * @param requestsSent connectivity checks sent, without retransmissions and consent checks
 * @param requestsReceived connectivity checks received
 * @param responsesSent answers sent
 * @param responsesReceived answers received
 * @param consentRequestsSent consent checks sent (RFC 7675)
 */
public record RtcIceCandidatePairStats(
    String id,
    double timestamp,
    String transportId,
    String localCandidateId,
    String remoteCandidateId,
    IcePairState state,
    boolean nominated,
    long packetsSent,
    long packetsReceived,
    long bytesSent,
    long bytesReceived,
    long packetsDiscardedOnSend,
    long bytesDiscardedOnSend,
    OptionalDouble lastPacketSentTimestamp,
    OptionalDouble lastPacketReceivedTimestamp,
    double totalRoundTripTime,
    OptionalDouble currentRoundTripTime,
    long requestsSent,
    long requestsReceived,
    long responsesSent,
    long responsesReceived,
    long consentRequestsSent)
    implements RtcStats {

  @Override
  public RtcStatsType type() {
    return RtcStatsType.CANDIDATE_PAIR;
  }
}
