package org.vivavoce.rtp.opus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The identification header of an Ogg Opus stream (RFC 7845 section 5.1), channel mapping family 0
 * only: mono or stereo.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      'O'      |      'p'      |      'u'      |      's'      |
 * |      'H'      |      'e'      |      'a'      |      'd'      |
 * |  Version = 1  | Channel Count |           Pre-skip            |
 * |                     Input Sample Rate (Hz)                    |
 * |   Output Gain (Q7.8 in dB)    | Mapping Family|   little endian
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param channels 1 or 2
 * @param preSkip samples at 48 kHz to drop from the decoder's output at the start, 0 to 65535
 * @param inputSampleRate of the recording before it was encoded, in Hz; for information, 0 if
 *     unknown
 * @param outputGainQ8 gain to apply when playing, in 1/256 dB, -32768 to 32767
 */
public record OpusHead(int channels, int preSkip, long inputSampleRate, int outputGainQ8) {
  static final byte[] MAGIC = "OpusHead".getBytes(StandardCharsets.US_ASCII);

  /**
   * Checks the ranges given above.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public OpusHead {
    OpusConfig.range("channels", channels, 1, 2);
    OpusConfig.range("preSkip", preSkip, 0, 65_535);
    OpusConfig.range("outputGainQ8", outputGainQ8, -32_768, 32_767);
    if (inputSampleRate < 0 || inputSampleRate > 0xffff_ffffL) {
      throw new IllegalArgumentException(
          "inputSampleRate is " + inputSampleRate + ", which does not fit in 32 bits");
    }
  }

  /** The header for what an encoder writes; its lookahead is the pre-skip. */
  public static OpusHead of(OpusEncoder encoder) {
    return new OpusHead(
        encoder.config().channels(), encoder.lookahead(), OpusConfig.SAMPLE_RATE, 0);
  }

  static OpusHead parse(byte[] packet) throws IOException {
    if (packet.length < 19) {
      throw new IOException("the OpusHead header has " + packet.length + " bytes, 19 are needed");
    }
    ByteBuffer in = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
    int version = in.get() & 0xff;
    if (version >> 4 != 0) {
      throw new IOException("Ogg Opus version " + version + " is not known, only 0 to 15 are");
    }
    int channels = in.get() & 0xff;
    int preSkip = in.getShort() & 0xffff;
    long rate = in.getInt() & 0xffff_ffffL;
    int gain = in.getShort();
    int family = in.get() & 0xff;
    if (family != 0 || channels < 1 || channels > 2) {
      throw new IOException(
          "only mono and stereo are read (mapping family 0), not family "
              + family
              + " with "
              + channels
              + " channels");
    }
    return new OpusHead(channels, preSkip, rate, gain);
  }

  byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put((byte) 1).put((byte) channels).putShort((short) preSkip);
    out.putInt((int) inputSampleRate).putShort((short) outputGainQ8).put((byte) 0);
    return out.array();
  }
}
