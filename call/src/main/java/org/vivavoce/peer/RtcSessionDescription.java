package org.vivavoce.peer;

import java.util.Objects;

/**
 * An offer or an answer, as it goes over signaling (WebRTC 1.0, RTCSessionDescription).
 *
 * @param type offer or answer
 * @param sdp the description as text (RFC 8866)
 */
public record RtcSessionDescription(SdpType type, String sdp) {
  /** Checks that nothing is null; the text is parsed where it is applied. */
  public RtcSessionDescription {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(sdp, "sdp");
  }
}
