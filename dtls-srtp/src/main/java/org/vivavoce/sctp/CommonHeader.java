package org.vivavoce.sctp;

import java.util.zip.CRC32C;

/**
 * The header of every packet, <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.1">RFC 9260
 * section 3.1</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Source Port Number       |    Destination Port Number    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       Verification Tag                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           Checksum                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The checksum is CRC32c over the packet with zeros in its place, its least significant byte
 * first (appendix A). Inside DTLS it may be zero when both sides said so (RFC 9653).
 */
final class CommonHeader {
  static final int LENGTH = 12;

  private static final int CHECKSUM = 8;
  private static final byte[] ZEROS = new byte[4];

  private final CRC32C crc = new CRC32C();

  static int sourcePort(byte[] buf, int off) {
    return Bytes.u16(buf, off);
  }

  static int destinationPort(byte[] buf, int off) {
    return Bytes.u16(buf, off + 2);
  }

  static int tag(byte[] buf, int off) {
    return Bytes.u32(buf, off + 4);
  }

  static void write(byte[] buf, int off, int sourcePort, int destinationPort, int tag) {
    Bytes.put16(buf, off, sourcePort);
    Bytes.put16(buf, off + 2, destinationPort);
    Bytes.put32(buf, off + 4, tag);
    Bytes.put32(buf, off + CHECKSUM, 0);
  }

  /** Puts the checksum into a packet that is complete but for it. */
  void seal(byte[] buf, int off, int len) {
    Bytes.put32(buf, off + CHECKSUM, checksum(buf, off, len));
  }

  static boolean hasZeroChecksum(byte[] buf, int off) {
    return Bytes.u32(buf, off + CHECKSUM) == 0;
  }

  boolean hasRightChecksum(byte[] buf, int off, int len) {
    return Bytes.u32(buf, off + CHECKSUM) == checksum(buf, off, len);
  }

  private int checksum(byte[] buf, int off, int len) {
    crc.reset();
    crc.update(buf, off, CHECKSUM);
    crc.update(ZEROS, 0, ZEROS.length);
    crc.update(buf, off + LENGTH, len - LENGTH);
    return Integer.reverseBytes((int) crc.getValue());
  }
}
