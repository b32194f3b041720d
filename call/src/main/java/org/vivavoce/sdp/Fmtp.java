package org.vivavoce.sdp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * {@code a=fmtp:format parameters} (RFC 8866 section 6.15). Most codecs write {@code
 * key=value;key=value}; others do not ({@code telephone-event} writes {@code 0-15}, {@code red}
 * writes {@code 111/111}), so the text is what is kept.
 *
 * @param format a format of the m-line: the payload type for RTP
 * @param text the parameters as written, without spaces around them
 */
public record Fmtp(String format, String text) {
  /**
   * @throws IllegalArgumentException if the format is no token, or the text empty or not on one
   *     line
   */
  public Fmtp {
    Text.requireToken(format, "fmtp format");
    Text.requireText(text, "fmtp parameters");
    if (!text.equals(Text.trim(text)) || text.isEmpty()) {
      throw new IllegalArgumentException(
          "fmtp parameters are empty or padded; allowed: text without spaces around it");
    }
  }

  /** Parameters as {@code key=value;key=value}, in the order of the map. */
  public static Fmtp of(int payloadType, Map<String, String> parameters) {
    StringJoiner text = new StringJoiner(";");
    parameters.forEach((key, value) -> text.add(key + "=" + value));
    return new Fmtp(Integer.toString(payloadType), text.toString());
  }

  /** Parameters in a form of their own. */
  public static Fmtp of(int payloadType, String text) {
    return new Fmtp(Integer.toString(payloadType), text);
  }

  static Fmtp parse(String value) throws BadValue {
    List<String> parts = Text.firstAndRest(value);
    if (parts.size() != 2) {
      throw new BadValue(
          "fmtp has no parameters",
          "fmtp:format parameters, as in fmtp:111 minptime=10;useinbandfec=1");
    }
    return new Fmtp(Text.token(parts.get(0), "fmtp format"), parts.get(1));
  }

  /**
   * The parameters of the form {@code key=value}, keys in lower case (they are case-insensitive,
   * RFC 6838 section 4.3), in order and unmodifiable. A key that comes twice counts the first time;
   * pieces without {@code =} are left out.
   */
  public Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String piece : text.split(";")) {
      int equals = piece.indexOf('=');
      if (equals > 0) {
        String key = Text.trim(piece.substring(0, equals)).toLowerCase(Locale.ROOT);
        parameters.putIfAbsent(key, Text.trim(piece.substring(equals + 1)));
      }
    }
    return Collections.unmodifiableMap(parameters);
  }

  /** One parameter, whatever the case of its key. */
  public Optional<String> parameter(String key) {
    return Optional.ofNullable(parameters().get(key.toLowerCase(Locale.ROOT)));
  }

  /** The same parameters under another payload type. */
  public Fmtp withPayloadType(int payloadType) {
    return of(payloadType, text);
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    return Attribute.of("fmtp", format + " " + text);
  }
}
