package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.vivavoce.rtp.Ssrc;

/**
 * APP, <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.7">RFC 3550 section 6.7</a>: an
 * application's own packet.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P| subtype |   PT=APP=204  |            length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           SSRC/CSRC                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                          name (ASCII)                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   application-dependent data                ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param subtype 0 to 31
 * @param source who sends it
 * @param name four characters of ISO 8859-1
 * @param data a multiple of four bytes, at most 65,536; copied in and out
 */
public record App(int subtype, Ssrc source, String name, byte[] data) implements RtcpPacket {
  static final int TYPE = 204;

  /** Far more than a datagram holds, and safely within the length field. */
  private static final int MAX_DATA = 65_536;

  /**
   * Copies the data.
   *
   * @throws IllegalArgumentException if the subtype, the name or the data are out of range
   */
  public App {
    if (subtype < 0 || subtype > RtcpHeader.MAX_COUNT) {
      throw new IllegalArgumentException("an APP subtype is 0 to 31, not " + subtype);
    }
    if (name.length() != 4 || name.chars().anyMatch(c -> c > 255)) {
      throw new IllegalArgumentException("an APP name has four ASCII characters, not: " + name);
    }
    if (data.length % 4 != 0 || data.length > MAX_DATA) {
      throw new IllegalArgumentException(
          "APP data are a multiple of 4 bytes up to 65536, not " + data.length);
    }
    data = data.clone();
  }

  /** Reads what follows the header; null if malformed. */
  static App parse(int count, ByteBuffer in) {
    if (in.remaining() < 8 || in.remaining() > 8 + MAX_DATA) {
      return null;
    }
    Ssrc source = new Ssrc(in.getInt());
    byte[] name = new byte[4];
    in.get(name);
    byte[] data = new byte[in.remaining() / 4 * 4];
    in.get(data);
    return new App(count, source, new String(name, StandardCharsets.ISO_8859_1), data);
  }

  @Override
  public byte[] data() {
    return data.clone();
  }

  @Override
  public int wireLength() {
    return RtcpHeader.LENGTH + 8 + data.length;
  }

  @Override
  public void write(ByteBuffer out) {
    RtcpHeader.write(out, subtype, TYPE, wireLength());
    out.putInt(source.value());
    out.put(name.getBytes(StandardCharsets.ISO_8859_1));
    out.put(data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof App that
        && subtype == that.subtype
        && source.equals(that.source)
        && name.equals(that.name)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + source.hashCode()) + Arrays.hashCode(data);
  }
}
