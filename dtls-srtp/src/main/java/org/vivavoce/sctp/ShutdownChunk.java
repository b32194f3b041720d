package org.vivavoce.sctp;

/**
 * SHUTDOWN, <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.8">RFC 9260 section
 * 3.3.8</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Type = 7    |  Chunk Flags  |          Length = 8           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Cumulative TSN Ack                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class ShutdownChunk {
  static final int LENGTH = 8;

  private ShutdownChunk() {}

  static int cumulativeTsn(byte[] buf, int at) {
    return Bytes.u32(buf, at + 4);
  }

  static byte[] toBytes(int cumulativeTsn) {
    byte[] chunk = new byte[LENGTH];
    Chunk.writeHeader(chunk, 0, Chunk.SHUTDOWN, 0, LENGTH);
    Bytes.put32(chunk, 4, cumulativeTsn);
    return chunk;
  }
}
