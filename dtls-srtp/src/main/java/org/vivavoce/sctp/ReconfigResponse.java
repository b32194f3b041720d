package org.vivavoce.sctp;

/**
 * The answer to a request in RE-CONFIG, <a
 * href="https://www.rfc-editor.org/rfc/rfc6525#section-4.4">RFC 6525 section 4.4</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Parameter Type = 16       |      Parameter Length         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Re-configuration Response Sequence Number             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                            Result                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   Sender's Next TSN (optional)                |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  Receiver's Next TSN (optional)               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param sequence the request's number
 * @param result one of the constants
 */
record ReconfigResponse(int sequence, int result) {
  static final int NOTHING_TO_DO = 0;
  static final int PERFORMED = 1;
  static final int DENIED = 2;
  static final int WRONG_SSN = 3;
  static final int ALREADY_IN_PROGRESS = 4;
  static final int BAD_SEQUENCE = 5;
  static final int IN_PROGRESS = 6;

  private static final int LENGTH = 8;
  private static final int LENGTH_WITH_TSNS = 16;

  static ReconfigResponse parse(byte[] value) {
    return value.length != LENGTH && value.length != LENGTH_WITH_TSNS
        ? null
        : new ReconfigResponse(Bytes.u32(value, 0), Bytes.u32(value, 4));
  }

  Parameter toParameter() {
    byte[] value = new byte[LENGTH];
    Bytes.put32(value, 0, sequence);
    Bytes.put32(value, 4, result);
    return new Parameter(Parameter.RECONFIG_RESPONSE, value);
  }
}
