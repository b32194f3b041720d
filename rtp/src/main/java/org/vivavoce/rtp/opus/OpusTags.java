package org.vivavoce.rtp.opus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The comment header of an Ogg Opus stream (RFC 7845 section 5.2): "OpusTags", the vendor string's
 * length and text, the number of comments, and each one's length and text; lengths are 32 bits,
 * little endian, texts UTF-8.
 *
 * @param vendor what made the stream
 * @param comments texts of the form {@code NAME=value}
 */
public record OpusTags(String vendor, List<String> comments) {
  static final byte[] MAGIC = "OpusTags".getBytes(StandardCharsets.US_ASCII);

  /** Copies the list. */
  public OpusTags {
    comments = List.copyOf(comments);
  }

  static OpusTags parse(byte[] packet) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
    String vendor = text(in, "vendor");
    long count = length(in, "number of comments");
    // Each comment takes four bytes at least.
    if (count > in.remaining() / 4) {
      throw new IOException("the OpusTags header ends before its " + count + " comments");
    }
    List<String> comments = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      comments.add(text(in, "comment"));
    }
    return new OpusTags(vendor, comments);
  }

  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MAGIC);
    write(out, vendor);
    out.writeBytes(le(comments.size()));
    comments.forEach(c -> write(out, c));
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(le(bytes.length));
    out.writeBytes(bytes);
  }

  private static byte[] le(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static String text(ByteBuffer in, String what) throws IOException {
    long length = length(in, what);
    if (length > in.remaining()) {
      throw new IOException(
          "the OpusTags header ends within a " + what + " of " + length + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long length(ByteBuffer in, String what) throws IOException {
    if (in.remaining() < 4) {
      throw new IOException("the OpusTags header ends before the " + what);
    }
    return in.getInt() & 0xffff_ffffL;
  }
}
