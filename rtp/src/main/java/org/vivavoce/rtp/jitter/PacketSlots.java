package org.vivavoce.rtp.jitter;

import java.util.Arrays;

/** Packets by sequence number, in arrays made once: nothing is allocated per packet. */
final class PacketSlots {
  private static final long NONE = Long.MIN_VALUE;

  private final int mask;
  private final byte[][] payload;
  private final long[] seq;
  private final long[] timestamp;
  private final long[] arrival;
  private final int[] length;
  private final int[] duration;
  private int count;

  PacketSlots(int capacity, int maxPayload) {
    mask = capacity - 1;
    payload = new byte[capacity][maxPayload];
    seq = new long[capacity];
    timestamp = new long[capacity];
    arrival = new long[capacity];
    length = new int[capacity];
    duration = new int[capacity];
    Arrays.fill(seq, NONE);
  }

  int capacity() {
    return mask + 1;
  }

  int count() {
    return count;
  }

  boolean has(long s) {
    return seq[index(s)] == s;
  }

  void put(long s, long ts, int dur, byte[] buf, int off, int len, long arrivalNanos) {
    int i = index(s);
    if (seq[i] != NONE) {
      throw new AssertionError("slot of packet " + s + " still holds packet " + seq[i]);
    }
    seq[i] = s;
    timestamp[i] = ts;
    duration[i] = dur;
    arrival[i] = arrivalNanos;
    length[i] = len;
    System.arraycopy(buf, off, payload[i], 0, len);
    count++;
  }

  /** Frees the slot; its bytes stay until the next put. */
  boolean remove(long s) {
    int i = index(s);
    if (seq[i] != s) {
      return false;
    }
    seq[i] = NONE;
    count--;
    return true;
  }

  /**
   * The first packet from {@code from} on, which must not be more than the capacity behind; -1 if
   * there is none.
   */
  long firstFrom(long from) {
    if (count == 0) {
      return -1;
    }
    for (long s = from; s < from + mask + 1; s++) {
      if (has(s)) {
        return s;
      }
    }
    return -1;
  }

  void clear() {
    Arrays.fill(seq, NONE);
    count = 0;
  }

  byte[] payload(long s) {
    return payload[index(s)];
  }

  int length(long s) {
    return length[index(s)];
  }

  long timestamp(long s) {
    return timestamp[index(s)];
  }

  int duration(long s) {
    return duration[index(s)];
  }

  long arrival(long s) {
    return arrival[index(s)];
  }

  private int index(long s) {
    return (int) s & mask;
  }
}
