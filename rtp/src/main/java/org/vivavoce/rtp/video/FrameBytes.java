package org.vivavoce.rtp.video;

import java.util.Arrays;

/** The bytes of a picture as it grows, up to a limit. */
final class FrameBytes {
  private final int limit;
  private byte[] data = new byte[16_384];
  private int length;
  private boolean overflowed;

  FrameBytes(int limit) {
    this.limit = limit;
  }

  void clear() {
    length = 0;
    overflowed = false;
  }

  void add(byte[] buf, int off, int len) {
    if (len > limit - length) {
      overflowed = true;
      return;
    }
    if (length + len > data.length) {
      data = Arrays.copyOf(data, Math.min(limit, Math.max(2 * data.length, length + len)));
    }
    System.arraycopy(buf, off, data, length, len);
    length += len;
  }

  boolean overflowed() {
    return overflowed;
  }

  int length() {
    return length;
  }

  /** The byte at an index, 0 to 255; 0 beyond the end. */
  int at(int index) {
    return index < length ? data[index] & 0xFF : 0;
  }

  byte[] copy() {
    return Arrays.copyOf(data, length);
  }
}
