package org.vivavoce.peer.stats;

import java.util.Optional;
import java.util.OptionalInt;
import org.vivavoce.ice.IceCandidateType;

/**
 * A candidate (webrtc-stats, RTCIceCandidateStats).
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param type {@code LOCAL_CANDIDATE} or {@code REMOTE_CANDIDATE}
 * @param transportId whose it is
 * @param address its address, or a name where that was signaled
 * @param port 0 to 65,535
 * @param protocol {@code udp}
 * @param candidateType {@code host}, {@code srflx}, {@code prflx} or {@code relay}
 * @param priority RFC 8445 section 5.1.2
 * @param url the server that it was had from
 * @param relayProtocol how we speak with the TURN server
 * @param foundation RFC 8445 section 5.1.1.3
 * @param relatedAddress what it was derived from
 * @param relatedPort that one's port
 * @param usernameFragment of its side and generation
 * @param tcpType for TCP
 */
public record RtcIceCandidateStats(
    String id,
    double timestamp,
    RtcStatsType type,
    String transportId,
    String address,
    int port,
    String protocol,
    IceCandidateType candidateType,
    long priority,
    Optional<String> url,
    Optional<String> relayProtocol,
    String foundation,
    Optional<String> relatedAddress,
    OptionalInt relatedPort,
    String usernameFragment,
    Optional<String> tcpType)
    implements RtcStats {}
