package org.vivavoce.sdp;

import java.util.List;
import java.util.Optional;

/** {@code m=media port[/count] proto fmt...} (RFC 8866 section 5.14). */
final class MediaLine {
  private static final String SHAPE = "m=kind port[/count] protocol format...";

  private MediaLine() {}

  /** A section that has only its first line so far. */
  static MediaDescription parse(String value) throws BadValue {
    List<String> words = Text.words(value);
    if (words.size() < 4) {
      throw new BadValue("m= has " + words.size() + " parts", SHAPE);
    }
    String ports = words.get(1);
    int slash = ports.indexOf('/');
    int port =
        Text.integer(
            slash < 0 ? ports : ports.substring(0, slash), 0, MediaDescription.MAX_PORT, "port");
    int count =
        slash < 0
            ? 1
            : Text.integer(ports.substring(slash + 1), 1, MediaDescription.MAX_PORT, "port count");
    String protocol = words.get(2);
    List<String> formats = words.subList(3, words.size());
    check(protocol, formats);
    return new MediaDescription(
        Text.token(words.get(0), "media kind"),
        port,
        count,
        protocol,
        formats,
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        Attributes.NONE);
  }

  static boolean isRtp(String protocol) {
    return protocol.startsWith("RTP/") || protocol.contains("/RTP/");
  }

  static void check(String protocol, List<String> formats) throws BadValue {
    for (String part : protocol.split("/", -1)) {
      Text.token(part, "a part of the protocol");
    }
    if (formats.isEmpty()) {
      throw new BadValue("m= has no format", SHAPE);
    }
    for (String format : formats) {
      if (isRtp(protocol)) {
        Text.integer(format, 0, RtpMap.MAX_PAYLOAD_TYPE, "payload type");
      } else {
        Text.token(format, "format");
      }
    }
  }
}
