package org.vivavoce.sdp;

/** Cuts a text into lines, one at a time, ended by CRLF, LF, CR or the text's end. */
final class SdpLines {
  private final String text;
  private int position;
  private int number;

  SdpLines(String text) {
    this.text = text;
  }

  /** The number of the line that {@link #next} returned last, from 1. */
  int number() {
    return number;
  }

  boolean hasNext() {
    return position < text.length();
  }

  String next() {
    int end = position;
    while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
      end++;
    }
    String line = text.substring(position, end);
    position = end + (text.startsWith("\r\n", end) ? 2 : 1);
    number++;
    return line;
  }

  /** Whether nothing but line ends follows. */
  boolean onlyEmptyLinesFollow() {
    for (int i = position; i < text.length(); i++) {
      if (text.charAt(i) != '\r' && text.charAt(i) != '\n') {
        return false;
      }
    }
    return true;
  }
}
