package org.vivavoce.ice;

import java.util.Objects;
import java.util.Optional;

/**
 * A candidate as the W3C's RTCIceCandidateStats tells it.
 *
 * @param candidate address, port, protocol, priority, type, foundation and related address
 * @param usernameFragment of the side and the generation that it belongs to
 * @param url the server that it was had from, as in {@link IceServer#url}; local server-reflexive
 *     and relayed candidates only
 * @param relayProtocol how we speak with the TURN server: {@code udp}, {@code tcp} or {@code tls};
 *     local relayed candidates only
 */
public record IceCandidateStats(
    IceCandidate candidate,
    String usernameFragment,
    Optional<String> url,
    Optional<String> relayProtocol) {
  /** Checks for nulls. */
  public IceCandidateStats {
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(usernameFragment, "usernameFragment");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(relayProtocol, "relayProtocol");
  }
}
