package org.vivavoce.peer;

import java.util.Objects;

/**
 * One ICE candidate, as it goes over signaling (WebRTC 1.0, RTCIceCandidate).
 *
 * @param candidate {@code candidate:…} (RFC 8839), or empty: no more candidates will come
 * @param sdpMid the mid of the m-line it belongs to, or null
 * @param sdpMLineIndex the index of that m-line, or null; one of the two must be given unless the
 *     candidate is empty
 * @param usernameFragment the ufrag of the ICE generation it belongs to, or null
 */
public record RtcIceCandidate(
    String candidate, String sdpMid, Integer sdpMLineIndex, String usernameFragment) {
  /** Checks the shape as the W3C's constructor does. */
  public RtcIceCandidate {
    Objects.requireNonNull(candidate, "candidate");
    if (!candidate.isEmpty() && sdpMid == null && sdpMLineIndex == null) {
      throw new IllegalArgumentException(
          "A candidate needs sdpMid or sdpMLineIndex, to tell which m-line it is for");
    }
  }
}
