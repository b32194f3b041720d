package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import org.vivavoce.rtp.Ssrc;

/**
 * Transport layer feedback that is not looked into, such as transport-wide congestion control (FMT
 * 15); the diagram is at {@link TransportFeedback}.
 *
 * @param format FMT, 0 to 31
 * @param sender who sends the feedback
 * @param media the stream it is about
 * @param fci its content
 */
public record UnknownTransportFeedback(int format, Ssrc sender, Ssrc media, RawContent fci)
    implements TransportFeedback {
  /**
   * Checks the format.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public UnknownTransportFeedback {
    format = Fci.checkedFormat(format);
  }

  @Override
  public int wireLength() {
    return Fci.OFFSET + fci.length();
  }

  @Override
  public void write(ByteBuffer out) {
    Fci.writeFrame(out, format, TYPE, wireLength(), sender, media);
    fci.write(out);
  }
}
