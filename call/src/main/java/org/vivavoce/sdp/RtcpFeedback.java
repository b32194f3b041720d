package org.vivavoce.sdp;

import java.util.List;
import java.util.OptionalInt;

/**
 * {@code a=rtcp-fb:payload-type feedback} (RFC 4585 section 4.2): a kind of RTCP feedback that the
 * writer understands.
 *
 * @param payloadType the payload type; empty for {@code *}, which means every one of the m-line
 * @param feedback the kind with its parameter: {@code nack}, {@code nack pli}, {@code ccm fir},
 *     {@code transport-cc}
 */
public record RtcpFeedback(OptionalInt payloadType, String feedback) {
  /**
   * @throws IllegalArgumentException if the payload type is out of range, or the feedback empty or
   *     not on one line
   */
  public RtcpFeedback {
    payloadType.ifPresent(
        type -> Text.requireRange(type, 0, RtpMap.MAX_PAYLOAD_TYPE, "payload type"));
    Text.requireText(feedback, "feedback");
    feedback = String.join(" ", Text.words(feedback));
    if (feedback.isEmpty()) {
      throw new IllegalArgumentException("feedback is empty; allowed: a kind such as nack pli");
    }
  }

  /** Feedback for one payload type. */
  public static RtcpFeedback of(int payloadType, String feedback) {
    return new RtcpFeedback(OptionalInt.of(payloadType), feedback);
  }

  static RtcpFeedback parse(String value) throws BadValue {
    List<String> parts = Text.firstAndRest(value);
    if (parts.size() != 2) {
      throw new BadValue(
          "rtcp-fb names no feedback", "rtcp-fb:payload-type feedback, as in rtcp-fb:96 nack pli");
    }
    OptionalInt payloadType =
        parts.get(0).equals("*")
            ? OptionalInt.empty()
            : OptionalInt.of(
                Text.integer(parts.get(0), 0, RtpMap.MAX_PAYLOAD_TYPE, "payload type"));
    return new RtcpFeedback(payloadType, parts.get(1));
  }

  /** Whether this holds for a payload type, by name or by {@code *}. */
  public boolean appliesTo(int type) {
    return payloadType.isEmpty() || payloadType.getAsInt() == type;
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    String type = payloadType.isPresent() ? Integer.toString(payloadType.getAsInt()) : "*";
    return Attribute.of("rtcp-fb", type + " " + feedback);
  }
}
