package org.vivavoce.srtp;

import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of each SSRC: a bounded map from ints that boxes nothing on lookup.
 *
 * <p>Open addressing with linear probing in a table that is at most half full. Entries are never
 * removed: to forget a sender's stream would use a keystream twice, and to forget a receiver's
 * would let old packets in again. One owner at a time.
 */
final class SsrcTable<T> {
  /**
   * How many SSRCs one protector or unprotector keeps for RTP, and again for RTCP. At about 350
   * bytes each that is at most 350 KB for either.
   */
  static final int LIMIT = 1024;

  private static final int INITIAL_CAPACITY = 16;
  private static final int GOLDEN_RATIO = 0x9e37_79b9;

  private int[] ssrcs = new int[INITIAL_CAPACITY];
  private List<T> states = emptySlots(INITIAL_CAPACITY);
  private int size;
  private int lastSsrc;
  private T last;

  int size() {
    return size;
  }

  boolean isFull() {
    return size == LIMIT;
  }

  /** Returns what is kept for the SSRC, or null. */
  T get(int ssrc) {
    // Most packets are of the stream that the packet before was of.
    if (last != null && lastSsrc == ssrc) {
      return last;
    }
    T found = states.get(slot(ssrc));
    if (found != null) {
      lastSsrc = ssrc;
      last = found;
    }
    return found;
  }

  /** Keeps something for an SSRC for which nothing is kept yet, in a table that is not full. */
  void add(int ssrc, T state) {
    if (isFull()) {
      throw new AssertionError("The table was full before SSRC " + Integer.toHexString(ssrc));
    }
    if (2 * (size + 1) > ssrcs.length) {
      grow();
    }
    int slot = slot(ssrc);
    ssrcs[slot] = ssrc;
    states.set(slot, state);
    size++;
  }

  private void grow() {
    int[] oldSsrcs = ssrcs;
    List<T> oldStates = states;
    ssrcs = new int[2 * oldSsrcs.length];
    states = emptySlots(ssrcs.length);
    for (int i = 0; i < oldSsrcs.length; i++) {
      if (oldStates.get(i) != null) {
        int slot = slot(oldSsrcs[i]);
        ssrcs[slot] = oldSsrcs[i];
        states.set(slot, oldStates.get(i));
      }
    }
  }

  /** Returns where the SSRC is, or where it would be. */
  private int slot(int ssrc) {
    int mask = ssrcs.length - 1;
    int hash = ssrc * GOLDEN_RATIO;
    int slot = (hash ^ hash >>> 16) & mask;
    while (states.get(slot) != null && ssrcs[slot] != ssrc) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static <T> List<T> emptySlots(int capacity) {
    List<T> slots = new ArrayList<>(capacity);
    for (int i = 0; i < capacity; i++) {
      slots.add(null);
    }
    return slots;
  }
}
