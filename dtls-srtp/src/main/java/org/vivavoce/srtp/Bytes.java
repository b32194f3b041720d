package org.vivavoce.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers in network order within byte arrays. */
final class Bytes {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  static int getShort(byte[] buf, int at) {
    return Short.toUnsignedInt((short) SHORTS.get(buf, at));
  }

  static int getInt(byte[] buf, int at) {
    return (int) INTS.get(buf, at);
  }

  static void putInt(byte[] buf, int at, int value) {
    INTS.set(buf, at, value);
  }

  static long getLong(byte[] buf, int at) {
    return (long) LONGS.get(buf, at);
  }

  static void putLong(byte[] buf, int at, long value) {
    LONGS.set(buf, at, value);
  }
}
