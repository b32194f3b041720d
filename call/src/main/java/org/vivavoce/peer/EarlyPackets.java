package org.vivavoce.peer;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * RTP that came before the signaling that tells where it belongs: an answer and the first packets
 * that it promises take different ways. A little of it is kept for a moment, decrypted, and tried
 * again when m-lines change. Not safe for use by several threads.
 */
final class EarlyPackets {
  /** A third of a second of a video stream, or more than a second of sound. */
  static final int MAX_PACKETS = 64;

  static final int MAX_BYTES = 64 * 1_024;

  /** After this long the signaling is not coming any more. */
  static final long MAX_AGE_NANOS = 2_000_000_000L;

  /**
   * One packet.
   *
   * @param bytes the plain packet
   * @param arrivalNanos when it came
   */
  record Packet(byte[] bytes, long arrivalNanos) {}

  private final ArrayDeque<Packet> packets = new ArrayDeque<>();
  private int bytes;

  /**
   * Keeps a copy.
   *
   * @return how many others had to go for it
   */
  int add(byte[] buffer, int offset, int length, long arrivalNanos) {
    packets.add(new Packet(Arrays.copyOfRange(buffer, offset, offset + length), arrivalNanos));
    bytes += length;
    int gone = 0;
    while (packets.size() > MAX_PACKETS || bytes > MAX_BYTES) {
      drop();
      gone++;
    }
    return gone;
  }

  /**
   * Gives up what is too old.
   *
   * @return how many that were
   */
  int expire(long nowNanos) {
    int gone = 0;
    while (!packets.isEmpty() && nowNanos - packets.peek().arrivalNanos() > MAX_AGE_NANOS) {
      drop();
      gone++;
    }
    return gone;
  }

  private void drop() {
    bytes -= packets.remove().bytes().length;
  }

  /** Hands all of them out, in the order in which they came, and keeps none. */
  void drain(Consumer<Packet> to) {
    for (int left = packets.size(); left > 0; left--) {
      Packet p = packets.remove();
      bytes -= p.bytes().length;
      to.accept(p);
    }
  }

  boolean isEmpty() {
    return packets.isEmpty();
  }
}
