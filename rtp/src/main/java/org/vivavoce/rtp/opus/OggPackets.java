package org.vivavoce.rtp.opus;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The packets of one logical stream of an Ogg file (RFC 3533 section 5), put together from its
 * pages.
 */
final class OggPackets {
  private final InputStream in;
  private final ByteArrayOutputStream packet = new ByteArrayOutputStream();
  private OggPage page;
  private int serial;
  private int pages;
  private int segment;
  private int position;
  private boolean ended;

  OggPackets(InputStream in) {
    this.in = in;
  }

  /**
   * The first packet of the stream whose first packet begins with {@code magic}; other streams in
   * the file are skipped.
   */
  byte[] first(byte[] magic, int maxBytes) throws IOException {
    while (true) {
      OggPage p = OggPage.read(in);
      if (p == null || !p.has(OggPage.FIRST)) {
        // All streams of a file begin before any goes on.
        throw new IOException("the Ogg file holds no Opus stream");
      }
      if (startsWith(p.body(), magic)) {
        serial = p.serial();
        turnTo(p);
        byte[] first = next(maxBytes);
        if (first == null) {
          throw new EOFException("the Ogg file ends within its first packet");
        }
        return first;
      }
    }
  }

  /** The next packet, or null at the end of the stream. */
  byte[] next(int maxBytes) throws IOException {
    packet.reset();
    boolean within = false;
    while (true) {
      while (page != null && segment < page.segments().length) {
        int length = page.segments()[segment++] & 0xff;
        if (packet.size() + length > maxBytes) {
          throw new IOException("a packet in the Ogg file has more than " + maxBytes + " bytes");
        }
        packet.write(page.body(), position, length);
        position += length;
        within = true;
        if (length < 255) {
          return packet.toByteArray();
        }
      }
      if (!turn(within)) {
        return null;
      }
    }
  }

  /** Granule position of the page that the last packet ended on. */
  long granule() {
    return page.granule();
  }

  /** Whether the last packet was on the stream's last page. */
  boolean onLastPage() {
    return page.has(OggPage.LAST);
  }

  private boolean turn(boolean within) throws IOException {
    if (page.has(OggPage.LAST)) {
      ended = true;
    }
    OggPage p = null;
    while (!ended && (p = OggPage.read(in)) != null && p.serial() != serial) {
      // another stream's page
    }
    if (ended || p == null) {
      if (within) {
        throw new EOFException("the Ogg file ends within a packet");
      }
      ended = true;
      return false;
    }
    if (p.number() != pages) {
      throw new IOException(
          "page " + pages + " of the Ogg file is missing, page " + p.number() + " follows");
    }
    if (p.has(OggPage.CONTINUED) != within) {
      throw new IOException(
          "page " + pages + " of the Ogg file does not go on where the one before it ended");
    }
    turnTo(p);
    return true;
  }

  private void turnTo(OggPage p) {
    page = p;
    pages = p.number() + 1;
    segment = 0;
    position = 0;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
