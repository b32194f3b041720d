package org.vivavoce.sctp;

/**
 * Selective acknowledgement, <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.4">RFC
 * 9260 section 3.3.4</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Type = 3    |  Chunk Flags  |         Chunk Length          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Cumulative TSN Ack                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Advertised Receiver Window Credit (a_rwnd)           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Number of Gap Ack Blocks = N  |  Number of Duplicate TSNs = M |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Gap Ack Block #1 Start     |     Gap Ack Block #1 End      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                              ...                              \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        Duplicate TSN 1                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                              ...                              \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>A block counts from the cumulative TSN. Read and written in place.
 */
final class SackChunk {
  static final int HEADER = 16;
  static final int BLOCK = 4;
  static final int DUPLICATE = 4;

  private SackChunk() {}

  /** Says whether a chunk of this length holds the blocks and duplicates that it announces. */
  static boolean isWhole(byte[] buf, int at, int length) {
    return length >= HEADER
        && length >= HEADER + gaps(buf, at) * BLOCK + duplicates(buf, at) * DUPLICATE;
  }

  static int cumulativeTsn(byte[] buf, int at) {
    return Bytes.u32(buf, at + 4);
  }

  /** The window, which has 32 bits without a sign. */
  static long window(byte[] buf, int at) {
    return Bytes.u32(buf, at + 8) & 0xFFFF_FFFFL;
  }

  static int gaps(byte[] buf, int at) {
    return Bytes.u16(buf, at + 12);
  }

  static int duplicates(byte[] buf, int at) {
    return Bytes.u16(buf, at + 14);
  }

  static int gapStart(byte[] buf, int at, int gap) {
    return Bytes.u16(buf, at + HEADER + gap * BLOCK);
  }

  static int gapEnd(byte[] buf, int at, int gap) {
    return Bytes.u16(buf, at + HEADER + gap * BLOCK + 2);
  }

  /** Writes all but the blocks and duplicates, which the caller has put behind it. */
  static void writeHeader(
      byte[] buf, int at, int cumulativeTsn, int window, int gaps, int duplicates) {
    Chunk.writeHeader(buf, at, Chunk.SACK, 0, HEADER + gaps * BLOCK + duplicates * DUPLICATE);
    Bytes.put32(buf, at + 4, cumulativeTsn);
    Bytes.put32(buf, at + 8, window);
    Bytes.put16(buf, at + 12, gaps);
    Bytes.put16(buf, at + 14, duplicates);
  }

  static void writeGap(byte[] buf, int at, int gap, int start, int end) {
    Bytes.put16(buf, at + HEADER + gap * BLOCK, start);
    Bytes.put16(buf, at + HEADER + gap * BLOCK + 2, end);
  }
}
