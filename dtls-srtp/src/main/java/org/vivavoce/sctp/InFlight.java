package org.vivavoce.sctp;

/**
 * What was sent and the cumulative TSN has not passed yet: one slot for each TSN, in a ring.
 *
 * <pre>
 *        first                     next
 *   ... | A | L | . | . | A | A | . |  |  |        A acknowledged by a gap block, L lost, . in flight
 * </pre>
 *
 * <p>A slot is in flight unless it is acknowledged, lost or abandoned. The three are bit sets, so
 * that 64 TSNs are passed over at a time.
 */
final class InFlight {
  private static final int INITIAL_CAPACITY = 256;

  /** As far as gap blocks reach (16 bits), less one so that the ring never closes. */
  static final int MAX_CAPACITY = 1 << 15;

  private static final int WORD_SHIFT = 6;

  private int capacity = INITIAL_CAPACITY;
  private int mask = capacity - 1;
  private int first;
  private int next;
  private long bytes;
  private int lostCount;

  private OutMessage[] messages = new OutMessage[capacity];
  private int[] offsets = new int[capacity];
  private int[] lengths = new int[capacity];
  private int[] fsns = new int[capacity];
  private long[] sentAt = new long[capacity];
  private short[] sends = new short[capacity];
  private byte[] misses = new byte[capacity];
  private long[] acked = new long[capacity >> WORD_SHIFT];
  private long[] lost = new long[capacity >> WORD_SHIFT];
  private long[] abandoned = new long[capacity >> WORD_SHIFT];

  private final int header;

  InFlight(int initialTsn, int header) {
    this.first = initialTsn;
    this.next = initialTsn;
    this.header = header;
  }

  /** The lowest TSN that is kept: the one behind the cumulative TSN. */
  int first() {
    return first;
  }

  /** The TSN that the next chunk gets. */
  int next() {
    return next;
  }

  boolean isEmpty() {
    return first == next;
  }

  boolean isFull() {
    return next - first >= MAX_CAPACITY - 1;
  }

  /** Bytes in flight, chunk headers among them. */
  long bytes() {
    return bytes;
  }

  boolean hasLost() {
    return lostCount > 0;
  }

  OutMessage message(int tsn) {
    return messages[tsn & mask];
  }

  int offset(int tsn) {
    return offsets[tsn & mask];
  }

  int length(int tsn) {
    return lengths[tsn & mask];
  }

  int fsn(int tsn) {
    return fsns[tsn & mask];
  }

  long sentAt(int tsn) {
    return sentAt[tsn & mask];
  }

  /** How often it was sent. */
  int sends(int tsn) {
    return sends[tsn & mask];
  }

  /** Counts one more report that it is missing, and returns how many there are now. */
  int miss(int tsn) {
    int slot = tsn & mask;
    if (misses[slot] < Byte.MAX_VALUE) {
      misses[slot]++;
    }
    return misses[slot];
  }

  boolean isAcked(int tsn) {
    return get(acked, tsn);
  }

  boolean isAbandoned(int tsn) {
    return get(abandoned, tsn);
  }

  /** Gives a fragment the next TSN. */
  int add(OutMessage message, int offset, int length, int fsn, long now) {
    if (next - first == capacity) {
      grow();
    }
    int tsn = next++;
    int slot = tsn & mask;
    messages[slot] = message;
    offsets[slot] = offset;
    lengths[slot] = length;
    fsns[slot] = fsn;
    sentAt[slot] = now;
    sends[slot] = 1;
    misses[slot] = 0;
    bytes += header + length;
    return tsn;
  }

  /** A lost one is sent again. */
  void resend(int tsn, long now) {
    int slot = tsn & mask;
    clear(lost, tsn);
    lostCount--;
    sentAt[slot] = now;
    if (sends[slot] < Short.MAX_VALUE) {
      sends[slot]++;
    }
    misses[slot] = 0;
    bytes += header + lengths[slot];
  }

  /** Marks one as acknowledged that is not yet, and returns its bytes. */
  int acknowledge(int tsn) {
    leave(tsn);
    set(acked, tsn);
    return header + lengths[tsn & mask];
  }

  /** Marks one in flight as lost. */
  void lose(int tsn) {
    leave(tsn);
    set(lost, tsn);
    lostCount++;
  }

