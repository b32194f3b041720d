package org.vivavoce.sctp;

/** The stream numbers at the end of a reset request, 16 bits each (RFC 6525 sections 4.1, 4.2). */
final class StreamList {
  private StreamList() {}

  static int[] parse(byte[] value, int from) {
    int[] streams = new int[(value.length - from) / 2];
    for (int i = 0; i < streams.length; i++) {
      streams[i] = Bytes.u16(value, from + 2 * i);
    }
    return streams;
  }

  static void write(byte[] value, int from, int[] streams) {
    for (int i = 0; i < streams.length; i++) {
      Bytes.put16(value, from + 2 * i, streams[i]);
    }
  }
}
