package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import org.vivavoce.rtp.Ssrc;

/**
 * RTPFB, transport layer feedback, <a href="https://www.rfc-editor.org/rfc/rfc4585#section-6.2">RFC
 * 4585 section 6.2</a>. All feedback has the same frame (section 6.1):
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|   FMT   |       PT      |          length               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of packet sender                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of media source                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * :            feedback control information (FCI)                 :
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public sealed interface TransportFeedback extends RtcpPacket
    permits Nack, UnknownTransportFeedback {
  /** The packet type, RTPFB. */
  int TYPE = 205;

  /** Who sends the feedback. */
  Ssrc sender();

  /** Which stream it is about. */
  Ssrc media();

  /** Reads what follows the header; null if malformed. */
  static TransportFeedback parse(int format, ByteBuffer in) {
    if (in.remaining() < 8) {
      return null;
    }
    Ssrc sender = new Ssrc(in.getInt());
    Ssrc media = new Ssrc(in.getInt());
    return format == Nack.FORMAT
        ? Nack.parse(sender, media, in)
        : new UnknownTransportFeedback(format, sender, media, RawContent.rest(in));
  }
}
