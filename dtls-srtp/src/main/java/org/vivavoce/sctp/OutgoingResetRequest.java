package org.vivavoce.sctp;

/**
 * The sender resets streams that it sends on, <a
 * href="https://www.rfc-editor.org/rfc/rfc6525#section-4.1">RFC 6525 section 4.1</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Parameter Type = 13       | Parameter Length = 16 + 2 * N |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           Re-configuration Request Sequence Number            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           Re-configuration Response Sequence Number           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                Sender's Last Assigned TSN                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Stream Number 1 (optional)   |    Stream Number 2 (optional) |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                              ...                              \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param sequence this request's number
 * @param responseTo the last request of the other side that was seen
 * @param lastTsn the streams' last TSN of before the reset, or a later one
 * @param streams which; none means all
 */
record OutgoingResetRequest(int sequence, int responseTo, int lastTsn, int[] streams) {
  private static final int HEADER = 12;

  static OutgoingResetRequest parse(byte[] value) {
    if (value.length < HEADER || value.length % 2 != 0) {
      return null;
    }
    return new OutgoingResetRequest(
        Bytes.u32(value, 0),
        Bytes.u32(value, 4),
        Bytes.u32(value, 8),
        StreamList.parse(value, HEADER));
  }

  Parameter toParameter() {
    byte[] value = new byte[HEADER + 2 * streams.length];
    Bytes.put32(value, 0, sequence);
    Bytes.put32(value, 4, responseTo);
    Bytes.put32(value, 8, lastTsn);
    StreamList.write(value, HEADER, streams);
    return new Parameter(Parameter.OUTGOING_RESET, value);
  }
}
