package org.vivavoce.signaling.libp2p.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream into messages that each have their length before them, as a varint. Memory grows
 * with what has arrived, not with what is announced.
 */
public final class DelimitedReader {
  private final int maxLength;
  private final ByteBuffer header = ByteBuffer.allocate(Varint.MAX_LENGTH);
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private int left = -1;

  /**
   * At a stream's beginning.
   *
   * @param maxLength the most bytes of a message
   */
  public DelimitedReader(int maxLength) {
    this.maxLength = maxLength;
  }

  /**
   * Takes all bytes.
   *
   * @return the messages that they complete
   * @throws MalformedException if a length is no varint or too large; nothing more can be read
   */
  public List<byte[]> receive(ByteBuffer data) throws MalformedException {
    List<byte[]> messages = new ArrayList<>();
    while (data.hasRemaining()) {
      if (left < 0) {
        header.put(data.get()).flip();
        boolean complete = Varint.isComplete(header);
        if (complete) {
          left = Varint.readLength(header, maxLength);
          header.clear();
        } else {
          header.position(header.limit()).limit(header.capacity());
        }
      }
      int part = Math.min(Math.max(left, 0), data.remaining());
      if (part > 0) {
        byte[] bytes = new byte[part];
        data.get(bytes);
        body.writeBytes(bytes);
        left -= part;
      }
      if (left == 0) {
        messages.add(body.toByteArray());
        body.reset();
        left = -1;
      }
    }
    return messages;
  }

  /** Whether the bytes so far end with a whole message. */
  public boolean isAtBoundary() {
    return left < 0 && header.position() == 0;
  }

  /** A message with its length before it. */
  public static byte[] delimit(byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 4);
    Varint.write(out, message.length);
    out.writeBytes(message);
    return out.toByteArray();
  }
}
