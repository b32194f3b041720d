package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vivavoce.rtp.Ssrc;

/**
 * Full intra request, <a href="https://www.rfc-editor.org/rfc/rfc5104#section-4.3.1">RFC 5104
 * section 4.3.1</a>: PSFB, FMT 4; its FCI is one or more of
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              SSRC                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Seq nr.       |    Reserved                                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param sender who sends the feedback
 * @param media not used by this message, zero (section 4.3.1.2)
 * @param requests at least one, at most 8,192
 */
public record Fir(Ssrc sender, Ssrc media, List<Request> requests) implements PayloadFeedback {
  static final int FORMAT = 4;
  private static final int MAX_REQUESTS = RawContent.MAX_BYTES / 8;

  /**
   * One stream's request.
   *
   * @param target the stream that is to send a whole picture
   * @param sequence 0 to 255, one more for each new request, the same for a repetition
   */
  public record Request(Ssrc target, int sequence) {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the sequence number has more than 8 bits
     */
    public Request {
      if ((sequence & ~0xFF) != 0) {
        throw new IllegalArgumentException("a FIR sequence number is 0 to 255, not " + sequence);
      }
    }
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no request or too many
   */
  public Fir {
    if (requests.isEmpty() || requests.size() > MAX_REQUESTS) {
      throw new IllegalArgumentException("a FIR has 1 to 8192 requests, not " + requests.size());
    }
    requests = List.copyOf(requests);
  }

  static Fir parse(Ssrc sender, Ssrc media, ByteBuffer in) {
    int count = in.remaining() / 8;
    if (count == 0 || count > MAX_REQUESTS) {
      return null;
    }
    List<Request> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      requests.add(new Request(new Ssrc(in.getInt()), in.getInt() >>> 24));
    }
    return new Fir(sender, media, requests);
  }

  @Override
  public int wireLength() {
    return Fci.OFFSET + 8 * requests.size();
  }

  @Override
  public void write(ByteBuffer out) {
    Fci.writeFrame(out, FORMAT, TYPE, wireLength(), sender, media);
    for (Request request : requests) {
      out.putInt(request.target().value());
      out.putInt(request.sequence() << 24);
    }
  }
}
