package org.vivavoce.sctp;

import java.util.List;

/**
 * INIT and INIT ACK, <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.2">RFC 9260
 * sections 3.3.2 and 3.3.3</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Type = 1 or 2 |  Chunk Flags  |         Chunk Length          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Initiate Tag                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Advertised Receiver Window Credit (a_rwnd)           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Number of Outbound Streams   |   Number of Inbound Streams   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                          Initial TSN                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \             Optional/Variable-Length Parameters               \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param type {@link Chunk#INIT} or {@link Chunk#INIT_ACK}
 * @param tag what the sender wants to see in packets to it, not zero
 * @param window bytes, 32 bits without a sign
 * @param outboundStreams how many streams the sender wants to send on, at least one
 * @param inboundStreams how many streams it takes, at least one
 * @param initialTsn the TSN of its first DATA chunk
 * @param parameters what else it says
 */
record InitChunk(
    int type,
    int tag,
    long window,
    int outboundStreams,
    int inboundStreams,
    int initialTsn,
    List<Parameter> parameters) {
  private static final int HEADER = 20;

  /** Reads a chunk of a checked length; null if it breaks the form or names zero of something. */
  static InitChunk parse(byte[] buf, int at, int length) {
    if (length < HEADER) {
      return null;
    }
    List<Parameter> parameters = Parameter.parseAll(buf, at + HEADER, at + length);
    InitChunk chunk =
        new InitChunk(
            Chunk.type(buf, at),
            Bytes.u32(buf, at + 4),
            Bytes.u32(buf, at + 8) & 0xFFFF_FFFFL,
            Bytes.u16(buf, at + 12),
            Bytes.u16(buf, at + 14),
            Bytes.u32(buf, at + 16),
            parameters);
    boolean wrong =
        parameters == null
            || chunk.tag == 0
            || chunk.outboundStreams == 0
            || chunk.inboundStreams == 0;
    return wrong ? null : chunk;
  }

  byte[] toBytes() {
    byte[] rest = Parameter.toBytes(parameters);
    byte[] chunk = new byte[Bytes.padded(HEADER + rest.length)];
    Chunk.writeHeader(chunk, 0, type, 0, HEADER + rest.length);
    Bytes.put32(chunk, 4, tag);
    Bytes.put32(chunk, 8, (int) window);
    Bytes.put16(chunk, 12, outboundStreams);
    Bytes.put16(chunk, 14, inboundStreams);
    Bytes.put32(chunk, 16, initialTsn);
    System.arraycopy(rest, 0, chunk, HEADER, rest.length);
    return chunk;
  }

  /** The value of the first parameter of a type, or null. */
  byte[] value(int parameterType) {
    for (Parameter parameter : parameters) {
      if (parameter.type() == parameterType) {
        return parameter.value();
      }
    }
    return null;
  }
}
