package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What is in a packet that is not looked into, as a value. */
public final class RawContent {
  /** As much as the library will carry; a datagram holds less. */
  static final int MAX_BYTES = 65_536;

  private final byte[] bytes;

  private RawContent(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies the content.
   *
   * @param bytes a multiple of four, up to 65,536
   * @throws IllegalArgumentException if their number is another
   */
  public static RawContent of(byte[] bytes) {
    if (bytes.length % 4 != 0 || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "raw content is a multiple of 4 bytes up to 65536, not " + bytes.length);
    }
    return new RawContent(bytes.clone());
  }

  /** Takes what is left, as far as it makes whole words. */
  static RawContent rest(ByteBuffer in) {
    byte[] rest = new byte[Math.min(MAX_BYTES, in.remaining() / 4 * 4)];
    in.get(rest);
    return new RawContent(rest);
  }

  /** Returns a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns the number of bytes. */
  public int length() {
    return bytes.length;
  }

  void write(ByteBuffer out) {
    out.put(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawContent that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
