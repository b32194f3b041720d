package org.vivavoce.rtp.opus;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.Objects;

/**
 * Encodes PCM at 48 kHz to Opus packets (RFC 6716). One packet is one RTP payload (RFC 7587 section
 * 4.2).
 *
 * <p>One thread at a time may use an encoder; there is nothing to close.
 *
 * <pre>{@code
 * OpusEncoder encoder = OpusEncoder.create(OpusConfig.voice());
 * byte[] payload = new byte[OpusEncoder.MAX_PACKET_BYTES];
 * int bytes = encoder.encode(pcm, 0, encoder.config().frameSamples(), payload, 0, payload.length);
 * if (bytes > 0) { send(payload, bytes); }
 * timestamp += encoder.config().frameSamples(); // also when nothing is sent
 * }</pre>
 */
public final class OpusEncoder {
  /** The most that one frame may take: 1,275 bytes and the TOC byte (RFC 6716 section 3.4, R2). */
  public static final int MAX_PACKET_BYTES = 1_276;

  /**
   * Up to this many bytes a packet holds no sound: under DTX it need not be sent (RFC 6716 section
   * 3.1: a frame of at most one byte is nothing but its TOC).
   */
  private static final int DTX_BYTES = 2;

  private final OpusConfig config;

  private final io.github.jaredmdobson.concentus.OpusEncoder encoder;

  private OpusEncoder(OpusConfig config) {
    this.config = config;
    try {
      encoder =
          new io.github.jaredmdobson.concentus.OpusEncoder(
              OpusConfig.SAMPLE_RATE,
              config.channels(),
              config.application() == OpusConfig.Application.VOIP
                  ? OpusApplication.OPUS_APPLICATION_VOIP
                  : OpusApplication.OPUS_APPLICATION_AUDIO);
    } catch (OpusException e) {
      throw new AssertionError("Concentus refuses a checked configuration: " + config, e);
    }
    encoder.setBitrate(config.bitrate());
    encoder.setComplexity(config.complexity());
    encoder.setUseInbandFEC(config.inbandFec());
    encoder.setPacketLossPercent(config.expectedLossPercent());
    encoder.setUseDTX(config.dtx());
  }

  /** An encoder of its own state. */
  public static OpusEncoder create(OpusConfig config) {
    return new OpusEncoder(Objects.requireNonNull(config, "config"));
  }

  /**
   * The configuration that this encoder was made with; later calls of the setters do not show in
   * it.
   */
  public OpusConfig config() {
    return config;
  }

  /**
   * Encodes one frame.
   *
   * @param pcm interleaved samples
   * @param off index of the first sample
   * @param samplesPerChannel 480, 960, 1920 or 2880 (10, 20, 40 or 60 ms)
   * @param out takes the packet
   * @param outOff where the packet begins
   * @param max the most bytes that may be written; the encoder keeps to it by coding coarser
   * @return the bytes written from {@code outOff} on, or 0 if there is nothing to send because of
   *     DTX: then the RTP timestamp goes on and the sequence number does not (RFC 7587 section
   *     3.1.3). Without DTX it is never 0.
   * @throws IllegalArgumentException if the frame length is another or {@code max} is below 3
   * @throws IndexOutOfBoundsException if one of the arrays is too short
   */
  public int encode(short[] pcm, int off, int samplesPerChannel, byte[] out, int outOff, int max) {
    if (samplesPerChannel != 480
        && samplesPerChannel != 960
        && samplesPerChannel != 1920
        && samplesPerChannel != 2880) {
      throw new IllegalArgumentException(
          "a frame has 480, 960, 1920 or 2880 samples per channel, not " + samplesPerChannel);
    }
    if (max < 3) {
      throw new IllegalArgumentException("max is " + max + ", at least 3 bytes are needed");
    }
    Objects.checkFromIndexSize(off, samplesPerChannel * config.channels(), pcm.length);
    Objects.checkFromIndexSize(outOff, max, out.length);
    try {
      int bytes = encoder.encode(pcm, off, samplesPerChannel, out, outOff, max);
      return config.dtx() && bytes <= DTX_BYTES ? 0 : bytes;
    } catch (OpusException e) {
      throw new AssertionError("Concentus refuses checked arguments", e);
    }
  }

  /**
   * Changes the target bitrate from the next frame on.
   *
   * @param bitsPerSecond 6,000 to 510,000
   * @throws IllegalArgumentException if it is out of range
   */
  public void bitrate(int bitsPerSecond) {
    OpusConfig.range("bitrate", bitsPerSecond, 6_000, 510_000);
    encoder.setBitrate(bitsPerSecond);
  }

  /**
   * Changes the loss that in-band FEC is to protect against, from the next frame on.
   *
   * @param percent 0 to 100, as RTCP reports say
   * @throws IllegalArgumentException if it is out of range
   */
  public void expectedLoss(int percent) {
    OpusConfig.range("expectedLossPercent", percent, 0, 100);
    encoder.setPacketLossPercent(percent);
  }

  /**
   * Samples at 48 kHz by which decoded sound lags behind what was encoded (an Ogg file's pre-skip).
   */
  public int lookahead() {
    return encoder.getLookahead();
  }
}
