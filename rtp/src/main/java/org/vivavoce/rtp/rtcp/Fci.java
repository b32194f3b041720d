package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import org.vivavoce.rtp.Ssrc;

/** The frame that all feedback messages share; the diagram is at {@link TransportFeedback}. */
final class Fci {
  /** The header and the two SSRCs. */
  static final int OFFSET = RtcpHeader.LENGTH + 8;

  private Fci() {}

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
