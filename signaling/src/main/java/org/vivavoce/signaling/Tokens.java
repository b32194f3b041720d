package org.vivavoce.signaling;

/** The characters of an SDP token (RFC 8866 section 9, {@code token-char}). */
final class Tokens {
  private Tokens() {}

  static boolean isTokenChar(char c) {
    return c == 0x21
        || c >= 0x23 && c <= 0x27
        || c == 0x2a
        || c == 0x2b
        || c == 0x2d
        || c == 0x2e
        || c >= 0x30 && c <= 0x39
        || c >= 0x41 && c <= 0x5a
        || c >= 0x5e && c <= 0x7e;
  }

  /** Checks that a text is 1 to max token characters, or one of {@code also}. */
  static void require(String what, String text, int max, String also) {
    if (text == null) {
      throw new IllegalArgumentException(what + " is missing");
    }
    if (text.isEmpty() || text.length() > max) {
      throw new IllegalArgumentException(
          what + " has " + text.length() + " characters; 1 to " + max + " are allowed");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isTokenChar(c) && also.indexOf(c) < 0) {
        throw new IllegalArgumentException(
            what
                + " "
                + Printable.quote(text, max)
                + ": character "
                + (i + 1)
                + " is not allowed; letters, digits and !#$%&'*+-.^_`{|}~"
                + also
                + " are");
      }
    }
  }
}
