package org.vivavoce.sctp;

/**
 * The sender wants more streams out or in, <a
 * href="https://www.rfc-editor.org/rfc/rfc6525#section-4.5">RFC 6525 sections 4.5 and 4.6</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Parameter Type = 17 or 18    |      Parameter Length = 12    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Re-configuration Request Sequence Number             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Number of new streams    |         Reserved              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param type {@link Parameter#ADD_OUTGOING_STREAMS} or {@link Parameter#ADD_INCOMING_STREAMS}
 * @param sequence this request's number
 * @param count how many more
 */
record AddStreamsRequest(int type, int sequence, int count) {
  private static final int LENGTH = 8;

  static AddStreamsRequest parse(int type, byte[] value) {
    return value.length != LENGTH
        ? null
        : new AddStreamsRequest(type, Bytes.u32(value, 0), Bytes.u16(value, 4));
  }

  Parameter toParameter() {
    byte[] value = new byte[LENGTH];
    Bytes.put32(value, 0, sequence);
    Bytes.put16(value, 4, count);
    return new Parameter(type, value);
  }
}
