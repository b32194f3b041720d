package org.vivavoce.sctp;

import java.util.List;

/**
 * HEARTBEAT with information of ours, which comes back in HEARTBEAT ACK, <a
 * href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.5">RFC 9260 sections 3.3.5 and
 * 3.3.6</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Type = 4 or 5 |     Flags     |            Length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Heartbeat Info Type = 1     |         Info Length = 20      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     nonce (8 bytes)                           |
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           size of the packet that it probes with, or 0        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param nonce a random number, against forged answers
 * @param probeSize the packet's size, if it probes for the path's MTU; otherwise 0
 */
record HeartbeatChunk(long nonce, int probeSize) {
  private static final int INFO_LENGTH = 12;

  byte[] toBytes() {
    byte[] info = new byte[INFO_LENGTH];
    Bytes.put32(info, 0, (int) (nonce >>> 32));
    Bytes.put32(info, 4, (int) nonce);
    Bytes.put32(info, 8, probeSize);
    Parameter parameter = new Parameter(Parameter.HEARTBEAT_INFO, info);
    return Chunk.of(Chunk.HEARTBEAT, 0, Parameter.toBytes(List.of(parameter)));
  }

  /** Reads what an acknowledgement brought back; null if it is nothing of ours. */
  static HeartbeatChunk parseAck(byte[] buf, int at, int length) {
    List<Parameter> parameters = Parameter.parseAll(buf, at + Chunk.HEADER, at + length);
    if (parameters == null
        || parameters.size() != 1
        || parameters.get(0).type() != Parameter.HEARTBEAT_INFO
        || parameters.get(0).value().length != INFO_LENGTH) {
      return null;
    }
    byte[] info = parameters.get(0).value();
    long nonce = (long) Bytes.u32(info, 0) << 32 | Bytes.u32(info, 4) & 0xFFFF_FFFFL;
    return new HeartbeatChunk(nonce, Bytes.u32(info, 8));
  }
}
