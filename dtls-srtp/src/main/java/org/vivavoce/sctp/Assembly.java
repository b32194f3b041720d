package org.vivavoce.sctp;

import java.util.Arrays;

/**
 * A message in the making: its fragments from the first one on without a gap. Its {@link
 * Lookup.Node} key is that of the fragment that it waits for, and once it is whole, that of the
 * message.
 */
final class Assembly extends Lookup.Node {
  /** What it costs besides its bytes. */
  static final int COST = 128;

  final InStream stream;
  final int id;
  final boolean ordered;
  final int ppid;

  /** What tells its pieces from those of others. */
  final long number;

  byte[] data;

  /** How many bytes are there, and not yet handed up. */
  int length;

  /** How many bytes there were, those that were handed up or thrown away too. */
  long total;

  /** Whether it is longer than allowed: its bytes are only counted. */
  boolean tooLarge;

  /** Whether pieces of it were handed up. */
  boolean begun;

  boolean whole;

  Assembly(InStream stream, int id, boolean ordered, int ppid, long number, int capacity) {
    this.stream = stream;
    this.id = id;
    this.ordered = ordered;
    this.ppid = ppid;
    this.number = number;
    this.data = new byte[capacity];
  }

  /** What it holds of the memory. */
  long cost() {
    return data.length + COST;
  }

  /** Appends bytes, and returns by how much its array grew. */
  int append(byte[] from, int at, int count) {
    int grown = 0;
    if (length + count > data.length) {
      int capacity = (int) Math.min(Integer.MAX_VALUE - 8, 2L * (length + count));
      grown = capacity - data.length;
      data = Arrays.copyOf(data, capacity);
    }
    System.arraycopy(from, at, data, length, count);
    length += count;
    total += count;
    return grown;
  }

  /** Takes what is there out, to be handed up. */
  byte[] take() {
    byte[] taken = data;
    data = new byte[0];
    length = 0;
    return taken;
  }
}
