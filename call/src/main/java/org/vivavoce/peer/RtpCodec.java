package org.vivavoce.peer;

import java.util.List;
import java.util.Objects;

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

  /** Checks ranges. */
  public RtpCodec {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(fmtp, "fmtp");
    feedback = List.copyOf(feedback);
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

  /** Whether the two name the same encoding: name, clock and channels. */
  public boolean sameEncoding(String otherName, int otherClock, int otherChannels) {
    return name.equalsIgnoreCase(otherName) && clockRate == otherClock && channels == otherChannels;
  }
}
