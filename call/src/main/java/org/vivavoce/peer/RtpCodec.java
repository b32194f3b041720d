package org.vivavoce.peer;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.vivavoce.sdp.Fmtp;
import org.vivavoce.sdp.PayloadFormat;

/**
 * A codec as an m-line names it (WebRTC 1.0, RTCRtpCodec, and the payload type we like it to have).
 *
 * @param kind audio or video
 * @param name the encoding name of {@code a=rtpmap}, compared without regard to case
 * @param clockRate in Hz
 * @param channels 1 or 2; 1 for video
 * @param payloadType what we offer it as: 96 to 127, or the static one; an answer uses the
 *     offerer's
 * @param fmtp the value of {@code a=fmtp} without the payload type; may be empty
 * @param feedback the values of {@code a=rtcp-fb} that we honour, without the payload type
 */
public record RtpCodec(
    MediaKind kind,
    String name,
    int clockRate,
    int channels,
    int payloadType,
    String fmtp,
    List<String> feedback) {

  /** Opus as RFC 7587 wants it offered, with in-band FEC welcome. */
  public static final RtpCodec OPUS =
      new RtpCodec(
          MediaKind.AUDIO, "opus", 48_000, 2, 111, "minptime=10;useinbandfec=1", List.of());

  private static final Set<String> ACCOMPANYING =
      Set.of("rtx", "red", "ulpfec", "flexfec", "flexfec-03", "cn", "telephone-event");

  /** Checks ranges. */
  public RtpCodec {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(fmtp, "fmtp");
    feedback = List.copyOf(feedback);
    FormatRules.parameters(fmtp); // throws if it would not fit one line
    if (payloadType < 0 || payloadType > 127 || (payloadType >= 64 && payloadType < 96)) {
      throw new IllegalArgumentException(
          "Payload type "
              + payloadType
              + ": with rtcp-mux it must be 0 to 63 or 96 to 127 (RFC 5761)");
    }
    if (clockRate <= 0 || channels < 1 || channels > 2) {
      throw new IllegalArgumentException(
          "Clock rate "
              + clockRate
              + " Hz, "
              + channels
              + " channels: a codec needs a positive rate and 1 or 2");
    }
  }

  /** As the W3C's RTCRtpCodec has it: {@code audio/opus}, {@code video/VP8}. */
  public String mimeType() {
    return kind.text() + "/" + name;
  }

  /** As the W3C's RTCRtpCodec has it: the parameters of {@code a=fmtp}, if there are any. */
  public Optional<String> sdpFmtpLine() {
    return fmtp.isEmpty() ? Optional.empty() : Optional.of(fmtp);
  }

  /** The same codec under another payload type. */
  public RtpCodec withPayloadType(int other) {
    return new RtpCodec(kind, name, clockRate, channels, other, fmtp, feedback);
  }

  /** The same codec with other parameters. */
  RtpCodec withFmtp(String other) {
    return new RtpCodec(kind, name, clockRate, channels, payloadType, other, feedback);
  }

  /**
   * Whether it is media itself, rather than what goes along with media: retransmissions (RFC 4588),
   * redundancy, repair, comfort noise, digits.
   */
  boolean carriesMedia() {
    return !ACCOMPANYING.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a stream of the one is a stream of the other, whatever the payload types: the same
   * encoding, and parameters that the payload format holds to be the same (VP9's profile, H.264's
   * profile and packetization mode, AV1's profile).
   */
  public boolean sameCodec(RtpCodec other) {
    return kind == other.kind
        && sameEncoding(other.name, other.clockRate, other.channels)
        && FormatRules.of(name)
            .compatible(FormatRules.parameters(fmtp), FormatRules.parameters(other.fmtp));
  }

  /**
   * What this codec of ours becomes when the other side names it: under its payload type, with the
   * parameters that the payload format lets us say, and the feedback that both honour.
   *
   * @return empty if it is not the same format
   */
  Optional<RtpCodec> agreedWith(PayloadFormat theirs) {
    if (!sameEncoding(
        theirs.rtpMap().encodingName(), theirs.rtpMap().clockRate(), theirs.rtpMap().channels())) {
      return Optional.empty();
    }
    FormatRules rules = FormatRules.of(name);
    Map<String, String> ours = FormatRules.parameters(fmtp);
    Map<String, String> parameters = theirs.fmtp().map(Fmtp::parameters).orElse(Map.of());
    if (!rules.compatible(ours, parameters)) {
      return Optional.empty();
    }
    Map<String, String> agreed = rules.agreed(ours, parameters);
    return Optional.of(
        new RtpCodec(
            kind,
            name,
            clockRate,
            channels,
            theirs.payloadType(),
            agreed.equals(ours) ? fmtp : FormatRules.text(agreed),
            feedback.stream()
                .filter(f -> theirs.feedback().stream().anyMatch(t -> t.feedback().equals(f)))
                .toList()));
  }

  /** The same without a kind of feedback. */
  RtpCodec withoutFeedback(String kindOfFeedback) {
    return honours(kindOfFeedback)
        ? new RtpCodec(
            kind,
            name,
            clockRate,
            channels,
            payloadType,
            fmtp,
            feedback.stream().filter(f -> !f.equals(kindOfFeedback)).toList())
        : this;
  }

  /** Whether a kind of feedback was agreed on, as {@code a=rtcp-fb} names it. */
  boolean honours(String kindOfFeedback) {
    return feedback.contains(kindOfFeedback);
  }

  /** Whether the two name the same encoding: name, clock and channels. */
  public boolean sameEncoding(String otherName, int otherClock, int otherChannels) {
    return name.equalsIgnoreCase(otherName) && clockRate == otherClock && channels == otherChannels;
  }
}
