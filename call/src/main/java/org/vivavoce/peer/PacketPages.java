package org.vivavoce.peer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Packets on their way from the network thread to the loop: written behind one another into a page,
 * which the loop takes as a whole. The two pages are used in turn, so that nothing is allocated for
 * a packet once they have grown.
 */
final class PacketPages {
  private static final int INITIAL_BYTES = 16 * 1024;
  private static final int LENGTH_BYTES = 2;

  private Page filling = new Page(); // guarded by this
  private Page spare = new Page(); // the reader's
  private long dropped; // guarded by this

  /** Packets behind one another, each with its length before it. */
  static final class Page {
    byte[] bytes = new byte[INITIAL_BYTES];
    int end;
    private int at;

    /** Where the next packet begins, or -1 if there is none; {@link #length} is about it. */
    int next() {
      if (at == end) {
        return -1;
      }
      int begin = at + LENGTH_BYTES;
      at = begin + lengthAt(at);
      return begin;
    }

    /** The length of the packet that begins there. */
    int length(int begin) {
      return lengthAt(begin - LENGTH_BYTES);
    }

    private int lengthAt(int index) {
      return (bytes[index] & 0xff) << 8 | bytes[index + 1] & 0xff;
    }

    private void clear() {
      end = 0;
      at = 0;
    }
  }

  /**
   * Adds a copy of a packet of less than 65,536 bytes.
   *
   * @param maxBytes how much may wait
   * @return false if that would be more; then it is dropped and counted
   */
  synchronized boolean add(ByteBuffer packet, int maxBytes) {
    int length = packet.remaining();
    Page page = filling;
    int end = page.end + LENGTH_BYTES + length;
    if (end > maxBytes) {
      dropped++;
      return false;
    }
    if (end > page.bytes.length) {
      int larger = Math.min(maxBytes, Math.max(end, 2 * page.bytes.length));
      page.bytes = Arrays.copyOf(page.bytes, larger);
    }
    page.bytes[page.end] = (byte) (length >> 8);
    page.bytes[page.end + 1] = (byte) length;
    packet.get(page.bytes, page.end + LENGTH_BYTES, length);
    page.end = end;
    return true;
  }

  /** Takes what has been added since the last time; the page is good until the next call. */
  synchronized Page take() {
    Page full = filling;
    spare.clear();
    filling = spare;
    spare = full;
    return full;
  }

  /** Whether nothing waits. */
  synchronized boolean isEmpty() {
    return filling.end == 0;
  }

  /** How many packets there was no room for. */
  synchronized long dropped() {
    return dropped;
  }
}
