package org.vivavoce.rtp.opus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Test signals at 48 kHz, mono, and what one measures on them. */
final class Sounds {
  static final int FRAME = 960;

  private Sounds() {}

  static byte[] speechFile() {
    try (InputStream in = Sounds.class.getResourceAsStream("speech.opus")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ten seconds of synthetic speech. */
  static short[] speech() {
    try (InputStream in = Sounds.class.getResourceAsStream("speech.opus")) {
      return OggOpusReader.readMono(in, 60);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static short[] sine(double hertz, int amplitude, int samples) {
    short[] pcm = new short[samples];
    for (int i = 0; i < samples; i++) {
      pcm[i] = (short) Math.round(amplitude * Math.sin(2 * Math.PI * hertz * i / 48_000));
    }
    return pcm;
  }

  /**
   * Encodes the whole frames of the signal; an empty array stands for a frame that DTX did not
   * send.
   */
  static List<byte[]> encode(OpusConfig config, short[] pcm) {
    OpusEncoder encoder = OpusEncoder.create(config);
    int frame = config.frameSamples();
    byte[] out = new byte[OpusEncoder.MAX_PACKET_BYTES];
    List<byte[]> packets = new ArrayList<>();
    for (int at = 0;
        at + frame * config.channels() <= pcm.length;
        at += frame * config.channels()) {
      packets.add(Arrays.copyOf(out, encoder.encode(pcm, at, frame, out, 0, out.length)));
    }
    return packets;
  }

  static double rms(short[] pcm, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) pcm[i] * pcm[i];
    }
    return Math.sqrt(sum / Math.max(1, to - from));
  }

  /** Level of a stretch in dB of full scale, not below -120. */
  static double level(short[] pcm, int from, int to) {
    return 20 * Math.log10(Math.max(rms(pcm, from, to), 0.0328) / 32_768);
  }

  /** Largest second difference: what a click has and a smooth wave has not. */
  static int roughness(short[] pcm, int from, int to) {
    int worst = 0;
    for (int i = from + 1; i < to - 1; i++) {
      worst = Math.max(worst, Math.abs(pcm[i - 1] - 2 * pcm[i] + pcm[i + 1]));
    }
    return worst;
  }

  /** Signal-to-noise ratio of b against a, in dB, b being shifted right by {@code lag}. */
  static double snr(short[] a, short[] b, int lag, int from, int to) {
    double signal = 0;
    double noise = 1e-9;
    for (int i = from; i < to; i++) {
      double d = a[i] - b[i + lag];
      signal += (double) a[i] * a[i];
      noise += d * d;
    }
    return 10 * Math.log10(signal / noise);
  }
}
