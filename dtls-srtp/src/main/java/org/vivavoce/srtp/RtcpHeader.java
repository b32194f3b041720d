package org.vivavoce.srtp;

/**
 * The fields of a compound or reduced-size RTCP packet that SRTCP reads (RFC 3550 section 6.1, RFC
 * 5506).
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   |V=2|P|    RC   |      PT       |            length             |
 *   |                         SSRC of sender                        |
 * </pre>
 */
final class RtcpHeader {
  /** The header and the sender's SSRC, which SRTCP leaves clear. */
  static final int LENGTH = 8;

  private static final int VERSION = 2;

  private RtcpHeader() {}

  static boolean isValid(byte[] buf, int off, int len) {
    return len >= LENGTH && (buf[off] & 0xff) >>> 6 == VERSION;
  }

  static int ssrc(byte[] buf, int off) {
    return Bytes.getInt(buf, off + 4);
  }
}
