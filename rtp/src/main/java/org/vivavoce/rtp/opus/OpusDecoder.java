package org.vivavoce.rtp.opus;

import io.github.jaredmdobson.concentus.OpusException;
import java.util.Objects;

/**
 * Decodes Opus packets to PCM at 48 kHz, recovers a lost frame from the packet after it, and
 * conceals what is lost for good (RFC 6716 section 4).
 *
 * <p>Broken payloads never throw: they give {@link #MALFORMED} and leave the decoder usable. One
 * thread at a time may use a decoder; there is nothing to close.
 */
public final class OpusDecoder {
  /** The longest packet: 120 ms, in samples per channel (RFC 6716 section 3.4, R5). */
  public static final int MAX_PACKET_SAMPLES = 5_760;

  /** What decoding returns for bytes that are no Opus packet; no sample was written. */
  public static final int MALFORMED = -1;

  /** Concealment works in units of 2.5 ms. */
  private static final int CONCEAL_UNIT = 120;

  private final int channels;
  private final io.github.jaredmdobson.concentus.OpusDecoder decoder;

  /**
   * Concentus 1.0.2 writes the cross-fade of a mode change to the start of the array and not to the
   * offset it was given, so it always gets an array of our own with offset 0.
   */
  private final short[] scratch;

  private OpusDecoder(int channels) {
    this.channels = channels;
    this.scratch = new short[MAX_PACKET_SAMPLES * channels];
    try {
      decoder = new io.github.jaredmdobson.concentus.OpusDecoder(OpusConfig.SAMPLE_RATE, channels);
    } catch (OpusException e) {
      throw new AssertionError("Concentus refuses 48 kHz with " + channels + " channels", e);
    }
  }

  /**
   * A decoder of its own state. It takes mono and stereo packets whatever its own channel count is,
   * as RFC 7587 section 3.4 wants, and mixes down or doubles.
   *
   * @param channels of the PCM that comes out, 1 or 2
   * @throws IllegalArgumentException if there are others
   */
  public static OpusDecoder create(int channels) {
    OpusConfig.range("channels", channels, 1, 2);
    return new OpusDecoder(channels);
  }

  /** Channels of the PCM that comes out, interleaved. */
  public int channels() {
    return channels;
  }

  /**
   * Decodes a packet.
   *
   * @return samples per channel written from {@code pcmOff} on (120 to 5,760), or {@link
   *     #MALFORMED}
   * @throws IndexOutOfBoundsException if {@code pcm} cannot take the duration that the packet
   *     announces, or the input range is not within its array
   */
  public int decode(byte[] in, int off, int len, short[] pcm, int pcmOff) {
    Objects.checkFromIndexSize(off, len, in.length);
    int samples = OpusPacket.samples(in, off, len);
    if (samples < 0) {
      return MALFORMED;
    }
    Objects.checkFromIndexSize(pcmOff, samples * channels, pcm.length);
    return run(in, off, len, samples, false, pcm, pcmOff);
  }

  /**
   * Decodes the copy (LBRR) that a packet may carry of the frame before it. Call it for a lost
   * frame when the packet after it is there, and then {@link #decode} for that packet itself.
   * Without a copy the frame is concealed; {@link OpusPacket#hasFec} tells.
   *
   * @param samplesPerChannel length of the lost frame: the length of the packet's own frames, or a
   *     longer multiple of 120, whose front is then concealed
   * @return samples per channel written, or {@link #MALFORMED}
   * @throws IllegalArgumentException if the length is not a multiple of 120 up to 5,760
   * @throws IndexOutOfBoundsException if a range is not within its array
   */
  public int decodeFec(
      byte[] in, int off, int len, short[] pcm, int pcmOff, int samplesPerChannel) {
    Objects.checkFromIndexSize(off, len, in.length);
    checkLost(samplesPerChannel, pcm, pcmOff);
    if (OpusPacket.samples(in, off, len) < 0) {
      return MALFORMED;
    }
    return run(in, off, len, samplesPerChannel, true, pcm, pcmOff);
  }

  /**
   * Invents sound for a lost frame, out of what was decoded before; repeated calls fade out. Zeros
   * if nothing was.
   *
   * @param samplesPerChannel length of the lost frame, a multiple of 120 up to 5,760
   * @return {@code samplesPerChannel}
   * @throws IllegalArgumentException if the length is another
   * @throws IndexOutOfBoundsException if {@code pcm} cannot take it
   */
  public int conceal(short[] pcm, int pcmOff, int samplesPerChannel) {
    checkLost(samplesPerChannel, pcm, pcmOff);
    int samples = run(null, 0, 0, samplesPerChannel, false, pcm, pcmOff);
    if (samples != samplesPerChannel) {
      // The state after some broken packet does not bear extrapolation: begin again, in silence.
      decoder.resetState();
      java.util.Arrays.fill(pcm, pcmOff, pcmOff + samplesPerChannel * channels, (short) 0);
    }
    return samplesPerChannel;
  }

  /** Forgets the stream so far: the next packet may belong to another. */
  public void reset() {
    decoder.resetState();
  }

  private void checkLost(int samplesPerChannel, short[] pcm, int pcmOff) {
    if (samplesPerChannel <= 0
        || samplesPerChannel > MAX_PACKET_SAMPLES
        || samplesPerChannel % CONCEAL_UNIT != 0) {
      throw new IllegalArgumentException(
          "a lost frame has a multiple of 120 samples up to 5760, not " + samplesPerChannel);
    }
    Objects.checkFromIndexSize(pcmOff, samplesPerChannel * channels, pcm.length);
  }

  private int run(byte[] in, int off, int len, int samples, boolean fec, short[] pcm, int pcmOff) {
    int decoded;
    try {
      decoded = decoder.decode(in, off, len, scratch, 0, samples, fec);
    } catch (OpusException | RuntimeException | AssertionError e) {
      // Concentus reports broken frames by OpusException; its OpusAssert throws AssertionError, and
      // a frame that
      // leads it out of its arrays an unchecked exception. All three mean: these bytes are no Opus.
      decoder.resetState();
      return MALFORMED;
    }
    if (decoded != samples) {
      return MALFORMED;
    }
    System.arraycopy(scratch, 0, pcm, pcmOff, samples * channels);
    return samples;
  }
}
