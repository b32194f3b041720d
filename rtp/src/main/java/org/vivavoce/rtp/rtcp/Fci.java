package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import org.vivavoce.rtp.Ssrc;

/** The frame that all feedback messages share; the diagram is at {@link TransportFeedback}. */
final class Fci {
  /** The header and the two SSRCs. */
  static final int OFFSET = RtcpHeader.LENGTH + 8;

  /** As much raw content as the library will carry; a datagram holds less. */
  static final int MAX_RAW = 65_536;

  private Fci() {}

  static byte[] rest(ByteBuffer in) {
    byte[] rest = new byte[Math.min(MAX_RAW, in.remaining() / 4 * 4)];
    in.get(rest);
    return rest;
  }

  static byte[] checked(byte[] raw) {
    if (raw.length % 4 != 0 || raw.length > MAX_RAW) {
      throw new IllegalArgumentException(
          "raw content is a multiple of 4 bytes up to 65536, not " + raw.length);
    }
    return raw.clone();
  }

  static int checkedFormat(int format) {
    if (format < 0 || format > RtcpHeader.MAX_COUNT) {
      throw new IllegalArgumentException("a feedback format is 0 to 31, not " + format);
    }
    return format;
  }

  static void writeFrame(
      ByteBuffer out, int format, int type, int wireLength, Ssrc sender, Ssrc media) {
    RtcpHeader.write(out, format, type, wireLength);
    out.putInt(sender.value());
    out.putInt(media.value());
  }
}
