package org.vivavoce.srtp;

/**
 * Remembers which of the latest packet indices of one stream have been seen (RFC 3711 section
 * 3.3.2, RFC 6347 section 4.1.2.6), in a ring of bits (RFC 6479).
 *
 * <pre>
 *   words   | ... | a | b | c | d | ...        32 words of 64 bits
 *                               ^ highest: its word may be in part ahead of it
 *                 ^ the word after it in the ring is cleared as it is entered
 * </pre>
 *
 * <p>So 31 words back from the highest index are always remembered: 1,984 packets, forty seconds of
 * voice at 20 ms. Indices are not negative. One owner at a time.
 */
public final class ReplayWindow {
  private static final int WORDS = 32;
  private static final int WORD_SHIFT = 6;

  /** How many indices, from the highest one downwards, are told apart. */
  public static final int SIZE = (WORDS - 1) * Long.SIZE;

  /** Before the first packet. */
  public static final long NONE = -1;

  private final long[] seen = new long[WORDS];
  private long highest = NONE;

  /** Makes a window that has seen nothing. */
  public ReplayWindow() {}

  /** Returns the highest index that was marked, or {@link #NONE}. */
  public long highest() {
    return highest;
  }

  /** Says whether an index lies so far back that nothing is known of it. */
  public boolean isTooOld(long index) {
    return highest - index >= SIZE;
  }

  /** Says whether an index that is not too old has been marked. */
  public boolean isSeen(long index) {
    return index <= highest && (seen[word(index)] & 1L << index) != 0;
  }

  /** Marks an index that is neither too old nor seen, and slides the window up to it. */
  public void mark(long index) {
    if (index > highest) {
      if (index >> WORD_SHIFT != highest >> WORD_SHIFT) {
        enter(index >> WORD_SHIFT);
      }
      highest = index;
    }
    seen[word(index)] |= 1L << index;
  }

  /** Clears the words from behind the highest index's up to this one, at most the whole ring. */
  private void enter(long last) {
    long first = Math.max((highest >> WORD_SHIFT) + 1, last - WORDS + 1);
    for (long word = first; word <= last; word++) {
      seen[(int) word & WORDS - 1] = 0;
    }
  }

  private static int word(long index) {
    return (int) (index >> WORD_SHIFT) & WORDS - 1;
  }
}
