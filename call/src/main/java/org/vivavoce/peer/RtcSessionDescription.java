package org.vivavoce.peer;

import java.util.Objects;

/**
 * An offer or an answer, as it goes over signaling (WebRTC 1.0, RTCSessionDescription).
 *
 * @param type offer, answer, provisional answer, or the wish to roll back
 * @param sdp the description as text (RFC 8866); ignored for a rollback
 */
public record RtcSessionDescription(SdpType type, String sdp) {
  /** Takes the pending offer back, as {@code {type: "rollback"}} does. */
  public static final RtcSessionDescription ROLLBACK =
      new RtcSessionDescription(SdpType.ROLLBACK, "");

  /** Checks that nothing is null; the text is parsed where it is applied. */
  public RtcSessionDescription {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(sdp, "sdp");
  }
}
