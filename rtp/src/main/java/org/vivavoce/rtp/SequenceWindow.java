package org.vivavoce.rtp;

/**
 * Which of the last sequence numbers have been used, so that none is used twice. Numbers are
 * extended: they never wrap. Allocates only when made.
 */
final class SequenceWindow {
  /** So many numbers, the highest included, are remembered. */
  static final int SIZE = 1_024;

  private final long[] used = new long[SIZE / 64];
  private long highest = -1;

  /**
   * Uses a number.
   *
   * @param number not negative
   * @return false if it has been used, or lies too far back to know
   */
  boolean use(long number) {
    if (number > highest) {
      forgetUpTo(number);
      highest = number;
    } else if (highest - number >= SIZE || isUsed(number)) {
      return false;
    }
    used[word(number)] |= 1L << number;
    return true;
  }

  private boolean isUsed(long number) {
    return (used[word(number)] & 1L << number) != 0;
  }

  /** The places of the numbers that are new now hold those of long ago. */
  private void forgetUpTo(long number) {
    if (number - highest >= SIZE) {
      java.util.Arrays.fill(used, 0);
      return;
    }
    for (long n = highest + 1; n <= number; n++) {
      used[word(n)] &= ~(1L << n);
    }
  }

  private static int word(long number) {
    return (int) (number & SIZE - 1) >>> 6;
  }
}
