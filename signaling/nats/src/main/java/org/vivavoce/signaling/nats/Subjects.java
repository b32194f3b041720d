package org.vivavoce.signaling.nats;

/**
 * Topics as NATS subjects: {@code offer_call/did:key:z6Mk…} is {@code
 * vivavoce.offer_call.did:key:z6Mk…}, so that a server's permissions can say {@code
 * vivavoce.offer_call.>}. No two topics have the same subject, and none has a wildcard.
 */
final class Subjects {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private Subjects() {}

  /**
   * The subject of a topic. A slash divides tokens; letters, digits and {@code - _ : ~ @ = ,} stay;
   * everything else is {@code %} and two hexadecimal digits; an empty token, which a subject may
   * not have, is a single {@code %}.
   *
   * @param prefix the first tokens, ending in a dot, or nothing
   * @param topic printable ASCII
   */
  static String of(String prefix, String topic) {
    StringBuilder subject = new StringBuilder(prefix.length() + topic.length() + 16).append(prefix);
    boolean empty = true;
    for (int i = 0; i < topic.length(); i++) {
      char c = topic.charAt(i);
      if (c == '/') {
        subject.append(empty ? "%." : ".");
        empty = true;
      } else {
        empty = false;
        if (stays(c)) {
          subject.append(c);
        } else {
          subject.append('%').append(HEX[c >> 4]).append(HEX[c & 0xf]);
        }
      }
    }
    return subject.append(empty ? "%" : "").toString();
  }

  private static boolean stays(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "-_:~@=,".indexOf(c) >= 0;
  }

  /**
   * Checks what an application wants before all subjects.
   *
   * @throws IllegalArgumentException if it is not empty and no row of tokens that end in dots
   */
  static void requirePrefix(String prefix) {
    if (!prefix.matches("([A-Za-z0-9_-]{1,64}\\.){0,4}")) {
      throw new IllegalArgumentException(
          "a prefix is nothing, or up to four tokens that end in dots, like \"vivavoce.\"");
    }
  }
}
