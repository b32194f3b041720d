package org.vivavoce.signaling;

/** Text from elsewhere, made fit for a message to a person. */
final class Printable {
  private Printable() {}

  /**
   * The text in quotes, at most {@code max} characters of it, with a dot for each character that is
   * not printable ASCII.
   */
  static String quote(String text, int max) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), max) + 8).append('"');
    for (int i = 0; i < text.length() && i < max; i++) {
      char c = text.charAt(i);
      out.append(c >= 0x20 && c < 0x7f ? c : '.');
    }
    return out.append(text.length() > max ? "…\"" : "\"").toString();
  }
}
