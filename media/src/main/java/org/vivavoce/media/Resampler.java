package org.vivavoce.media;

/**
 * Converts sound from one rate to another with a band-limited filter: a sinc under a Kaiser window,
 * split into phases.
 *
 * <p>The pass band reaches to 0.91 of the lower of the two Nyquist frequencies, the stop band
 * begins there where it is whole: nothing above it folds back or appears as an image louder than
 * -90 dB. The filter's delay is taken out: the first frame out is at the time of the first frame
 * in.
 *
 * <p>If the rates have a small common multiple, there is one phase for each position that occurs,
 * and the result is exact; otherwise phases are interpolated, whose error is below the stop band's
 * level.
 *
 * <p>No thread, no clock; allocates only when made. One stream of sound, one instance.
 */
final class Resampler {
  /** 96 dB of stop band for the window's design; the measured figure is a test's. */
  private static final double ATTENUATION_DB = 96;

  private static final double BETA = 0.1102 * (ATTENUATION_DB - 8.7);

  /**
   * Taps on either side, in periods of the lower rate: the width of the transition is 0.09 of the
   * Nyquist frequency.
   */
  private static final int HALF_WIDTH = 68;

  /** Half the transition below the Nyquist frequency, so that the stop band begins at it. */
  private static final double CUTOFF = 0.953;

  private static final int MAX_EXACT_COEFFICIENTS = 1 << 18;
  private static final int INTERPOLATED_PHASES = 2_048;
  private static final int BLOCK_FRAMES = 1_024;

  private final int channels;

  /**
   * In frames of input per frame of output: a whole step, and the rest as a fraction of {@link
   * #denominator}.
   */
  private final int wholeStep;

  private final int restStep;
  private final int denominator;

  private final int half;
  private final int taps;
  private final int phases;

  /**
   * Row p holds the taps for a position p/phases after an input frame; a last row stands for the
   * next frame.
   */
  private final float[] table;

  private final boolean interpolate;

  /**
   * A window of input, interleaved: frames first .. first + filled - 1 of the input, counting from
   * -half (zeros come before the beginning).
   */
  private final float[] input;

  private int filled;
  private int base;
  private int rest;

  /**
   * Input frames taken in and output frames given out so far; the end of the input is known when
   * {@link #finish} was called.
   */
  private long inputFrames;

  private long outputFrames;
  private long outputLimit = Long.MAX_VALUE;
  private final int inputRate;
  private final int outputRate;

