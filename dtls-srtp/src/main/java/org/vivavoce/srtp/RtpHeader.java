package org.vivavoce.srtp;

/**
 * The fields of an RTP packet that SRTP reads (RFC 3550 section 5.1).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *   |                           timestamp                           |
 *   |           synchronization source (SSRC) identifier            |
 *   |            contributing source (CSRC) identifiers: CC         |
 *   |   if X: defined by profile    |    length in 32-bit words     |
 *   |                    header extension: length                   |
 * </pre>
 */
final class RtpHeader {
  /** The header without CSRCs and extension. */
  static final int FIXED_LENGTH = 12;

  /** What {@link #length} says of bytes that are no RTP packet. */
  static final int MALFORMED = -1;

  private static final int EXTENSION_BIT = 0x10;
  private static final int CSRC_COUNT = 0x0f;
  private static final int VERSION = 2;

  private RtpHeader() {}

  /**
   * Returns the length of the whole header, CSRCs and extension included, or {@link #MALFORMED} if
   * the version is not 2 or the header does not end within the packet.
   */
  static int length(byte[] buf, int off, int len) {
    if (len < FIXED_LENGTH || (buf[off] & 0xff) >>> 6 != VERSION) {
      return MALFORMED;
    }
    int length = FIXED_LENGTH + (buf[off] & CSRC_COUNT) * Integer.BYTES;
    if ((buf[off] & EXTENSION_BIT) != 0) {
      if (length + Integer.BYTES > len) {
        return MALFORMED;
      }
      int words = Bytes.getShort(buf, off + length + Short.BYTES);
      length += Integer.BYTES + words * Integer.BYTES;
    }
    return length <= len ? length : MALFORMED;
  }

  static int sequenceNumber(byte[] buf, int off) {
    return Bytes.getShort(buf, off + 2);
  }

  static int ssrc(byte[] buf, int off) {
    return Bytes.getInt(buf, off + 8);
  }
}
