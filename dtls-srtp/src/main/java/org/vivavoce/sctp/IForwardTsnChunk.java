package org.vivavoce.sctp;

/**
 * FORWARD-TSN for interleaved messages, <a
 * href="https://www.rfc-editor.org/rfc/rfc8260#section-2.3.1">RFC 8260 section 2.3.1</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Type = 194   |  Flags = 0x00 |        Length = Variable      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      New Cumulative TSN                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       Stream Identifier       |          Reserved           |U|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       Message Identifier                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                              ...                              \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class IForwardTsnChunk {
  static final int HEADER = 8;
  static final int ENTRY = 8;

  private IForwardTsnChunk() {}

  static boolean isWhole(int length) {
    return length >= HEADER && (length - HEADER) % ENTRY == 0;
  }

  static int entries(int length) {
    return (length - HEADER) / ENTRY;
  }

  static int stream(byte[] buf, int at, int entry) {
    return Bytes.u16(buf, at + HEADER + entry * ENTRY);
  }

  static boolean unordered(byte[] buf, int at, int entry) {
    return (Bytes.u16(buf, at + HEADER + entry * ENTRY + 2) & 1) != 0;
  }

  static int mid(byte[] buf, int at, int entry) {
    return Bytes.u32(buf, at + HEADER + entry * ENTRY + 4);
  }

  static void writeHeader(byte[] buf, int at, int newCumulativeTsn, int entries) {
    Chunk.writeHeader(buf, at, Chunk.I_FORWARD_TSN, 0, HEADER + entries * ENTRY);
    Bytes.put32(buf, at + 4, newCumulativeTsn);
  }

  static void writeEntry(byte[] buf, int at, int entry, int stream, boolean unordered, int mid) {
    Bytes.put16(buf, at + HEADER + entry * ENTRY, stream);
    Bytes.put16(buf, at + HEADER + entry * ENTRY + 2, unordered ? 1 : 0);
    Bytes.put32(buf, at + HEADER + entry * ENTRY + 4, mid);
  }
}
