package org.vivavoce.sctp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads and writes numbers in network byte order. */
final class Bytes {
  private static final VarHandle U16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle U32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  static int u8(byte[] buf, int at) {
    return buf[at] & 0xFF;
  }

  static int u16(byte[] buf, int at) {
    return (short) U16.get(buf, at) & 0xFFFF;
  }

  static int u32(byte[] buf, int at) {
    return (int) U32.get(buf, at);
  }

  static void put16(byte[] buf, int at, int value) {
    U16.set(buf, at, (short) value);
  }

  static void put32(byte[] buf, int at, int value) {
    U32.set(buf, at, value);
  }

  /** Rounds a length up to the next multiple of four, as chunks and parameters are padded. */
  static int padded(int length) {
    return length + 3 & ~3;
  }
}
