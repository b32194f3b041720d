package org.vivavoce.signaling.libp2p.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * The <a href="https://github.com/multiformats/unsigned-varint">unsigned varint</a>: seven bits a
 * byte, the lowest first.
 *
 * <pre>
 *  +-+-------------+ +-+-------------+     +-+-------------+
 *  |1| bits 0..6   | |1| bits 7..13  | ... |0| the rest    |   at most 9 bytes, 63 bits, no padding
 *  +-+-------------+ +-+-------------+     +-+-------------+
 * </pre>
 */
public final class Varint {
  /** The most bytes that one takes. */
  public static final int MAX_LENGTH = 9;

  private Varint() {}

  /**
   * How many bytes a value takes.
   *
   * @param value not negative
   */
  public static int length(long value) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  /**
   * Writes a value.
   *
   * @param value not negative
   * @throws IllegalArgumentException if it is
   */
  public static void write(ByteArrayOutputStream out, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a varint is not negative: " + value);
    }
    long rest = value;
    while (rest > 0x7f) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /**
   * Reads a value and moves the position behind it.
   *
   * @throws MalformedException if it is cut off, too long, or has needless bytes
   */
  public static long read(ByteBuffer in) throws MalformedException {
    long value = 0;
    for (int i = 0; i < MAX_LENGTH; i++) {
      if (!in.hasRemaining()) {
        throw new MalformedException("a varint is cut off");
      }
      byte b = in.get();
      value |= (long) (b & 0x7f) << 7 * i;
      if (b >= 0) {
        if (b == 0 && i > 0) {
          throw new MalformedException("a varint has needless bytes");
        }
        return value;
      }
    }
    throw new MalformedException("a varint has more than 9 bytes");
  }

  /**
   * Reads a length that must fit.
   *
   * @param max the largest that is allowed, inclusive
   * @throws MalformedException if it is malformed or larger
   */
  public static int readLength(ByteBuffer in, int max) throws MalformedException {
    long value = read(in);
    if (value > max) {
      throw new MalformedException("a length of " + value + "; at most " + max + " is allowed");
    }
    return (int) value;
  }

  /**
   * Whether a whole varint is at the buffer's position, without moving it: true too if what is
   * there can never become one, so that {@link #read} says so.
   */
  public static boolean isComplete(ByteBuffer in) {
    for (int i = 0; i < MAX_LENGTH && i < in.remaining(); i++) {
      if (in.get(in.position() + i) >= 0) {
        return true;
      }
    }
    return in.remaining() >= MAX_LENGTH;
  }
}
