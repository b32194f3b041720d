package org.vivavoce.sctp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A parameter of INIT, INIT ACK, HEARTBEAT or RE-CONFIG, or an error cause, which has the same
 * form: <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.2.1">RFC 9260 section 3.2.1</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |        Parameter Type         |       Parameter Length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                        Parameter Value                        \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param type 16 bits; the upper two say what to do with a type that is not known
 * @param value what follows the header, without padding
 */
record Parameter(int type, byte[] value) {
  static final int HEADER = 4;

  static final int HEARTBEAT_INFO = 1;
  static final int STATE_COOKIE = 7;
  static final int UNRECOGNIZED = 8;
  static final int OUTGOING_RESET = 13;
  static final int INCOMING_RESET = 14;
  static final int TSN_RESET = 15;
  static final int RECONFIG_RESPONSE = 16;
  static final int ADD_OUTGOING_STREAMS = 17;
  static final int ADD_INCOMING_STREAMS = 18;
  static final int ZERO_CHECKSUM = 0x8001;
  static final int SUPPORTED_EXTENSIONS = 0x8008;
  static final int FORWARD_TSN_SUPPORTED = 0xC000;

  int wireLength() {
    return Bytes.padded(HEADER + value.length);
  }

  /** Writes it with its padding, and returns the place behind it. */
  int write(byte[] buf, int at) {
    Bytes.put16(buf, at, type);
    Bytes.put16(buf, at + 2, HEADER + value.length);
    System.arraycopy(value, 0, buf, at + HEADER, value.length);
    Arrays.fill(buf, at + HEADER + value.length, at + wireLength(), (byte) 0);
    return at + wireLength();
  }

  /** Makes bytes of a list, each but the last padded, as a chunk's length counts them. */
  static byte[] toBytes(List<Parameter> parameters) {
    int length = 0;
    int unpadded = 0;
    for (Parameter parameter : parameters) {
      unpadded = length + HEADER + parameter.value.length;
      length += parameter.wireLength();
    }
    byte[] bytes = new byte[length];
    int at = 0;
    for (Parameter parameter : parameters) {
      at = parameter.write(bytes, at);
    }
    return unpadded == length ? bytes : Arrays.copyOf(bytes, unpadded);
  }

  /** Reads all that lie between two places, or null if one of them does not end where it may. */
  static List<Parameter> parseAll(byte[] buf, int from, int end) {
    List<Parameter> parameters = new ArrayList<>();
    int at = from;
    while (end - at >= HEADER) {
      int length = Bytes.u16(buf, at + 2);
      if (length < HEADER || length > end - at) {
        return null;
      }
      parameters.add(
          new Parameter(Bytes.u16(buf, at), Arrays.copyOfRange(buf, at + HEADER, at + length)));
      at += Bytes.padded(length);
    }
    return at < end ? null : parameters;
  }
}
