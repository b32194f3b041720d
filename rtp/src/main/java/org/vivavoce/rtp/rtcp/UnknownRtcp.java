package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;

/**
 * A packet of a type that is not looked into, such as XR (207, RFC 3611), which RFC 3550 section
 * 6.1 tells a receiver to skip; the header's diagram is at {@link RtcpPacket}.
 *
 * @param packetType 0 to 255
 * @param count the five bits before the type, 0 to 31
 * @param body what follows the header
 */
public record UnknownRtcp(int packetType, int count, RawContent body) implements RtcpPacket {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public UnknownRtcp {
    if ((packetType & ~0xFF) != 0) {
      throw new IllegalArgumentException("a packet type is 0 to 255, not " + packetType);
    }
    count = Fci.checkedFormat(count);
  }

  static UnknownRtcp parse(int packetType, int count, ByteBuffer in) {
    return new UnknownRtcp(packetType, count, RawContent.rest(in));
  }

  @Override
  public int wireLength() {
    return RtcpHeader.LENGTH + body.length();
  }

  @Override
  public void write(ByteBuffer out) {
    RtcpHeader.write(out, count, packetType, wireLength());
    body.write(out);
  }
}
