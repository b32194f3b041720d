package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.vivavoce.rtp.Ssrc;

/**
 * Transport layer feedback that is not looked into, such as transport-wide congestion control (FMT
 * 15); the diagram is at {@link TransportFeedback}.
 *
 * @param format FMT, 0 to 31
 * @param sender who sends the feedback
 * @param media the stream it is about
 * @param fci its content, a multiple of four bytes; copied in and out
 */
public record UnknownTransportFeedback(int format, Ssrc sender, Ssrc media, byte[] fci)
    implements TransportFeedback {
  /**
   * Copies the content.
   *
   * @throws IllegalArgumentException if the format or the length is out of range
   */
  public UnknownTransportFeedback {
    format = Fci.checkedFormat(format);
    fci = Fci.checked(fci);
  }

  @Override
  public byte[] fci() {
    return fci.clone();
  }

  @Override
  public int wireLength() {
    return Fci.OFFSET + fci.length;
  }

  @Override
  public void write(ByteBuffer out) {
    Fci.writeFrame(out, format, TYPE, wireLength(), sender, media);
    out.put(fci);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnknownTransportFeedback that
        && format == that.format
        && sender.equals(that.sender)
        && media.equals(that.media)
        && Arrays.equals(fci, that.fci);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * sender.hashCode() + media.hashCode()) + Arrays.hashCode(fci);
  }
}
