package org.vivavoce.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * The small pieces that SDP's grammar (RFC 8866 section 9) is made of. All linear, none with a
 * regular expression.
 */
final class Text {
  private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`{|}~";
  private static final int MAX_DIGITS = 20;

  private Text() {}

  /**
   * The words between spaces. Several spaces count as one: the grammar says one, some senders are
   * sloppy.
   */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int length = text.length();
    int start = 0;
    while (start < length) {
      while (start < length && isSpace(text.charAt(start))) {
        start++;
      }
      int end = start;
      while (end < length && !isSpace(text.charAt(end))) {
        end++;
      }
      if (end > start) {
        words.add(text.substring(start, end));
      }
      start = end;
    }
    return words;
  }

  /**
   * The first word and the rest, trimmed; one element if there is no rest, none if there is no
   * word.
   */
  static List<String> firstAndRest(String text) {
    String trimmed = trim(text);
    if (trimmed.isEmpty()) {
      return List.of();
    }
    for (int i = 0; i < trimmed.length(); i++) {
      if (isSpace(trimmed.charAt(i))) {
        return List.of(trimmed.substring(0, i), trim(trimmed.substring(i)));
      }
    }
    return List.of(trimmed);
  }

  static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isAlphanumeric(char c) {
    return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  /** RFC 8866's {@code token}. */
  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && TOKEN_PUNCTUATION.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static String token(String text, String what) throws BadValue {
    if (!isToken(text)) {
      throw new BadValue(
          what + " '" + SdpException.shorten(text) + "' is not a token",
          "one or more letters, digits and " + TOKEN_PUNCTUATION);
    }
    return text;
  }

  static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** A decimal number of ASCII digits from {@code min} to {@code max}. */
  static long number(String text, long min, long max, String what) throws BadValue {
    String range = min + " to " + max;
    if (!isNumber(text)) {
      throw new BadValue(what + " '" + SdpException.shorten(text) + "' is not a number", range);
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (text.length() > MAX_DIGITS || value > (max - digit) / 10) {
        throw new BadValue(what + " " + SdpException.shorten(text) + " is too large", range);
      }
      value = 10 * value + digit;
    }
    if (value < min || value > max) {
      throw new BadValue(what + " " + value + " is out of range", range);
    }
    return value;
  }

  static int integer(String text, int min, int max, String what) throws BadValue {
    return (int) number(text, min, max, what);
  }

  /** For constructors: the same range, reported as misuse. */
  static void requireRange(long value, long min, long max, String what) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + " " + value + " is out of range; allowed: " + min + " to " + max);
    }
  }

  /** For constructors: a word without spaces, line ends or NUL, reported as misuse. */
  static void requireWord(String text, String what) {
    requireText(text, what);
    if (text.isEmpty() || text.indexOf(' ') >= 0 || text.indexOf('\t') >= 0) {
      throw new IllegalArgumentException(
          what
              + " '"
              + SdpException.shorten(text)
              + "' is not one word; allowed: text without spaces");
    }
  }

  /** For constructors: a token, reported as misuse. */
  static void requireToken(String text, String what) {
    if (!isToken(text)) {
      throw new IllegalArgumentException(
          what
              + " '"
              + SdpException.shorten(text)
              + "' is not a token; allowed: letters, digits and "
              + TOKEN_PUNCTUATION);
    }
  }

  /** For constructors: text that stays on its line, reported as misuse. */
  static void requireText(String text, String what) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException(
            what + " holds a line end or NUL; allowed: text on one line");
      }
    }
  }
}
