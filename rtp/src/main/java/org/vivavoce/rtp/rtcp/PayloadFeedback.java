package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import org.vivavoce.rtp.Ssrc;

/**
 * PSFB, payload-specific feedback, <a href="https://www.rfc-editor.org/rfc/rfc4585#section-6.3">RFC
 * 4585 section 6.3</a>; the diagram is at {@link TransportFeedback}.
 */
public sealed interface PayloadFeedback extends RtcpPacket
    permits Pli, Fir, UnknownPayloadFeedback {
  /** The packet type, PSFB. */
  int TYPE = 206;

  /** Who sends the feedback. */
  Ssrc sender();

  /** Which stream it is about; zero where the content names the streams. */
  Ssrc media();

  /** Reads what follows the header; null if malformed. */
  static PayloadFeedback parse(int format, ByteBuffer in) {
    if (in.remaining() < 8) {
      return null;
    }
    Ssrc sender = new Ssrc(in.getInt());
    Ssrc media = new Ssrc(in.getInt());
    return switch (format) {
      case Pli.FORMAT -> new Pli(sender, media);
      case Fir.FORMAT -> Fir.parse(sender, media, in);
      default -> new UnknownPayloadFeedback(format, sender, media, RawContent.rest(in));
    };
  }
}
