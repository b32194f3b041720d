package org.vivavoce.sdp;

import java.util.List;
import java.util.Locale;

/**
 * {@code a=fingerprint:hash-func value} (RFC 8122 section 5).
 *
 * @param hash the hash function in lower case, {@code sha-256} for example; names are
 *     case-insensitive
 * @param value pairs of hexadecimal digits between colons, in upper case; as many as the hash
 *     function makes, if it is a known one
 */
public record SdpFingerprint(String hash, String value) {
  private static final int MAX_BYTES = 128;

  /**
   * @throws IllegalArgumentException if the hash is no token, or the value not of the right form
   *     and length
   */
  public SdpFingerprint {
    try {
      hash = Text.token(hash, "hash function").toLowerCase(Locale.ROOT);
      value = value.toUpperCase(Locale.ROOT);
      checkBytes(hash, value);
    } catch (BadValue e) {
      throw e.asMisuse();
    }
  }

  static SdpFingerprint parse(String text) throws BadValue {
    List<String> words = Text.words(text);
    if (words.size() != 2) {
      throw new BadValue(
          "fingerprint has " + words.size() + " parts", "fingerprint:hash-func XX:XX:...");
    }
    String hash = Text.token(words.get(0), "hash function").toLowerCase(Locale.ROOT);
    String value = words.get(1).toUpperCase(Locale.ROOT);
    checkBytes(hash, value);
    return new SdpFingerprint(hash, value);
  }

  /** How many bytes a hash function of RFC 8122 makes; 0 for one that is not in its list. */
  private static int lengthOf(String hash) {
    return switch (hash) {
      case "sha-1" -> 20;
      case "sha-224" -> 28;
      case "sha-256" -> 32;
      case "sha-384" -> 48;
      case "sha-512" -> 64;
      case "md5", "md2" -> 16;
      default -> 0;
    };
  }

  private static void checkBytes(String hash, String value) throws BadValue {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean hex = Text.isDigit(c) || c >= 'A' && c <= 'F';
      if (i % 3 == 2 ? c != ':' : !hex) {
        throw new BadValue(
            "fingerprint breaks off at character " + (i + 1),
            "pairs of hexadecimal digits between colons");
      }
    }
    int bytes = (value.length() + 1) / 3;
    int expected = lengthOf(hash);
    if (value.length() % 3 != 2 || bytes > MAX_BYTES || expected != 0 && bytes != expected) {
      throw new BadValue(
          "fingerprint of " + value.length() + " characters does not fit " + hash,
          expected == 0 ? "1 to " + MAX_BYTES + " whole bytes" : expected + " bytes");
    }
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    return Attribute.of("fingerprint", hash + " " + value);
  }
}
