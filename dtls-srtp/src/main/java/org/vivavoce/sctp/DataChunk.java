package org.vivavoce.sctp;

/**
 * Payload data, <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.1">RFC 9260 section
 * 3.3.1</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Type = 0    |  Res  |I|U|B|E|            Length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              TSN                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Stream Identifier S      |   Stream Sequence Number n    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  Payload Protocol Identifier                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                           User Data                           \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Read and written in place: this is the path that has to be fast.
 */
final class DataChunk {
  static final int HEADER = 16;

  /** Flags, of I-DATA too: last fragment, first fragment, unordered, acknowledge at once. */
  static final int END = 1;

  static final int BEGIN = 2;
  static final int UNORDERED = 4;
  static final int IMMEDIATE = 8;

  private DataChunk() {}

  static int tsn(byte[] buf, int at) {
    return Bytes.u32(buf, at + 4);
  }

  static int stream(byte[] buf, int at) {
    return Bytes.u16(buf, at + 8);
  }

  static int ssn(byte[] buf, int at) {
    return Bytes.u16(buf, at + 10);
  }

  static int ppid(byte[] buf, int at) {
    return Bytes.u32(buf, at + 12);
  }

  /** Writes the header of a chunk with so many bytes of data behind it. */
  static void writeHeader(
      byte[] buf, int at, int flags, int tsn, int stream, int ssn, int ppid, int length) {
    Chunk.writeHeader(buf, at, Chunk.DATA, flags, HEADER + length);
    Bytes.put32(buf, at + 4, tsn);
    Bytes.put16(buf, at + 8, stream);
    Bytes.put16(buf, at + 10, ssn);
    Bytes.put32(buf, at + 12, ppid);
  }
}
