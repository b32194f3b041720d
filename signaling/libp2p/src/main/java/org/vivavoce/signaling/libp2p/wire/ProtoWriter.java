package org.vivavoce.signaling.libp2p.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one message, field by field; the caller keeps the order of the fields' numbers. */
public final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** An empty message. */
  public ProtoWriter() {}

  /**
   * A number, written even if it is 0.
   *
   * @param value as unsigned 64 bits
   */
  public ProtoWriter always(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  /** Bytes, written even if there are none; left out if null. */
  public ProtoWriter bytes(int field, byte[] value) {
    if (value != null) {
      varint((long) field << 3 | BYTES);
      varint(value.length);
      out.writeBytes(value);
    }
    return this;
  }

  /** Text in UTF-8, as {@link #bytes}. */
  public ProtoWriter text(int field, String value) {
    return bytes(field, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  /** A message within this one. */
  public ProtoWriter message(int field, ProtoWriter value) {
    return bytes(field, value.toByteArray());
  }

  /** How many bytes have been written. */
  public int length() {
    return out.size();
  }

  /** What has been written, a fresh array. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
