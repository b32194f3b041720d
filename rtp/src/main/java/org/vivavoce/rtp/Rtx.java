package org.vivavoce.rtp;

import java.util.Objects;

/**
 * The payload of a retransmission, <a href="https://www.rfc-editor.org/rfc/rfc4588#section-4">RFC
 * 4588 section 4</a>: the sequence number that the packet had at first, and its payload. Timestamp
 * and marker are the original's; SSRC, payload type and sequence number are of the stream of
 * retransmissions.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            OSN                |                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               |
 * |                  Original RTP Packet Payload                  |
 * |                              ...                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Rtx {
  /** The bytes before the original payload. */
  public static final int OVERHEAD = 2;

  private Rtx() {}

  /**
   * Writes the payload of a retransmission.
   *
   * @param buf gets it
   * @param off where it shall begin
   * @param originalSequence its lower 16 bits are written
   * @param payload holds the original payload
   * @param from where that begins
   * @param length its bytes
   * @return the bytes written: {@link #OVERHEAD} more than the original
   * @throws IndexOutOfBoundsException if there is no room
   */
  public static int write(
      byte[] buf, int off, int originalSequence, byte[] payload, int from, int length) {
    Objects.checkFromIndexSize(off, OVERHEAD + length, buf.length);
    Wire.putU16(buf, off, originalSequence);
    System.arraycopy(payload, from, buf, off + OVERHEAD, length);
    return OVERHEAD + length;
  }

  /**
   * The original's sequence number, 0 to 65,535, or -1 if the packet is none: padding that probes
   * the path has an empty payload.
   *
   * @param packet a packet of the stream of retransmissions
   */
  public static int originalSequence(RtpPacket packet) {
    return packet.payloadLength() < OVERHEAD
        ? -1
        : Wire.u16(packet.buffer(), packet.payloadOffset());
  }
}
