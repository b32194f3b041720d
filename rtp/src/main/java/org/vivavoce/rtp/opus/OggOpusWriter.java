package org.vivavoce.rtp.opus;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Writes Opus packets to an Ogg Opus file (RFC 7845), about one page per second. Not safe for use
 * by several threads.
 *
 * <pre>{@code
 * try (OggOpusWriter writer = OggOpusWriter.create(out, OpusHead.of(encoder), tags, serial)) {
 *   writer.write(packet, 0, length);
 *   writer.endAt(samples); // optional: where the sound ends within the last packet
 * }
 * }</pre>
 */
public final class OggOpusWriter implements Closeable {
  /** A page is full after a second (RFC 7845 section 4: pages should not hold more). */
  private static final long PAGE_SAMPLES = OpusConfig.SAMPLE_RATE;

  private final OutputStream out;
  private final OpusHead head;
  private final int serial;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final byte[] segments = new byte[OggPage.MAX_SEGMENTS];
  private int segmentCount;
  private boolean continued;
  private boolean packetEnds;
  private int pages;
  private long granule;
  private long pageStart;
  private int lastSamples;
  private long end = -1;
  private boolean closed;

  private OggOpusWriter(OutputStream out, OpusHead head, OpusTags tags, int serial)
      throws IOException {
    this.out = Objects.requireNonNull(out, "out");
    this.head = Objects.requireNonNull(head, "head");
    this.serial = serial;
    byte[] first = head.toBytes();
    append(first, 0, first.length);
    flush(OggPage.FIRST);
    byte[] second = tags.toBytes();
    append(second, 0, second.length);
    flush(0);
  }

  /**
   * Writes both headers.
   *
   * @param out takes the file; closed by {@link #close}
   * @param serial tells this stream from others in the same file: any number, usually random
   */
  public static OggOpusWriter create(OutputStream out, OpusHead head, OpusTags tags, int serial)
      throws IOException {
    return new OggOpusWriter(out, head, tags, serial);
  }

  /**
   * Appends a packet. A packet that was lost should be replaced by one of the same length, or what
   * follows moves up.
   *
   * @throws IllegalArgumentException if the bytes are no Opus packet; nothing is written
   * @throws IllegalStateException if the writer is closed
   */
  public void write(byte[] packet, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, packet.length);
    if (closed) {
      throw new IllegalStateException("the writer is closed");
    }
    int samples = OpusPacket.samples(packet, off, len);
    if (samples < 0) {
      throw new IllegalArgumentException("these " + len + " bytes are no Opus packet");
    }
    // One page stays back, since only closing tells that it is the last.
    if (segmentCount + len / 255 + 1 > OggPage.MAX_SEGMENTS
        || granule + samples - pageStart > PAGE_SAMPLES) {
      flush(0);
    }
    append(packet, off, len);
    granule += samples;
    lastSamples = samples;
  }

  /**
   * Says where the sound ends: players cut the last packet there, and only that one is ever cut.
   *
   * @param samplesPerChannel at 48 kHz that a player is to hear, without the pre-skip
   */
  public void endAt(long samplesPerChannel) {
    end = samplesPerChannel + head.preSkip();
  }

  /** Writes what is left, marks the end of the stream, and closes the output. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (OutputStream o = out) {
      if (end >= 0 && end < granule) {
        granule = Math.max(end, granule - lastSamples);
      }
      flush(OggPage.LAST);
      o.flush();
    }
  }

  private void append(byte[] bytes, int off, int len) throws IOException {
    int at = off;
    int left = len;
    while (true) {
      int n = Math.min(left, 255);
      if (segmentCount == OggPage.MAX_SEGMENTS) {
        flush(0);
        continued = true;
      }
      segments[segmentCount++] = (byte) n;
      body.write(bytes, at, n);
      at += n;
      left -= n;
      if (n < 255) {
        packetEnds = true;
        return;
      }
    }
  }

  private void flush(int flags) throws IOException {
    if (segmentCount == 0 && (flags & OggPage.LAST) == 0) {
      return;
    }
    new OggPage(
            flags | (continued ? OggPage.CONTINUED : 0),
            packetEnds || segmentCount == 0 ? granule : -1,
            serial,
            pages++,
            Arrays.copyOf(segments, segmentCount),
            body.toByteArray())
        .write(out);
    segmentCount = 0;
    body.reset();
    continued = false;
    packetEnds = false;
    pageStart = granule;
  }
}
