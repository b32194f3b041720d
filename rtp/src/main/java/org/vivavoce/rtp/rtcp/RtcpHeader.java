package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;

/** The four bytes that start every RTCP packet; the diagram is at {@link RtcpPacket}. */
final class RtcpHeader {
  static final int LENGTH = 4;
  static final int VERSION = 2;

  /** The count has five bits. */
  static final int MAX_COUNT = 31;

  private RtcpHeader() {}

  static void write(ByteBuffer out, int count, int packetType, int wireLength) {
    if (count < 0 || count > MAX_COUNT || wireLength % 4 != 0 || wireLength > 4 * 65_536) {
      throw new AssertionError(
          "RTCP header: count " + count + ", type " + packetType + ", length " + wireLength);
    }
    out.put((byte) (VERSION << 6 | count));
    out.put((byte) packetType);
    out.putShort((short) (wireLength / 4 - 1));
  }

  /** The next multiple of four. */
  static int padded(int length) {
    return (length + 3) / 4 * 4;
  }

  static void pad(ByteBuffer out, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.put((byte) 0);
    }
  }
}
