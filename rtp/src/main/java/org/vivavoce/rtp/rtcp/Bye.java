package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.vivavoce.rtp.Ssrc;

/**
 * BYE, <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.6">RFC 3550 section 6.6</a>: these
 * sources are gone.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    SC   |   PT=BYE=203  |            length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       SC times SSRC/CSRC                      |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |     length    |   reason for leaving, zero-padded ...         |  optional
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param sources who leaves, at most 31
 * @param reason at most 255 bytes of UTF-8, "" for none
 */
public record Bye(List<Ssrc> sources, String reason) implements RtcpPacket {
  static final int TYPE = 203;
  private static final int MAX_REASON = 255;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there are more than 31 sources or the reason is too long
   */
  public Bye {
    if (sources.size() > RtcpHeader.MAX_COUNT) {
      throw new IllegalArgumentException("at most 31 sources in a BYE, not " + sources.size());
    }
    int length = reason.getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_REASON) {
      throw new IllegalArgumentException("a reason has at most 255 bytes, not " + length);
    }
    sources = List.copyOf(sources);
  }

  /** Reads what follows the header; null if malformed. */
  static Bye parse(int count, ByteBuffer in) {
    if (in.remaining() < 4 * count) {
      return null;
    }
    List<Ssrc> sources = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sources.add(new Ssrc(in.getInt()));
    }
    String reason = "";
    if (in.hasRemaining()) {
      byte[] text = new byte[in.get() & 0xFF];
      if (text.length > in.remaining()) {
        return null;
      }
      in.get(text);
      reason = new String(text, StandardCharsets.UTF_8);
      if (reason.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
        // Not UTF-8, and repaired it would not fit: the sources leave all the same.
        reason = "";
      }
    }
    return new Bye(sources, reason);
  }

  @Override
  public int wireLength() {
    int text = reason.getBytes(StandardCharsets.UTF_8).length;
    return RtcpHeader.LENGTH + 4 * sources.size() + (text == 0 ? 0 : RtcpHeader.padded(1 + text));
  }

  @Override
  public void write(ByteBuffer out) {
    int end = out.position() + wireLength();
    RtcpHeader.write(out, sources.size(), TYPE, wireLength());
    for (Ssrc source : sources) {
      out.putInt(source.value());
    }
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    if (text.length > 0) {
      out.put((byte) text.length);
      out.put(text);
      RtcpHeader.pad(out, end - out.position());
    }
  }
}
