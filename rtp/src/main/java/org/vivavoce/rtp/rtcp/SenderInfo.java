package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import org.vivavoce.rtp.NtpTime;

/**
 * What a sender says about itself, <a
 * href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550 section 6.4.1</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |              NTP timestamp, most significant word             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             NTP timestamp, least significant word             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         RTP timestamp                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     sender's packet count                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      sender's octet count                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param ntp the wall clock when the report was sent
 * @param rtpTimestamp the same moment on the stream's clock, 32 bits unsigned
 * @param packetCount packets sent, modulo 2^32
 * @param octetCount bytes of payload sent, without headers and padding, modulo 2^32
 */
public record SenderInfo(NtpTime ntp, long rtpTimestamp, long packetCount, long octetCount) {
  static final int WIRE_LENGTH = 20;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number has more than 32 bits
   */
  public SenderInfo {
    if ((rtpTimestamp >>> 32) != 0 || (packetCount >>> 32) != 0 || (octetCount >>> 32) != 0) {
      throw new IllegalArgumentException(
          "more than 32 bits: rtpTimestamp "
              + rtpTimestamp
              + ", packetCount "
              + packetCount
              + ", octetCount "
              + octetCount);
    }
  }

  static SenderInfo parse(ByteBuffer in) {
    return new SenderInfo(
        new NtpTime(in.getLong()),
        Integer.toUnsignedLong(in.getInt()),
        Integer.toUnsignedLong(in.getInt()),
        Integer.toUnsignedLong(in.getInt()));
  }

  void write(ByteBuffer out) {
    out.putLong(ntp.bits());
    out.putInt((int) rtpTimestamp);
    out.putInt((int) packetCount);
    out.putInt((int) octetCount);
  }
}
