package org.vivavoce.sdp;

import java.util.List;
import java.util.Optional;

/**
 * {@code a=ssrc:ssrc-id attribute[:value]} (RFC 5576 section 4.1): something said about one source
 * of the m-line.
 *
 * @param ssrc 0 to 4,294,967,295
 * @param attribute {@code cname}, {@code msid} and others
 * @param value the text after the colon
 */
public record SsrcAttribute(long ssrc, String attribute, Optional<String> value) {
  static final long MAX_SSRC = 0xFFFF_FFFFL;

  /**
   * @throws IllegalArgumentException if the SSRC is out of range, or the attribute no token
   */
  public SsrcAttribute {
    Text.requireRange(ssrc, 0, MAX_SSRC, "SSRC");
    Text.requireToken(attribute, "source attribute");
    value.ifPresent(text -> Text.requireText(text, "source attribute value"));
  }

  /** The canonical name of a source. */
  public static SsrcAttribute cname(long ssrc, String cname) {
    return new SsrcAttribute(ssrc, "cname", Optional.of(cname));
  }

  static SsrcAttribute parse(String text) throws BadValue {
    List<String> parts = Text.firstAndRest(text);
    if (parts.size() != 2) {
      throw new BadValue("ssrc says nothing about its source", "ssrc:ssrc-id attribute[:value]");
    }
    long ssrc = Text.number(parts.get(0), 0, MAX_SSRC, "SSRC");
    String rest = parts.get(1);
    int colon = rest.indexOf(':');
    return new SsrcAttribute(
        ssrc,
        Text.token(colon < 0 ? rest : rest.substring(0, colon), "source attribute"),
        colon < 0 ? Optional.empty() : Optional.of(rest.substring(colon + 1)));
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    return Attribute.of("ssrc", ssrc + " " + attribute + value.map(text -> ":" + text).orElse(""));
  }
}
