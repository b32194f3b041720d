package org.vivavoce.sctp;

import java.util.Arrays;

/** Fills one packet with chunks, in a buffer of the caller. */
final class PacketWriter {
  byte[] buf;

  /** Where the next chunk goes; always a multiple of four behind the start. */
  int at;

  private int start;
  private int end;

  void begin(byte[] out, int off, int size) {
    buf = out;
    start = off;
    at = off + CommonHeader.LENGTH;
    end = off + size;
  }

  /** How large the packet may become. */
  int size() {
    return end - start;
  }

  int room() {
    return end - at;
  }

  boolean isEmpty() {
    return at == start + CommonHeader.LENGTH;
  }

  int length() {
    return at - start;
  }

  int start() {
    return start;
  }

  /** Appends a chunk that is padded already. */
  void put(byte[] chunk) {
    System.arraycopy(chunk, 0, buf, at, chunk.length);
    at += chunk.length;
  }

  /** A chunk of this length has been written at {@link #at}: pads it and goes behind it. */
  void advance(int length) {
    int to = at + Bytes.padded(length);
    for (int i = at + length; i < to; i++) {
      buf[i] = 0;
    }
    at = to;
  }

  /** Pads the packet to a size by a PAD chunk (RFC 4820 section 3): type 132, length, zeros. */
  void pad(int size) {
    int length = size - length();
    Chunk.writeHeader(buf, at, Chunk.PAD, 0, length);
    Arrays.fill(buf, at + Chunk.HEADER, at + length, (byte) 0);
    at += length;
  }
}
