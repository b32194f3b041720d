package org.vivavoce.srtp.jitsi;

import org.jitsi.utils.ByteArrayBuffer;

/** A packet that starts at 0 of its caller's array, which has the room that it needs. */
final class InPlace implements ByteArrayBuffer {
  private byte[] buffer = {};
  private int length;

  InPlace of(byte[] buf, int len) {
    buffer = buf;
    length = len;
    return this;
  }

  @Override
  public byte[] getBuffer() {
    return buffer;
  }

  @Override
  public int getOffset() {
    return 0;
  }

  @Override
  public int getLength() {
    return length;
  }

  @Override
  public void setLength(int length) {
    this.length = length;
  }

  @Override
  public void setOffset(int offset) {
    throw new UnsupportedOperationException("The packet starts at 0.");
  }

  @Override
  public boolean isInvalid() {
    return false;
  }

  @Override
  public void readRegionToBuff(int off, int len, byte[] out) {
    System.arraycopy(buffer, off, out, 0, len);
  }

  @Override
  public void grow(int howMuch) {
    if (length + howMuch > buffer.length) {
      throw new IllegalStateException("The buffer has no room for " + howMuch + " bytes.");
    }
  }

  @Override
  public void append(byte[] data, int len) {
    System.arraycopy(data, 0, buffer, length, len);
    length += len;
  }

  @Override
  public void shrink(int len) {
    length -= len;
  }
}
