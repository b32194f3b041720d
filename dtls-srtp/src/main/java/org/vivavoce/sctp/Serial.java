package org.vivavoce.sctp;

/** Serial number arithmetic (RFC 1982, RFC 9260 section 1.6): numbers that wrap around. */
final class Serial {
  private Serial() {}

  /** Says whether TSN or MID {@code a} comes before {@code b}. */
  static boolean before(int a, int b) {
    return a - b < 0;
  }

  /** Says whether {@code a} comes after {@code b}. */
  static boolean after(int a, int b) {
    return a - b > 0;
  }

  /** The later one of two. */
  static int later(int a, int b) {
    return a - b > 0 ? a : b;
  }

  /** Says whether a stream sequence number of 16 bits comes before another. */
  static boolean before16(int a, int b) {
    return (short) (a - b) < 0;
  }
}
