package org.vivavoce.rtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian numbers in byte arrays. */
final class Wire {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Wire() {}

  static int u16(byte[] buf, int off) {
    return (short) SHORT.get(buf, off) & 0xFFFF;
  }

  static int i32(byte[] buf, int off) {
    return (int) INT.get(buf, off);
  }

  static long u32(byte[] buf, int off) {
    return (int) INT.get(buf, off) & 0xFFFF_FFFFL;
  }

  static void putU16(byte[] buf, int off, int value) {
    SHORT.set(buf, off, (short) value);
  }

  static void putI32(byte[] buf, int off, int value) {
    INT.set(buf, off, value);
  }
}
