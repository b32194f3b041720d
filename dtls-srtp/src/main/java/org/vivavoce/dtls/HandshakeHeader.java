package org.vivavoce.dtls;

/**
 * The header of a handshake message's fragment (RFC 6347 section 4.2.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   msg_type    |                    length                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          message_seq          |        fragment_offset        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  (24 bits)    |                fragment_length                |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param type the message's type
 * @param length of the whole message
 * @param messageSequence the message's number
 * @param fragmentOffset where in the message this fragment begins
 * @param fragmentLength the bytes that follow this header
 */
record HandshakeHeader(
    int type, int length, int messageSequence, int fragmentOffset, int fragmentLength) {
  static final int LENGTH = 12;

  static final int CLIENT_HELLO = 1;
  static final int CERTIFICATE_VERIFY = 15;

  /**
   * The longest message we take. Bouncy Castle allocates what a fragment's header announces, up to
   * 16 MB for each of 16 messages: without this limit 25 forged bytes could ask for it.
   */
  static final int MAX_MESSAGE_LENGTH = 32 * 1024;

  /** Reads the header at an offset; there must be {@link #LENGTH} bytes. */
  static HandshakeHeader read(byte[] bytes, int offset) {
    return new HandshakeHeader(
        bytes[offset] & 0xff,
        uint24(bytes, offset + 1),
        (bytes[offset + 4] & 0xff) << 8 | bytes[offset + 5] & 0xff,
        uint24(bytes, offset + 6),
        uint24(bytes, offset + 9));
  }

  /**
   * Whether the fragments in a record are whole, lie within their messages, and none is too long.
   */
  static boolean isAcceptable(byte[] bytes, int offset, int length) {
    int position = offset;
    int end = offset + length;
    do {
      if (end - position < LENGTH) {
        return false;
      }
      HandshakeHeader header = read(bytes, position);
      position += LENGTH + header.fragmentLength;
      if (header.length > MAX_MESSAGE_LENGTH
          || header.fragmentOffset + header.fragmentLength > header.length
          || position > end) {
        return false;
      }
    } while (position < end);
    return true;
  }

  private static int uint24(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) << 16
        | (bytes[offset + 1] & 0xff) << 8
        | bytes[offset + 2] & 0xff;
  }
}
