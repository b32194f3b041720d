package org.vivavoce.sdp;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Checks the attributes of one section as they come, so that no typed accessor can fail afterwards.
 * Attributes that this package does not know pass unseen. Serves the parser, which knows the line,
 * and the constructors, which do not.
 */
final class SectionCheck {
  private static final int MAX_U16 = 65_535;

  /** What a section may say only once; saying the same thing again is harmless. */
  private static final Set<String> ONCE =
      Set.of(
          "mid",
          "ice-ufrag",
          "ice-pwd",
          "setup",
          "tls-id",
          "sctp-port",
          "max-message-size",
          "rtcp",
          "ptime",
          "maxptime");

  private final boolean rtp;
  private final Map<String, String> said = new HashMap<>();
  private final Map<Integer, RtpMap> rtpMaps = new HashMap<>();
  private final Map<Integer, String> extMaps = new HashMap<>();
  private int count;

  /**
   * @param rtp whether payload types mean RTP's here; false for the session and for data sections
   */
  SectionCheck(boolean rtp) {
    this.rtp = rtp;
  }

  static void all(boolean rtp, Attributes attributes) {
    if (attributes.isCheckedFor(rtp)) {
      return;
    }
    SectionCheck check = new SectionCheck(rtp);
    for (Attribute attribute : attributes) {
      try {
        check.accept(attribute);
      } catch (BadValue e) {
        throw e.asMisuse();
      }
    }
  }

  void accept(Attribute attribute) throws BadValue {
    if (++count > SdpLimits.MAX_ATTRIBUTES) {
      throw new BadValue("too many attributes in one section", "up to " + SdpLimits.MAX_ATTRIBUTES);
    }
    String name = attribute.name();
    if (ONCE.contains(name)) {
      once(name, Text.trim(attribute.required()));
    }
    switch (name) {
      case "sendrecv", "sendonly", "recvonly", "inactive" -> once("direction", name);
      case "mid" -> Text.token(attribute.required(), "mid");
      case "group" -> BundleGroup.isBundle(attribute.required());
      case "ice-ufrag" -> IceText.ufrag(attribute.required());
      case "ice-pwd" -> IceText.pwd(attribute.required());
      case "ice-options" -> IceText.options(attribute.required());
      case "candidate" -> nonEmpty(attribute);
      case "fingerprint" -> SdpFingerprint.parse(attribute.required());
      case "setup" -> SetupRole.parse(attribute.required());
      case "rtcp" -> RtcpAddress.parse(attribute.required());
      case "extmap" -> extMap(ExtMap.parse(attribute.required()));
      case "msid" -> Msid.parse(attribute.required());
      case "ssrc" -> SsrcAttribute.parse(attribute.required());
      case "ssrc-group" -> SsrcGroup.parse(attribute.required());
      case "ptime", "maxptime" -> packetTime(attribute.required());
      case "sctp-port" -> sctpPort(attribute.required());
      case "max-message-size" -> maxMessageSize(attribute.required());
      case "sctpmap" -> SctpMap.parse(attribute.required());
      case "rid", "simulcast" -> nonEmpty(attribute);
      default -> rtpOnly(attribute);
    }
  }

  private void rtpOnly(Attribute attribute) throws BadValue {
    if (!rtp) {
      return;
    }
    switch (attribute.name()) {
      case "rtpmap" -> {
        RtpMap map = RtpMap.parse(attribute.required());
        requireSame(
            rtpMaps.putIfAbsent(map.payloadType(), map), map, "rtpmap for this payload type");
      }
      case "fmtp" -> Fmtp.parse(attribute.required());
      case "rtcp-fb" -> RtcpFeedback.parse(attribute.required());
      default -> {
        // Unknown: it survives as it is.
      }
    }
  }

  /**
   * An id means one extension (RFC 8285 section 5); the spare ids of an offer are there to be
   * shared (section 7).
   */
  private void extMap(ExtMap map) throws BadValue {
    if (map.id() < ExtMap.MIN_SPARE_ID) {
      requireSame(extMaps.putIfAbsent(map.id(), map.uri()), map.uri(), "extmap for this id");
    }
  }

  private void once(String key, String value) throws BadValue {
    requireSame(said.putIfAbsent(key, value), value, key);
  }

  private static <T> void requireSame(T before, T now, String what) throws BadValue {
    if (before != null && !before.equals(now)) {
      throw new BadValue(
          what + " comes twice in one section with different values",
          "once, or the same as before: " + SdpException.shorten(before.toString()));
    }
  }

  private static void nonEmpty(Attribute attribute) throws BadValue {
    if (Text.trim(attribute.required()).isEmpty()) {
      throw new BadValue(
          "attribute " + attribute.name() + " is empty", "a=" + attribute.name() + ":value");
    }
  }

  /** Milliseconds. RFC 8866 section 6.4 allows a fraction; it is rounded up. */
  static Integer packetTime(String value) throws BadValue {
    String text = Text.trim(value);
    int dot = text.indexOf('.');
    int whole = Text.integer(dot < 0 ? text : text.substring(0, dot), 0, MAX_U16, "packet time");
    boolean more =
        dot >= 0
            && Text.number(
                    text.substring(dot + 1), 0, Long.MAX_VALUE, "fraction of the packet time")
                > 0;
    int rounded = more ? whole + 1 : whole;
    if (rounded == 0) {
      throw new BadValue("packet time is zero", "more than 0 milliseconds");
    }
    return rounded;
  }

  static Integer sctpPort(String value) throws BadValue {
    return Text.integer(Text.trim(value), 0, MAX_U16, "SCTP port");
  }

  static Long maxMessageSize(String value) throws BadValue {
    return Text.number(Text.trim(value), 0, Long.MAX_VALUE, "max-message-size");
  }
}