  /** Marks one as abandoned that is not acknowledged. */
  void abandon(int tsn) {
    leave(tsn);
    set(abandoned, tsn);
  }

  /** Takes an acknowledgement back: the other side went back on it (RFC 9260 section 6.2.1). */
  void renege(int tsn) {
    clear(acked, tsn);
    set(lost, tsn);
    lostCount++;
  }

  /** Lets go of the first one. */
  void removeFirst() {
    leave(first);
    clear(acked, first);
    clear(abandoned, first);
    messages[first & mask] = null;
    first++;
  }

  /** The lowest lost TSN; there is one. */
  int firstLost() {
    int tsn = first;
    while (true) {
      long word = lost[word(tsn)] >>> tsn;
      if (word != 0) {
        return tsn + Long.numberOfTrailingZeros(word);
      }
      tsn = (tsn | Long.SIZE - 1) + 1;
    }
  }

  /**
   * The first TSN from a place on, before an end, that no gap block has acknowledged, or the end.
   */
  int nextUnacked(int from, int end) {
    int tsn = from;
    while (tsn - end < 0) {
      long word = ~acked[word(tsn)] >>> tsn;
      if (word != 0) {
        int found = tsn + Long.numberOfTrailingZeros(word);
        return found - end < 0 ? found : end;
      }
      tsn = (tsn | Long.SIZE - 1) + 1;
    }
    return end;
  }

  /** The first TSN from a place on, before an end, that is in flight, or the end. */
  int nextInFlight(int from, int end) {
    int tsn = from;
    while (tsn - end < 0) {
      int index = word(tsn);
      long word = ~(acked[index] | lost[index] | abandoned[index]) >>> tsn;
      if (word != 0) {
        int found = tsn + Long.numberOfTrailingZeros(word);
        return found - end < 0 ? found : end;
      }
      tsn = (tsn | Long.SIZE - 1) + 1;
    }
    return end;
  }

  private void leave(int tsn) {
    if (get(lost, tsn)) {
      clear(lost, tsn);
      lostCount--;
    } else if (!get(acked, tsn) && !get(abandoned, tsn)) {
      bytes -= header + lengths[tsn & mask];
    }
  }

  private int word(int tsn) {
    return (tsn & mask) >> WORD_SHIFT;
  }

  private boolean get(long[] bits, int tsn) {
    return (bits[word(tsn)] & 1L << tsn) != 0;
  }

  private void set(long[] bits, int tsn) {
    bits[word(tsn)] |= 1L << tsn;
  }

  private void clear(long[] bits, int tsn) {
    bits[word(tsn)] &= ~(1L << tsn);
  }

  /** Doubles the ring: what lies in slot s moves to s or s + capacity, as its TSN says. */
  private void grow() {
    final int oldMask = mask;
    capacity *= 2;
    mask = capacity - 1;
    final OutMessage[] newMessages = new OutMessage[capacity];
    final int[] newOffsets = new int[capacity];
    final int[] newLengths = new int[capacity];
    final int[] newFsns = new int[capacity];
    final long[] newSentAt = new long[capacity];
    final short[] newSends = new short[capacity];
    final byte[] newMisses = new byte[capacity];
    for (int tsn = first; tsn != next; tsn++) {
      int from = tsn & oldMask;
      int to = tsn & mask;
      newMessages[to] = messages[from];
      newOffsets[to] = offsets[from];
      newLengths[to] = lengths[from];
      newFsns[to] = fsns[from];
      newSentAt[to] = sentAt[from];
      newSends[to] = sends[from];
      newMisses[to] = misses[from];
    }
    messages = newMessages;
    offsets = newOffsets;
    lengths = newLengths;
    fsns = newFsns;
    sentAt = newSentAt;
    sends = newSends;
    misses = newMisses;
    acked = spread(acked, oldMask);
    lost = spread(lost, oldMask);
    abandoned = spread(abandoned, oldMask);
  }

  private long[] spread(long[] bits, int oldMask) {
    long[] wider = new long[capacity >> WORD_SHIFT];
    for (int tsn = first; tsn != next; tsn++) {
      if ((bits[(tsn & oldMask) >> WORD_SHIFT] & 1L << tsn) != 0) {
        set(wider, tsn);
      }
    }
    return wider;
  }
}
