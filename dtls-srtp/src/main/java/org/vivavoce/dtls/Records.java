package org.vivavoce.dtls;

import java.nio.ByteBuffer;

/**
 * The header of a record (RFC 6347 section 4.1), read in place.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | content type  |            version            |     epoch     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  (16 bits)    |           sequence number (48 bits)           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                               |    length     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  (16 bits)    |  fragment ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class Records {
  static final int HEADER_LENGTH = 13;

  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;

  private static final int EPOCH = 3;
  private static final int SEQUENCE = 5;
  private static final int FRAGMENT_LENGTH = 11;

  private Records() {}

  static int type(byte[] bytes, int offset) {
    return bytes[offset] & 0xff;
  }

  static int epoch(byte[] bytes, int offset) {
    return (bytes[offset + EPOCH] & 0xff) << 8 | bytes[offset + EPOCH + 1] & 0xff;
  }

  /** Writes a record's sequence number: only records without a cipher can bear it. */
  static void setSequence(byte[] bytes, int offset, long sequence) {
    for (int i = 0; i < 6; i++) {
      bytes[offset + SEQUENCE + i] = (byte) (sequence >>> (40 - 8 * i));
    }
  }

  /**
   * The length of the record at an offset, header included, or -1 if the bytes up to the end do not
   * hold one.
   */
  static int length(byte[] bytes, int offset, int end) {
    if (end - offset < HEADER_LENGTH) {
      return -1;
    }
    int length =
        HEADER_LENGTH
            + ((bytes[offset + FRAGMENT_LENGTH] & 0xff) << 8
                | bytes[offset + FRAGMENT_LENGTH + 1] & 0xff);
    return length > end - offset ? -1 : length;
  }

  /** Whether a datagram begins with a record of the handshake's first epoch. */
  static boolean isOfHandshake(ByteBuffer datagram) {
    if (datagram.remaining() < HEADER_LENGTH) {
      return false;
    }
    int start = datagram.position();
    int type = datagram.get(start) & 0xff;
    return (type == HANDSHAKE || type == CHANGE_CIPHER_SPEC)
        && uint16(datagram, start + EPOCH) == 0;
  }

  /** How many records a datagram holds; rubbish at its end counts as one. */
  static int count(ByteBuffer datagram) {
    int count = 0;
    int position = datagram.position();
    while (position < datagram.limit()) {
      count++;
      if (datagram.limit() - position < HEADER_LENGTH) {
        break;
      }
      position += HEADER_LENGTH + uint16(datagram, position + FRAGMENT_LENGTH);
    }
    return count;
  }

  /** In network order, whatever order the caller's buffer has. */
  private static int uint16(ByteBuffer bytes, int index) {
    return (bytes.get(index) & 0xff) << 8 | bytes.get(index + 1) & 0xff;
  }
}
