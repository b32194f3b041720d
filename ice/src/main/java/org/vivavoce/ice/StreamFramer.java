package org.vivavoce.ice;

import java.nio.ByteBuffer;

/**
 * Cuts the stream of a TURN server over TCP or TLS into messages: STUN messages (RFC 8489 section
 * 6.2.2), which tell their length, and ChannelData (RFC 8656 section 12.5), which over a stream is
 * padded to four bytes.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |  Length, without 20 of header |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 1 0 0|     Channel Number    |  Length, without 4 of header  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Holds one incomplete message at most, which is 64 KiB and some bytes. What lies complete in
 * the input is handed on without a copy.
 */
final class StreamFramer {
  private static final int LENGTH_KNOWN = 4;
  private static final int FIRST_CAPACITY = 2048;

  /** Gets the messages, one after the other. */
  interface Sink {
    /**
     * A message.
     *
     * @param message position to limit, in a heap buffer; may be changed, valid during the call
     * @return false when no more is wanted
     */
    boolean onMessage(ByteBuffer message);
  }

  private final Sink sink;
  private ByteBuffer partial = ByteBuffer.allocate(FIRST_CAPACITY);

  StreamFramer(Sink sink) {
    this.sink = sink;
  }

  /**
   * Takes what the stream brought.
   *
   * @param in a heap buffer, read to its end unless the stream is broken or the sink has had enough
   * @return false when this is no such stream: where the next message begins cannot be known
   */
  boolean receive(ByteBuffer in) {
    while (in.hasRemaining()) {
      if (partial.position() == 0 && in.remaining() >= LENGTH_KNOWN) {
        int at = in.position();
        int total = total(in, at);
        if (total < 0) {
          return false;
        }
        if (total <= in.remaining()) {
          int end = in.limit();
          in.limit(at + length(in, at));
          boolean more = sink.onMessage(in);
          in.limit(end).position(at + total);
          if (!more) {
            return true;
          }
          continue;
        }
      }
      int wanted = partial.position() < LENGTH_KNOWN ? LENGTH_KNOWN : total(partial, 0);
      if (wanted < 0) {
        return false;
      }
      fill(in, wanted);
      if (partial.position() >= LENGTH_KNOWN && partial.position() == total(partial, 0)) {
        int length = length(partial, 0);
        boolean more = sink.onMessage(partial.position(0).limit(length));
        partial.clear();
        if (!more) {
          return true;
        }
      }
    }
    return true;
  }

  private void fill(ByteBuffer in, int wanted) {
    if (partial.capacity() < wanted) {
      partial = ByteBuffer.allocate(wanted).put(partial.flip());
    }
    int bytes = Math.min(wanted - partial.position(), in.remaining());
    partial.put(partial.position(), in, in.position(), bytes);
    partial.position(partial.position() + bytes);
    in.position(in.position() + bytes);
  }

  /** With padding; -1 when it is neither STUN nor ChannelData. */
  private static int total(ByteBuffer buffer, int at) {
    int first = buffer.get(at) & 0xFF;
    boolean channel = first >= 64 && first < 80;
    return first < 64 || channel ? (length(buffer, at) + 3) & ~3 : -1;
  }

  /** Without padding. */
  private static int length(ByteBuffer buffer, int at) {
    int header = (buffer.get(at) & 0xC0) == 0 ? StunMessage.HEADER : 4;
    return header + (buffer.getShort(at + 2) & 0xFFFF);
  }
}
