package org.vivavoce.rtp.jitter;

/**
 * Makes a piece of speech a little shorter or longer without changing its pitch: a stretch as long
 * as a period of the sound (2.5 to 12.5 ms) is left out, or repeated, and the seam is cross-faded
 * where the waveform resembles itself most (the overlap-add method known as WSOLA). The first
 * sample of a piece stays as it is, so that pieces still join.
 *
 * <p>Works in place on interleaved samples at 48 kHz. Holds no state; allocates nothing.
 */
public final class TimeStretch {
  /**
   * The most samples per channel that one call takes out or puts in: 12.5 ms, the period of an 80
   * Hz voice.
   */
  public static final int MAX_CHANGE = 600;

  private static final int MIN_LAG = 120;

  /** Length of the cross-fade: 5 ms. */
  private static final int OVERLAP = 240;

  /**
   * Mean square below which a piece counts as silence (about -60 dB of full scale): any seam will
   * do.
   */
  private static final long SILENCE = 32 * 32;

  /** The search looks at every fourth sample and lag first, and at each near the best one then. */
  private static final int STRIDE = 4;

  /** Rising half of a Hann window in 1/32768: its other half is one minus it. */
  private static final int[] FADE = new int[OVERLAP];

  static {
    for (int i = 0; i < OVERLAP; i++) {
      FADE[i] = (int) Math.round(32768 * (0.5 - 0.5 * Math.cos(Math.PI * (i + 0.5) / OVERLAP)));
    }
  }

  private TimeStretch() {}

  /**
   * Takes up to {@code max} samples per channel out of a piece.
   *
   * @param pcm the piece, changed in place
   * @param off index of its first sample
   * @param samples per channel
   * @param channels 1 or 2
   * @param max the most to take out
   * @param likeness how much the sound must resemble itself at the seam, 0 (take any) to 1
   *     (exactly)
   * @return samples per channel taken out; 0 if no seam is good enough or the piece too short
   */
  public static int shorten(
      short[] pcm, int off, int samples, int channels, int max, double likeness) {
    int lag = findLag(pcm, off, samples, channels, max, likeness);
    if (lag == 0) {
      return 0;
    }
    for (int i = 0; i < OVERLAP; i++) {
      for (int c = 0; c < channels; c++) {
        int at = off + i * channels + c;
        pcm[at] = mix(pcm[at], pcm[at + lag * channels], FADE[i]);
      }
    }
    int tail = (samples - OVERLAP - lag) * channels;
    int seam = off + OVERLAP * channels;
    System.arraycopy(pcm, seam + lag * channels, pcm, seam, tail);
    return lag;
  }

  /**
   * Puts up to {@code max} samples per channel into a piece; the array must have room for them
   * after it.
   *
   * @param pcm the piece, changed in place
   * @param off index of its first sample
   * @param samples per channel
   * @param channels 1 or 2
   * @param max the most to put in
   * @param likeness how much the sound must resemble itself at the seam, 0 (take any) to 1
   *     (exactly)
   * @return samples per channel put in; 0 if no seam is good enough or the piece too short
   */
  public static int lengthen(
      short[] pcm, int off, int samples, int channels, int max, double likeness) {
    int lag = findLag(pcm, off, samples, channels, max, likeness);
    if (lag == 0) {
      return 0;
    }
    // The first period stays, then its continuation fades back into the period's start, and all
    // follows once more. The
    // tail moves first and the cross-fade runs backwards, so that nothing is read after it was
    // overwritten.
    int shift = lag * channels;
    int seam = off + OVERLAP * channels;
    System.arraycopy(pcm, seam, pcm, seam + shift, (samples - OVERLAP) * channels);
    for (int i = OVERLAP - 1; i >= 0; i--) {
      for (int c = 0; c < channels; c++) {
        int at = off + i * channels + c;
        pcm[at + shift] = mix(pcm[at + shift], pcm[at], FADE[i]);
      }
    }
    return lag;
  }

  /** The distance at which the piece's first 5 ms resemble what follows most, or 0. */
  private static int findLag(
      short[] pcm, int off, int samples, int channels, int max, double likeness) {
    int longest = Math.min(Math.min(max, MAX_CHANGE), samples - OVERLAP);
    if (longest < MIN_LAG) {
      return 0;
    }
    long energy = 0;
    for (int i = 0; i < samples * channels; i++) {
      energy += (long) pcm[off + i] * pcm[off + i];
    }
    if (energy < SILENCE * samples * channels) {
      return longest;
    }
    int coarse = MIN_LAG;
    double best = Double.NEGATIVE_INFINITY;
    for (int lag = MIN_LAG; lag <= longest; lag += STRIDE) {
      double r = resemblance(pcm, off, lag, channels, STRIDE);
      if (r > best) {
        best = r;
        coarse = lag;
      }
    }
    int fine = coarse;
    best = Double.NEGATIVE_INFINITY;
    int to = Math.min(longest, coarse + STRIDE - 1);
    for (int lag = Math.max(MIN_LAG, coarse - STRIDE + 1); lag <= to; lag++) {
      double r = resemblance(pcm, off, lag, channels, 1);
      if (r > best) {
        best = r;
        fine = lag;
      }
    }
    return best >= likeness ? fine : 0;
  }

  /**
   * Normalised correlation of the first 5 ms with those {@code lag} later; the channels are added.
   */
  private static double resemblance(short[] pcm, int off, int lag, int channels, int stride) {
    double xy = 0;
    double xx = 1;
    double yy = 1;
    for (int i = 0; i < OVERLAP; i += stride) {
      int at = off + i * channels;
      int later = at + lag * channels;
      double x = pcm[at];
      double y = pcm[later];
      if (channels == 2) {
        x += pcm[at + 1];
        y += pcm[later + 1];
      }
      xy += x * y;
      xx += x * x;
      yy += y * y;
    }
    return xy / Math.sqrt(xx * yy);
  }

  private static short mix(short from, short to, int fade) {
    return (short) ((from * (32768 - fade) + to * fade + 16384) >> 15);
  }
}
