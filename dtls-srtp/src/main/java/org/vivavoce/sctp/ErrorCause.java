package org.vivavoce.sctp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Why an association was aborted, or what was wrong with a packet: a cause in ABORT or ERROR, <a
 * href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.10">RFC 9260 section 3.3.10</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           Cause Code          |       Cause Length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                  Cause-Specific Information                   \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param code the cause's number, 16 bits
 * @param text its information as text, where it is text; otherwise empty
 */
public record ErrorCause(int code, String text) {
  static final int INVALID_STREAM = 1;
  static final int STALE_COOKIE = 3;
  static final int OUT_OF_RESOURCE = 4;
  static final int UNRECOGNIZED_CHUNK = 6;
  static final int INVALID_MANDATORY_PARAMETER = 7;
  static final int NO_USER_DATA = 9;
  static final int RESTART = 11;
  static final int USER_INITIATED = 12;
  static final int PROTOCOL_VIOLATION = 13;

  private static final int MAX_TEXT = 256;

  /** The causes of a chunk; those behind a broken one are left out. */
  static List<ErrorCause> parseAll(byte[] buf, int at, int end) {
    List<ErrorCause> causes = new ArrayList<>();
    int from = at;
    while (end - from >= Parameter.HEADER) {
      int length = Bytes.u16(buf, from + 2);
      if (length < Parameter.HEADER || length > end - from) {
        break;
      }
      int code = Bytes.u16(buf, from);
      boolean hasText = code == USER_INITIATED || code == PROTOCOL_VIOLATION;
      int textLength = hasText ? Math.min(length - Parameter.HEADER, MAX_TEXT) : 0;
      causes.add(
          new ErrorCause(
              code, new String(buf, from + Parameter.HEADER, textLength, StandardCharsets.UTF_8)));
      from += Bytes.padded(length);
    }
    return List.copyOf(causes);
  }

  /** An ABORT or ERROR chunk with one cause. */
  static byte[] chunk(int type, int flags, int code, byte[] information) {
    Parameter cause = new Parameter(code, information);
    return Chunk.of(type, flags, Parameter.toBytes(List.of(cause)));
  }

  /** An ABORT chunk whose cause says so in words. */
  static byte[] abort(int code, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] information = Arrays.copyOf(bytes, Math.min(bytes.length, MAX_TEXT));
    return chunk(Chunk.ABORT, 0, code, information);
  }
}
