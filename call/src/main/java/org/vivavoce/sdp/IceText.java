package org.vivavoce.sdp;

import java.util.List;

/** The form of ICE's attributes in SDP (RFC 8839 sections 5.4 and 5.6). */
final class IceText {
  private static final int MIN_UFRAG = 4;
  private static final int MIN_PWD = 22;
  private static final int MAX = 256;

  /**
   * RFC 8839's ice-char, and four more that libwebrtc lets pass too, because gateways write
   * base64url.
   */
  private static final String PUNCTUATION = "+/-_=#";

  private IceText() {}

  static String ufrag(String value) throws BadValue {
    return credential(Text.trim(value), MIN_UFRAG, "ice-ufrag");
  }

  static String pwd(String value) throws BadValue {
    return credential(Text.trim(value), MIN_PWD, "ice-pwd");
  }

  /** Words between spaces; libdatachannel writes commas. */
  static List<String> options(String value) throws BadValue {
    List<String> options = Text.words(value.replace(',', ' '));
    for (String option : options) {
      Text.token(option, "ICE option");
    }
    return options;
  }

  private static String credential(String text, int min, String what) throws BadValue {
    if (text.length() < min || text.length() > MAX) {
      throw new BadValue(what + " has " + text.length() + " characters", min + " to " + MAX);
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Text.isAlphanumeric(c) && PUNCTUATION.indexOf(c) < 0) {
        throw new BadValue(
            what + " holds an odd character at " + (i + 1), "letters, digits and " + PUNCTUATION);
      }
    }
    return text;
  }
}
