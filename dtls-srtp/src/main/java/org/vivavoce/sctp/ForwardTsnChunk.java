package org.vivavoce.sctp;

/**
 * The sender moves the cumulative TSN on, <a
 * href="https://www.rfc-editor.org/rfc/rfc3758#section-3.2">RFC 3758 section 3.2</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Type = 192   |  Flags = 0x00 |        Length = Variable      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      New Cumulative TSN                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Stream-1              |       Stream Sequence-1       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                              ...                              \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>One pair for each stream with an ordered message that was given up: the last of them.
 */
final class ForwardTsnChunk {
  static final int HEADER = 8;
  static final int ENTRY = 4;

  private ForwardTsnChunk() {}

  static boolean isWhole(int length) {
    return length >= HEADER && (length - HEADER) % ENTRY == 0;
  }

  static int newCumulativeTsn(byte[] buf, int at) {
    return Bytes.u32(buf, at + 4);
  }

  static int entries(int length) {
    return (length - HEADER) / ENTRY;
  }

  static int stream(byte[] buf, int at, int entry) {
    return Bytes.u16(buf, at + HEADER + entry * ENTRY);
  }

  static int ssn(byte[] buf, int at, int entry) {
    return Bytes.u16(buf, at + HEADER + entry * ENTRY + 2);
  }

  static void writeHeader(byte[] buf, int at, int newCumulativeTsn, int entries) {
    Chunk.writeHeader(buf, at, Chunk.FORWARD_TSN, 0, HEADER + entries * ENTRY);
    Bytes.put32(buf, at + 4, newCumulativeTsn);
  }

  static void writeEntry(byte[] buf, int at, int entry, int stream, int ssn) {
    Bytes.put16(buf, at + HEADER + entry * ENTRY, stream);
    Bytes.put16(buf, at + HEADER + entry * ENTRY + 2, ssn);
  }
}
