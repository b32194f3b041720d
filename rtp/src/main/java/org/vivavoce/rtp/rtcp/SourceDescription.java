package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vivavoce.rtp.Ssrc;

/**
 * SDES, <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.5">RFC 3550 section 6.5</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    SC   |  PT=SDES=202  |            length             |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                          SSRC/CSRC                            |  chunk,
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+  SC times
 * |   item type   |     length    | text ...                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   more items, then 1 to 4 zero bytes to the next multiple of 4|
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * </pre>
 *
 * @param chunks one for each source, at most 31
 */
public record SourceDescription(List<Chunk> chunks) implements RtcpPacket {
  static final int TYPE = 202;

  /** The item type of the canonical name, RFC 3550 section 6.5.1. */
  public static final int CNAME = 1;

  /** The item type of the media identification, RFC 9143 section 15.1. */
  public static final int MID = 15;

  /** An item's text has at most so many bytes. */
  public static final int MAX_TEXT = 255;

  /**
   * What is said about one source.
   *
   * @param source the stream
   * @param items what is said
   */
  public record Chunk(Ssrc source, List<Item> items) {
    /** Copies the list. */
    public Chunk {
      items = List.copyOf(items);
    }

    int wireLength() {
      int length = 4;
      for (Item item : items) {
        length += 2 + item.bytes().length;
      }
      // The list ends with a zero byte at least: section 6.5.
      return RtcpHeader.padded(length + 1);
    }
  }

  /**
   * One thing said.
   *
   * @param type 1 to 255, such as {@link #CNAME}
   * @param text at most 255 bytes of UTF-8
   */
  public record Item(int type, String text) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the type is out of range or the text too long
     */
    public Item {
      if (type < 1 || type > 255) {
        throw new IllegalArgumentException("an SDES item type is 1 to 255, not " + type);
      }
      int length = text.getBytes(StandardCharsets.UTF_8).length;
      if (length > MAX_TEXT) {
        throw new IllegalArgumentException("an SDES text has at most 255 bytes, not " + length);
      }
    }

    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there are more than 31 chunks
   */
  public SourceDescription {
    if (chunks.size() > RtcpHeader.MAX_COUNT) {
      throw new IllegalArgumentException("at most 31 SDES chunks, not " + chunks.size());
    }
    chunks = List.copyOf(chunks);
  }

  /** A description that gives each source the same canonical name. */
  public static SourceDescription cname(String cname, List<Ssrc> sources) {
    List<Item> items = List.of(new Item(CNAME, cname));
    return new SourceDescription(sources.stream().map(source -> new Chunk(source, items)).toList());
  }

  /** The canonical name of a source, if it is in here. */
  public Optional<String> cnameOf(Ssrc source) {
    return chunks.stream()
        .filter(chunk -> chunk.source().equals(source))
        .flatMap(chunk -> chunk.items().stream())
        .filter(item -> item.type() == CNAME)
        .map(Item::text)
        .findFirst();
  }

  /** Reads what follows the header; null if malformed. */
  static SourceDescription parse(int count, ByteBuffer in) {
    List<Chunk> chunks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Chunk chunk = parseChunk(in);
      if (chunk == null) {
        return null;
      }
      chunks.add(chunk);
    }
    return new SourceDescription(chunks);
  }

  private static Chunk parseChunk(ByteBuffer in) {
    if (in.remaining() < 4) {
      return null;
    }
    int begin = in.position();
    Ssrc source = new Ssrc(in.getInt());
    List<Item> items = new ArrayList<>();
    while (in.hasRemaining()) {
      int type = in.get() & 0xFF;
      if (type == 0) {
        int end = begin + RtcpHeader.padded(in.position() - begin);
        if (end > in.limit()) {
          return null;
        }
        in.position(end);
        return new Chunk(source, items);
      }
      if (!in.hasRemaining()) {
        return null;
      }
      byte[] text = new byte[in.get() & 0xFF];
      if (text.length > in.remaining()) {
        return null;
      }
      in.get(text);
      Item item = item(type, text);
      if (item != null) {
        items.add(item);
      }
    }
    // The list has no end: section 6.5 demands one, even where the packet ends.
    return null;
  }

  /**
   * An item as it came, or null for one whose bytes are not UTF-8 and grow beyond the limit when
   * they are repaired: such a text names nobody.
   */
  private static Item item(int type, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT ? null : new Item(type, text);
  }

  @Override
  public int wireLength() {
    int length = RtcpHeader.LENGTH;
    for (Chunk chunk : chunks) {
      length += chunk.wireLength();
    }
    return length;
  }

  @Override
  public void write(ByteBuffer out) {
    RtcpHeader.write(out, chunks.size(), TYPE, wireLength());
    for (Chunk chunk : chunks) {
      int end = out.position() + chunk.wireLength();
      out.putInt(chunk.source().value());
      for (Item item : chunk.items()) {
        byte[] bytes = item.bytes();
        out.put((byte) item.type());
        out.put((byte) bytes.length);
        out.put(bytes);
      }
      RtcpHeader.pad(out, end - out.position());
    }
  }
}
