package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A packet of a type that is not looked into, such as XR (207, RFC 3611), which RFC 3550 section
 * 6.1 tells a receiver to skip; the header's diagram is at {@link RtcpPacket}.
 *
 * @param packetType 0 to 255
 * @param count the five bits before the type, 0 to 31
 * @param body what follows the header, a multiple of four bytes; copied in and out
 */
public record UnknownRtcp(int packetType, int count, byte[] body) implements RtcpPacket {
  /**
   * Copies the body.
   *
   * @throws IllegalArgumentException if a number or the length is out of range
   */
  public UnknownRtcp {
    if ((packetType & ~0xFF) != 0) {
      throw new IllegalArgumentException("a packet type is 0 to 255, not " + packetType);
    }
    count = Fci.checkedFormat(count);
    body = Fci.checked(body);
  }

  static UnknownRtcp parse(int packetType, int count, ByteBuffer in) {
    return new UnknownRtcp(packetType, count, Fci.rest(in));
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  @Override
  public int wireLength() {
    return RtcpHeader.LENGTH + body.length;
  }

  @Override
  public void write(ByteBuffer out) {
    RtcpHeader.write(out, count, packetType, wireLength());
    out.put(body);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnknownRtcp that
        && packetType == that.packetType
        && count == that.count
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return 31 * packetType + Arrays.hashCode(body);
  }
}
