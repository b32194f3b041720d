package org.vivavoce.sctp;

/**
 * The header of every chunk and its types, <a
 * href="https://www.rfc-editor.org/rfc/rfc9260#section-3.2">RFC 9260 section 3.2</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Chunk Type   |  Chunk Flags  |         Chunk Length          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                          Chunk Value                          \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The length counts the header, not the padding to a multiple of four.
 */
final class Chunk {
  static final int HEADER = 4;

  static final int DATA = 0;
  static final int INIT = 1;
  static final int INIT_ACK = 2;
  static final int SACK = 3;
  static final int HEARTBEAT = 4;
  static final int HEARTBEAT_ACK = 5;
  static final int ABORT = 6;
  static final int SHUTDOWN = 7;
  static final int SHUTDOWN_ACK = 8;
  static final int ERROR = 9;
  static final int COOKIE_ECHO = 10;
  static final int COOKIE_ACK = 11;
  static final int SHUTDOWN_COMPLETE = 14;
  static final int I_DATA = 64;
  static final int RE_CONFIG = 130;
  static final int PAD = 132;
  static final int FORWARD_TSN = 192;
  static final int I_FORWARD_TSN = 194;

  /** The T bit of ABORT and SHUTDOWN COMPLETE: the tag is the sender's own (RFC 9260 8.5.1). */
  static final int TAG_REFLECTED = 1;

  private Chunk() {}

  static int type(byte[] buf, int at) {
    return Bytes.u8(buf, at);
  }

  static int flags(byte[] buf, int at) {
    return Bytes.u8(buf, at + 1);
  }

  static int length(byte[] buf, int at) {
    return Bytes.u16(buf, at + 2);
  }

  static void writeHeader(byte[] buf, int at, int type, int flags, int length) {
    buf[at] = (byte) type;
    buf[at + 1] = (byte) flags;
    Bytes.put16(buf, at + 2, length);
  }

  /**
   * The length of the chunk at a place, or -1 if it does not end before {@code end}. The last
   * chunk's padding may be missing.
   */
  static int checkedLength(byte[] buf, int at, int end) {
    if (end - at < HEADER) {
      return -1;
    }
    int length = length(buf, at);
    return length < HEADER || length > end - at ? -1 : length;
  }

  /** Makes a chunk of a header and a value, padded. */
  static byte[] of(int type, int flags, byte[] value) {
    byte[] chunk = new byte[Bytes.padded(HEADER + value.length)];
    writeHeader(chunk, 0, type, flags, HEADER + value.length);
    System.arraycopy(value, 0, chunk, HEADER, value.length);
    return chunk;
  }
}
