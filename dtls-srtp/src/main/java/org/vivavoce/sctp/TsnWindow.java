package org.vivavoce.sctp;

import java.util.Arrays;

/**
 * Which TSNs have arrived: all up to the cumulative one, and a ring of bits for those above it (RFC
 * 9260 section 6.2).
 */
final class TsnWindow {
  /** How far above the cumulative TSN one may lie: what a gap block can say. */
  static final int SIZE = 1 << 15;

  private static final int WORD_SHIFT = 6;
  private static final int MASK = SIZE - 1;
  private static final int INITIAL_WORDS = 4;

  /** Grows up to the whole window, which a peer needs only when it sends thousands of chunks. */
  private long[] bits = new long[INITIAL_WORDS];

  private int cumulative;
  private int highest;

  TsnWindow(int initialTsn) {
    this.cumulative = initialTsn - 1;
    this.highest = cumulative;
  }

  int cumulative() {
    return cumulative;
  }

  int highest() {
    return highest;
  }

  boolean hasGaps() {
    return highest != cumulative;
  }

  boolean isSeen(int tsn) {
    return !Serial.after(tsn, cumulative) || !Serial.after(tsn, highest) && get(tsn);
  }

  boolean isTooFar(int tsn) {
    return tsn - cumulative >= SIZE;
  }

  /** Notes one that is neither seen nor too far. */
  void add(int tsn) {
    if (tsn == cumulative + 1 && highest == cumulative) {
      cumulative = tsn;
      highest = tsn;
      return;
    }
    while (tsn - cumulative >= bits.length << WORD_SHIFT) {
      grow();
    }
    set(tsn);
    highest = Serial.later(highest, tsn);
    if (tsn == cumulative + 1) {
      slide();
    }
  }

  /** Moves the cumulative TSN on to a place, and over what lies behind it (FORWARD-TSN). */
  void forward(int to) {
    if (Serial.after(to, highest)) {
      Arrays.fill(bits, 0);
      cumulative = to;
      highest = to;
      return;
    }
    while (Serial.before(cumulative, to)) {
      cumulative++;
      clear(cumulative);
    }
    slide();
  }

  /** The first TSN above a place that has arrived, up to the highest; there is one. */
  int nextSeen(int above) {
    int tsn = above + 1;
    while (true) {
      long word = bits[word(tsn)] >>> tsn;
      if (word != 0) {
        return tsn + Long.numberOfTrailingZeros(word);
      }
      tsn = (tsn | Long.SIZE - 1) + 1;
    }
  }

  /** The first TSN above a place that has not arrived; at most one above the highest. */
  int nextMissing(int above) {
    int tsn = above + 1;
    while (!Serial.after(tsn, highest)) {
      long word = ~bits[word(tsn)] >>> tsn;
      if (word != 0) {
        int found = tsn + Long.numberOfTrailingZeros(word);
        return Serial.after(found, highest) ? highest + 1 : found;
      }
      tsn = (tsn | Long.SIZE - 1) + 1;
    }
    return highest + 1;
  }

  private void slide() {
    while (cumulative != highest && get(cumulative + 1)) {
      cumulative++;
      clear(cumulative);
    }
  }

  private void grow() {
    long[] old = bits;
    bits = new long[2 * old.length];
    for (int tsn = cumulative + 1; !Serial.after(tsn, highest); tsn++) {
      if ((old[tsn >> WORD_SHIFT & old.length - 1] & 1L << tsn) != 0) {
        set(tsn);
      }
    }
  }

  private int word(int tsn) {
    return (tsn & MASK) >> WORD_SHIFT & bits.length - 1;
  }

  private boolean get(int tsn) {
    return (bits[word(tsn)] & 1L << tsn) != 0;
  }

  private void set(int tsn) {
    bits[word(tsn)] |= 1L << tsn;
  }

  private void clear(int tsn) {
    bits[word(tsn)] &= ~(1L << tsn);
  }
}