  Resampler(int inputRate, int outputRate, int channels) {
    this.inputRate = inputRate;
    this.outputRate = outputRate;
    this.channels = channels;
    int divisor = gcd(inputRate, outputRate);
    denominator = outputRate / divisor;
    wholeStep = inputRate / divisor / denominator;
    restStep = inputRate / divisor % denominator;
    // Going down, the filter must cut at the output's Nyquist frequency, so it is that much longer.
    double stretch = Math.max(1, (double) inputRate / outputRate);
    // Even, so that the taps come in fours.
    half = (int) Math.ceil(HALF_WIDTH * stretch / 2) * 2;
    taps = 2 * half;
    interpolate = (long) denominator * taps > MAX_EXACT_COEFFICIENTS;
    phases =
        interpolate ? (int) Math.max(16, Math.ceil(INTERPOLATED_PHASES / stretch)) : denominator;
    table = design(phases, half, CUTOFF / stretch, BETA);
    input = new float[(taps + Math.max(BLOCK_FRAMES, 2 * wholeStep + 2)) * channels];
    reset();
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /**
   * A filter's taps, phase after phase.
   *
   * @param half taps on either side
   * @param cutoff as a fraction of the input's Nyquist frequency
   * @param beta of the Kaiser window
   */
  static float[] design(int phases, int half, double cutoff, double beta) {
    int taps = 2 * half;
    float[] table = new float[(phases + 1) * taps];
    double[] row = new double[taps];
    double norm = bessel(beta);
    for (int phase = 0; phase <= phases; phase++) {
      double sum = 0;
      for (int tap = 0; tap < taps; tap++) {
        // Tap half-1 is the frame at or before the position; distance in input frames.
        double x = tap - (half - 1) - (double) phase / phases;
        double u = x / half;
        double window = Math.abs(u) >= 1 ? 0 : bessel(beta * Math.sqrt(1 - u * u)) / norm;
        double angle = Math.PI * x * cutoff;
        row[tap] = window * cutoff * (Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle);
        sum += row[tap];
      }
      for (int tap = 0; tap < taps; tap++) {
        // Each phase passes a constant exactly; without this they differ by the stop band's level.
        table[phase * taps + tap] = (float) (row[tap] / sum);
      }
    }
    return table;
  }

  /** The modified Bessel function of the first kind, order 0, by its power series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }

  /** Forgets what came before. */
  void reset() {
    java.util.Arrays.fill(input, 0);
    // The first output lies on input frame 0, which is tap half-1.
    filled = half - 1;
    base = 0;
    rest = 0;
    inputFrames = 0;
    outputFrames = 0;
    outputLimit = Long.MAX_VALUE;
  }

  /** How many frames {@link #write} takes now. */
  int room() {
    compact();
    return input.length / channels - filled;
  }

  private void compact() {
    if (base > 0) {
      int keep = Math.max(0, filled - base);
      System.arraycopy(input, base * channels, input, 0, keep * channels);
      // A step may be longer than what was there.
      base = Math.max(0, base - filled);
      filled = keep;
    }
  }

  /** Takes input: at most {@link #room} frames. */
  void write(float[] samples, int offset, int frames) {
    System.arraycopy(samples, offset, input, filled * channels, frames * channels);
    filled += frames;
    inputFrames += frames;
  }

  /**
   * Says that no more input comes: {@link #read} then gives what belongs to it, rounded up to whole
   * frames, and no more.
   */
  void finish() {
    if (outputLimit == Long.MAX_VALUE) {
      outputLimit = (inputFrames * outputRate + inputRate - 1) / inputRate;
    }
  }

  /** Whether all has been read after {@link #finish}. */
  boolean isDrained() {
    return outputFrames >= outputLimit;
  }

  /**
   * Gives output.
   *
   * @return how many frames; fewer than wanted means that input is needed, or that it is over
   */
  int read(float[] samples, int offset, int frames) {
    int done = 0;
    while (done < frames && outputFrames < outputLimit) {
      if (base + taps > filled) {
        if (outputLimit == Long.MAX_VALUE) {
          break;
        }
        padWithSilence();
      }
      if (interpolate) {
        interpolated(samples, offset + done * channels);
      } else {
        exact(samples, offset + done * channels);
      }
      base += wholeStep;
      rest += restStep;
      if (rest >= denominator) {
        rest -= denominator;
        base++;
      }
      done++;
      outputFrames++;
    }
    return done;
  }

  private void padWithSilence() {
    int room = room();
    java.util.Arrays.fill(input, filled * channels, (filled + room) * channels, 0);
    filled += room;
  }

  private void exact(float[] samples, int at) {
    for (int channel = 0; channel < channels; channel++) {
      samples[at + channel] = convolve(rest * taps, channel);
    }
  }

  private void interpolated(float[] samples, int at) {
    long position = (long) rest * phases;
    int row = (int) (position / denominator) * taps;
    float weight = (float) (position % denominator) / denominator;
    for (int channel = 0; channel < channels; channel++) {
      float sum = convolve(row, channel);
      samples[at + channel] = sum + weight * (convolve(row + taps, channel) - sum);
    }
  }

  /** Four sums side by side: a single one would wait for itself at every tap. */
  private float convolve(int row, int channel) {
    int in = base * channels + channel;
    int stride = 4 * channels;
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int tap = row; tap < row + taps; tap += 4) {
      a += table[tap] * input[in];
      b += table[tap + 1] * input[in + channels];
      c += table[tap + 2] * input[in + 2 * channels];
      d += table[tap + 3] * input[in + 3 * channels];
      in += stride;
    }
    return a + b + (c + d);
  }
}
