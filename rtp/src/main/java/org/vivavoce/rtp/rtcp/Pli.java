package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import org.vivavoce.rtp.Ssrc;

/**
 * Picture loss indication, <a href="https://www.rfc-editor.org/rfc/rfc4585#section-6.3.1">RFC 4585
 * section 6.3.1</a>: PSFB, FMT 1, without content (the diagram is at {@link TransportFeedback}).
 * What may follow all the same is skipped.
 *
 * @param sender who sends the feedback
 * @param media the stream that is to send a whole picture
 */
public record Pli(Ssrc sender, Ssrc media) implements PayloadFeedback {
  static final int FORMAT = 1;

  @Override
  public int wireLength() {
    return Fci.OFFSET;
  }

  @Override
  public void write(ByteBuffer out) {
    Fci.writeFrame(out, FORMAT, TYPE, wireLength(), sender, media);
  }
}
