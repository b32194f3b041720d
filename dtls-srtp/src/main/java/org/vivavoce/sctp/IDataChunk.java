package org.vivavoce.sctp;

/**
 * Payload data whose messages may be interleaved, <a
 * href="https://www.rfc-editor.org/rfc/rfc8260#section-2.1">RFC 8260 section 2.1</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Type = 64   |  Res  |I|U|B|E|            Length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              TSN                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |        Stream Identifier      |           Reserved            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Message Identifier                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Payload Protocol Identifier / Fragment Sequence Number     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                           User Data                           \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The last field of the header is the PPID in the first fragment, whose sequence number is zero,
 * and the fragment's sequence number in the others. The flags and the first three fields lie as in
 * {@link DataChunk}.
 */
final class IDataChunk {
  static final int HEADER = 20;

  private IDataChunk() {}

  static int mid(byte[] buf, int at) {
    return Bytes.u32(buf, at + 12);
  }

  static int ppidOrFsn(byte[] buf, int at) {
    return Bytes.u32(buf, at + 16);
  }

  /** Writes the header of a chunk with so many bytes of data behind it. */
  static void writeHeader(
      byte[] buf, int at, int flags, int tsn, int stream, int mid, int ppidOrFsn, int length) {
    Chunk.writeHeader(buf, at, Chunk.I_DATA, flags, HEADER + length);
    Bytes.put32(buf, at + 4, tsn);
    Bytes.put16(buf, at + 8, stream);
    Bytes.put16(buf, at + 10, 0);
    Bytes.put32(buf, at + 12, mid);
    Bytes.put32(buf, at + 16, ppidOrFsn);
  }
}
