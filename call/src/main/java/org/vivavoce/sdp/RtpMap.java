package org.vivavoce.sdp;

import java.util.List;

/**
 * {@code a=rtpmap:payload-type encoding-name/clock-rate[/channels]} (RFC 8866 section 6.6).
 *
 * @param payloadType 0 to 127
 * @param encodingName a token such as {@code opus}; compare with {@link #isCodec}, names are
 *     case-insensitive
 * @param clockRate ticks per second of the RTP timestamp
 * @param channels audio channels; 1 where nothing is said, and for video
 */
public record RtpMap(int payloadType, String encodingName, int clockRate, int channels) {
  /** The largest RTP payload type. */
  public static final int MAX_PAYLOAD_TYPE = 127;

  private static final int MAX_CHANNELS = 255;

  /**
   * @throws IllegalArgumentException if a number is out of range, or the name no token
   */
  public RtpMap {
    Text.requireRange(payloadType, 0, MAX_PAYLOAD_TYPE, "payload type");
    Text.requireToken(encodingName, "encoding name");
    Text.requireRange(clockRate, 1, Integer.MAX_VALUE, "clock rate");
    Text.requireRange(channels, 1, MAX_CHANNELS, "channel count");
  }

  /** One channel, or video. */
  public static RtpMap of(int payloadType, String encodingName, int clockRate) {
    return new RtpMap(payloadType, encodingName, clockRate, 1);
  }

  static RtpMap parse(String value) throws BadValue {
    String shape = "rtpmap:payload-type name/clock-rate[/channels]";
    List<String> words = Text.words(value);
    if (words.size() != 2) {
      throw new BadValue("rtpmap has " + words.size() + " parts", shape);
    }
    int payloadType = Text.integer(words.get(0), 0, MAX_PAYLOAD_TYPE, "payload type");
    String[] parts = words.get(1).split("/", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw new BadValue("the encoding has " + parts.length + " parts", shape);
    }
    return new RtpMap(
        payloadType,
        Text.token(parts[0], "encoding name"),
        Text.integer(parts[1], 1, Integer.MAX_VALUE, "clock rate"),
        parts.length < 3 ? 1 : Text.integer(parts[2], 1, MAX_CHANNELS, "channel count"));
  }

  /** Whether the encoding has that name, whatever the case. */
  public boolean isCodec(String name) {
    return encodingName.equalsIgnoreCase(name);
  }

  /**
   * Whether another payload type of the other side means the same encoding: name, clock rate and
   * channels agree.
   */
  public boolean sameEncoding(RtpMap other) {
    return isCodec(other.encodingName)
        && clockRate == other.clockRate
        && channels == other.channels;
  }

  /** The same encoding under another payload type. */
  public RtpMap withPayloadType(int other) {
    return new RtpMap(other, encodingName, clockRate, channels);
  }

  /** As an attribute; one channel is left unsaid. */
  public Attribute toAttribute() {
    String text = payloadType + " " + encodingName + "/" + clockRate;
    return Attribute.of("rtpmap", channels == 1 ? text : text + "/" + channels);
  }
}
