package org.vivavoce.sdp;

import java.util.List;
import java.util.Optional;

/**
 * Everything an m-line says about one payload type.
 *
 * @param rtpMap its encoding, from {@code a=rtpmap} or, for static payload types, from RFC 3551
 * @param fmtp its parameters
 * @param feedback the RTCP feedback it allows, that for {@code *} included
 */
public record PayloadFormat(RtpMap rtpMap, Optional<Fmtp> fmtp, List<RtcpFeedback> feedback) {
  /** Makes the feedback unmodifiable. */
  public PayloadFormat {
    feedback = List.copyOf(feedback);
  }

  /** The payload type, 0 to 127. */
  public int payloadType() {
    return rtpMap.payloadType();
  }

  /** One format parameter, whatever the case of its key. */
  public Optional<String> parameter(String key) {
    return fmtp.flatMap(found -> found.parameter(key));
  }
}
