package org.vivavoce.rtp.opus;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A page of an Ogg stream (RFC 3533 section 6).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      'O'      |      'g'      |      'g'      |      'S'      |
 * |  version = 0  |  header_type  |  granule_position ( 64 bits, )
 * |                                          )  |     serial    ( |
 * |    (32 bits) )  |     page_sequence_no      |   CRC_checksum  |
 * |  page_segments  |  segment_table (that many bytes) ...        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>A packet is cut into segments of 255 bytes; a shorter one, perhaps of 0, ends it. All numbers
 * are little endian.
 *
 * @param flags continuation, begin and end of stream
 * @param granule position at the end of the last packet that ends here; -1 if none does
 * @param serial of the logical stream
 * @param number of the page within it
 * @param segments lengths, 0 to 255 each
 * @param body what the segments hold, one after the other
 */
record OggPage(int flags, long granule, int serial, int number, byte[] segments, byte[] body) {
  static final int CONTINUED = 1;
  static final int FIRST = 2;
  static final int LAST = 4;

  static final int MAX_SEGMENTS = 255;

  private static final int HEADER = 27;
  private static final int CRC_OFFSET = 22;
  private static final int CAPTURE = 0x5367674f; // "OggS", little endian

  /** RFC 3533: polynomial 0x04c11db7, most significant bit first, initial value and final XOR 0. */
  private static final int[] CRC = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int r = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        r = r << 1 ^ (r < 0 ? 0x04c11db7 : 0);
      }
      CRC[i] = r;
    }
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The next page; null where the stream ends. Takes at most 65,307 bytes of memory. */
  static OggPage read(InputStream in) throws IOException {
    byte[] head = in.readNBytes(HEADER);
    if (head.length == 0) {
      return null;
    }
    if (head.length < HEADER) {
      throw new EOFException("the Ogg file ends within a page header");
    }
    ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    if (fields.getInt() != CAPTURE) {
      throw new IOException("not an Ogg file, or a damaged one: a page should begin with OggS");
    }
    int version = fields.get() & 0xff;
    if (version != 0) {
      throw new IOException("Ogg version " + version + " is not known, only 0 is");
    }
    int flags = fields.get() & 0xff;
    long granule = fields.getLong();
    int serial = fields.getInt();
    int number = fields.getInt();
    int crc = fields.getInt();
    byte[] segments = exactly(in, fields.get() & 0xff);
    int length = 0;
    for (byte s : segments) {
      length += s & 0xff;
    }
    byte[] body = exactly(in, length);
    fields.putInt(CRC_OFFSET, 0);
    if (crc(crc(crc(0, head), segments), body) != crc) {
      throw new IOException(
          "page " + (number & 0xffff_ffffL) + " of the Ogg file is damaged (CRC)");
    }
    return new OggPage(flags, granule, serial, number, segments, body);
  }

  void write(OutputStream out) throws IOException {
    ByteBuffer page =
        ByteBuffer.allocate(HEADER + segments.length + body.length).order(ByteOrder.LITTLE_ENDIAN);
    page.putInt(CAPTURE).put((byte) 0).put((byte) flags).putLong(granule);
    page.putInt(serial).putInt(number).putInt(0).put((byte) segments.length);
    page.put(segments).put(body);
    page.putInt(CRC_OFFSET, crc(0, page.array()));
    // At once: a process that is killed leaves whole pages.
    out.write(page.array());
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the Ogg file ends within a page");
    }
    return bytes;
  }

  private static int crc(int crc, byte[] bytes) {
    int r = crc;
    for (byte b : bytes) {
      r = r << 8 ^ CRC[r >>> 24 ^ b & 0xff];
    }
    return r;
  }
}
