package org.vivavoce.dtls;

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

  /** How much the data of a record may measure (RFC 5246 section 6.2.1). */
  static final int MAX_DATA_LENGTH = 1 << 14;

  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;

  static final int DTLS_1_2 = 0xfefd;
  private static final int DTLS_1_0 = 0xfeff;

  private static final int VERSION = 1;
  private static final int EPOCH = 3;
  private static final int SEQUENCE = 5;
  private static final int FRAGMENT_LENGTH = 11;

  private Records() {}

  static int type(byte[] bytes, int offset) {
    return bytes[offset] & 0xff;
  }

  static int epoch(byte[] bytes, int offset) {
    return uint16(bytes, offset + EPOCH);
  }

  static int version(byte[] bytes, int offset) {
    return uint16(bytes, offset + VERSION);
  }

  /** Epoch and sequence number: what {@link #writeHeader} takes. */
  static long number(byte[] bytes, int offset) {
    return getLong(bytes, offset + EPOCH);
  }

  /**
   * Writes a header of DTLS 1.2.
   *
   * @param number the epoch in 16 bits, and the sequence number in 48
   * @param length of what follows the header
   */
  static void writeHeader(byte[] bytes, int offset, int type, long number, int length) {
    bytes[offset] = (byte) type;
    bytes[offset + VERSION] = (byte) (DTLS_1_2 >> 8);
    bytes[offset + VERSION + 1] = (byte) DTLS_1_2;
    putLong(bytes, offset + EPOCH, number);
    bytes[offset + FRAGMENT_LENGTH] = (byte) (length >> 8);
    bytes[offset + FRAGMENT_LENGTH + 1] = (byte) length;
  }

  static void putLong(byte[] bytes, int index, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[index + i] = (byte) (value >>> (56 - 8 * i));
    }
  }

  private static long getLong(byte[] bytes, int index) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | bytes[index + i] & 0xff;
    }
    return value;
  }

  /** Writes a record's sequence number: only records without a cipher can bear it. */
  static void setSequence(byte[] bytes, int offset, long sequence) {
    for (int i = 0; i < 6; i++) {
      bytes[offset + SEQUENCE + i] = (byte) (sequence >>> (40 - 8 * i));
    }
  }

  /**
   * The length of the record at an offset, header included, or -1 if the bytes up to the end do not
   * hold one, or not one of DTLS 1.0 or 1.2 (the first ClientHello may bear either version). Bouncy
   * Castle throws at the version between them, 0xFEFE, which was never given out: whoever sent 13
   * bytes could end a connection.
   */
  static int length(byte[] bytes, int offset, int end) {
    if (end - offset < HEADER_LENGTH) {
      return -1;
    }
    int type = type(bytes, offset);
    if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA) {
      return -1;
    }
    int version = version(bytes, offset);
    if (version != DTLS_1_0 && version != DTLS_1_2) {
      return -1;
    }
    int length = HEADER_LENGTH + uint16(bytes, offset + FRAGMENT_LENGTH);
    return length > end - offset ? -1 : length;
  }

  /**
   * Whether the record at an offset is a handshake's that has no cipher: there must be a header.
   */
  static boolean isOfHandshake(byte[] bytes, int offset) {
    int type = type(bytes, offset);
    return (type == HANDSHAKE || type == CHANGE_CIPHER_SPEC) && epoch(bytes, offset) == 0;
  }

  private static int uint16(byte[] bytes, int index) {
    return (bytes[index] & 0xff) << 8 | bytes[index + 1] & 0xff;
  }
}
