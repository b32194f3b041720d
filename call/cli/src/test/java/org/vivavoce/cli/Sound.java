package org.vivavoce.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmInput;

/** Mono sound at 48 kHz, and how two of them compare. */
record Sound(short[] pcm) {
  static final int RATE = 48_000;

  /** Frames of 20 ms. */
  private static final int FRAME = RATE / 50;

  static Sound silence(double seconds) {
    return new Sound(new short[(int) (seconds * RATE)]);
  }

  /** Reads any WAV file. */
  static Sound read(Path file) throws IOException {
    try (PcmInput in = InputDevices.wav(file, false).open(PcmFormat.MONO_48K, FRAME)) {
      short[] pcm = new short[RATE * 600];
      int length = 0;
      int got;
      while ((got = in.read(pcm, length, Math.min(FRAME, pcm.length - length))) > 0) {
        length += got;
      }
      return new Sound(java.util.Arrays.copyOf(pcm, length));
    }
  }

  void write(Path file, PcmFormat format) throws IOException {
    int bytes = pcm.length * 2;
    ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) format.channels()).putInt(format.sampleRate());
    wav.putInt(format.sampleRate() * format.channels() * 2);
    wav.putShort((short) (format.channels() * 2)).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    for (short sample : pcm) {
      wav.putShort(sample);
    }
    Files.write(file, wav.array());
  }

  double seconds() {
    return (double) pcm.length / RATE;
  }

  /** RMS of each 20 ms, begun {@code offset} samples in. */
  double[] envelope(int offset) {
    double[] rms = new double[Math.max(0, (pcm.length - offset) / FRAME)];
    for (int i = 0; i < rms.length; i++) {
      rms[i] = rms(offset + i * FRAME, FRAME);
    }
    return rms;
  }

  /** Of these samples; those outside count as silence. */
  double rms(int from, int count) {
    double sum = 0;
    for (int i = Math.max(0, from); i < Math.min(pcm.length, from + count); i++) {
      sum += (double) pcm[i] * pcm[i];
    }
    return Math.sqrt(sum / count);
  }

  /** How much of all power is a tone's, in windows of 100 ms. */
  double share(double hertz) {
    int window = RATE / 10;
    double step = 2 * Math.PI * hertz / RATE;
    double tone = 0;
    double all = 0;
    for (int from = 0; from + window <= pcm.length; from += window) {
      double re = 0;
      double im = 0;
      for (int i = from; i < from + window; i++) {
        re += pcm[i] * Math.cos(step * i);
        im += pcm[i] * Math.sin(step * i);
        all += (double) pcm[i] * pcm[i];
      }
      tone += 2 * (re * re + im * im) / window;
    }
    return all == 0 ? 0 : tone / all;
  }

  /** The best correlation of envelopes at any lag from {@code minMs} to {@code maxMs}. */
  double likeness(Sound source, int minMs, int maxMs) {
    double best = -1;
    for (int lag = minMs; lag <= maxMs; lag += 5) {
      best = Math.max(best, likenessAt(source, lag));
    }
    return best;
  }

  /** How many milliseconds this lags behind the source, where their envelopes are most alike. */
  int lag(Sound source, int minMs, int maxMs) {
    int at = minMs;
    double best = -2;
    for (int lag = minMs; lag <= maxMs; lag++) {
      double likeness = likenessAt(source, lag);
      if (likeness > best) {
        best = likeness;
        at = lag;
      }
    }
    return at;
  }

  /** Pearson's correlation of the envelopes over what both have, with this one that much behind. */
  private double likenessAt(Sound source, int lagMs) {
    int lag = lagMs * (RATE / 1_000);
    double[] mine = envelope(Math.max(0, lag));
    double[] theirs = source.envelope(Math.max(0, -lag));
    int n = Math.min(mine.length, theirs.length);
    return n < 50 ? -1 : correlation(mine, theirs, n);
  }

  private static double correlation(double[] a, double[] b, int n) {
    double meanA = 0;
    double meanB = 0;
    for (int i = 0; i < n; i++) {
      meanA += a[i] / n;
      meanB += b[i] / n;
    }
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < n; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return aa == 0 || bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
  }
}
