package org.vivavoce.sctp;

/**
 * The sender asks the other side to reset streams that it sends on, <a
 * href="https://www.rfc-editor.org/rfc/rfc6525#section-4.2">RFC 6525 section 4.2</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Parameter Type = 14       |  Parameter Length = 8 + 2 * N |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Re-configuration Request Sequence Number             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Stream Number 1 (optional)   |    Stream Number 2 (optional) |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                              ...                              \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param sequence this request's number
 * @param streams which; none means all
 */
record IncomingResetRequest(int sequence, int[] streams) {
  private static final int HEADER = 4;

  static IncomingResetRequest parse(byte[] value) {
    if (value.length < HEADER || value.length % 2 != 0) {
      return null;
    }
    return new IncomingResetRequest(Bytes.u32(value, 0), StreamList.parse(value, HEADER));
  }

  Parameter toParameter() {
    byte[] value = new byte[HEADER + 2 * streams.length];
    Bytes.put32(value, 0, sequence);
    StreamList.write(value, HEADER, streams);
    return new Parameter(Parameter.INCOMING_RESET, value);
  }
}
