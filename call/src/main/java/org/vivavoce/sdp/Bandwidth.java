package org.vivavoce.sdp;

/**
 * {@code b=type:value} (RFC 8866 section 5.8, RFC 3890 for TIAS).
 *
 * @param type {@code AS} (kilobits per second), {@code TIAS} (bits per second), {@code CT}, or
 *     another token
 * @param value not negative, in the unit of the type
 */
public record Bandwidth(String type, long value) {
  /**
   * @throws IllegalArgumentException if the type is no token, or the value negative
   */
  public Bandwidth {
    Text.requireToken(type, "bandwidth type");
    Text.requireRange(value, 0, Long.MAX_VALUE, "bandwidth");
  }

  static Bandwidth parse(String value) throws BadValue {
    int colon = value.indexOf(':');
    if (colon < 0) {
      throw new BadValue("b= has no colon", "b=type:value, as in b=AS:128");
    }
    return new Bandwidth(
        Text.token(value.substring(0, colon), "bandwidth type"),
        Text.number(Text.trim(value.substring(colon + 1)), 0, Long.MAX_VALUE, "bandwidth"));
  }

  String text() {
    return type + ":" + value;
  }
}
