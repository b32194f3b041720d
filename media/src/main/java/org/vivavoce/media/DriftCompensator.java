package org.vivavoce.media;

import java.util.Objects;

/**
 * Lets two clocks that differ a little run into each other without a sound being dropped or
 * repeated: stands between a supplier that has its own clock (a stream from the network) and who
 * pulls (a speaker), and takes a little more or less from the one than it gives to the other, by
 * resampling.
 *
 * <p>Whoever owns both says from time to time how much delay there is too much ({@link #observe}).
 * From that a loop finds the ratio of the clocks: it takes what is too much as a hint for now and
 * its sum for the truth in the long run. The ratio never leaves {@link #MAX_PPM} and changes by
 * steps that no ear hears.
 *
 * <p>While the delay is within its bounds nothing is done: frames pass through untouched, without
 * any delay or work. Once it has been used, the compensator adds 0.7 ms.
 *
 * <p>No clock, no thread; used by the one that pulls. A pull allocates nothing.
 */
public final class DriftCompensator implements PcmSupplier {
  /** Crystals are within 100 ppm; this is a third of what one hears as out of tune. */
  public static final double MAX_PPM = 2_000;

  /** Observations of which the least counts: who pulls late only seems to have more delay. */
  private static final long LOOK_NANOS = 1_000_000_000L;

  /** For each second of delay too much, so much faster; and for each second that it lasts. */
  private static final double PROPORTIONAL = 0.2;

  private static final double INTEGRAL = PROPORTIONAL * PROPORTIONAL / 4;

  /** Two crystals, each five times as bad as they are allowed to be. */
  private static final double MAX_DRIFT = 1e-3;

  /** Of delay too much or too little; more is none of the clocks' doing. */
  private static final long LEAP_NANOS = 20_000_000L;

  private static final int HALF = 32;
  private static final int TAPS = 2 * HALF;
  private static final int PHASES = 512;

  /** Passes to 0.8 of the Nyquist frequency, and 80 dB down at it. */
  private static final float[] TABLE = Resampler.design(PHASES, HALF, 0.9, 7.86);

  private final PcmSupplier supplier;
  private final PcmFormat format;
  private final int channels;
  private final long lowest;
  private final long highest;

  private boolean engaged;

  /** Of what was given out last, and what was taken in and not given out. */
  private float[] queue;

  private short[] taken = new short[0];
  private int filled;

  /** Where in the queue the next frame out is, and how much after that. */
  private int base;

  private double fraction;
  private double ratio = 1;

  private boolean observing;
  private long lookBegan;
  private long least = Long.MAX_VALUE;
  private double integral;

  /**
   * A compensator that passes through.
   *
   * @param format of both sides
   * @param supplier asked for as many frames as are needed: a few more or less than are pulled
   * @param lowest in nanoseconds: delay too much by less than this, usually negative, begins to
   *     matter
   * @param highest likewise by more than this
   */
  public DriftCompensator(PcmFormat format, PcmSupplier supplier, long lowest, long highest) {
    this.format = Objects.requireNonNull(format, "format");
    this.supplier = Objects.requireNonNull(supplier, "supplier");
    if (lowest > highest) {
      throw new IllegalArgumentException("bounds of " + lowest + " to " + highest + " ns");
    }
    channels = format.channels();
    this.lowest = lowest;
    this.highest = highest;
    queue = new float[4 * TAPS * channels];
    // Silence before the beginning.
    filled = HALF - 1;
  }

  /**
   * Says how much delay there is too much, before each {@link #supply}.
   *
   * @param excessNanos negative: too little
   * @param nowNanos when that was measured
   */
  public void observe(long excessNanos, long nowNanos) {
    if (!observing) {
      observing = true;
      lookBegan = nowNanos;
      least = excessNanos;
    }
    least = Math.min(least, excessNanos);
    long looked = nowNanos - lookBegan;
    if (looked < LOOK_NANOS) {
      return;
    }
    observing = false;
    if (!engaged && least >= lowest && least <= highest) {
      return;
    }
    engaged = true;
    // A gap in the observations is no reason for a leap.
    double seconds = Math.min(looked, 2 * LOOK_NANOS) / 1e9;
    double excess = least / 1e9;
    if (Math.abs(least) > LEAP_NANOS) {
      // No drift gets there: somebody was held up, and the supplier will leap back by itself.
      ratio = 1 + integral;
      return;
    }
    integral = clamp(integral + INTEGRAL * excess * seconds, MAX_DRIFT);
    ratio = 1 + clamp(integral + PROPORTIONAL * excess, MAX_PPM / 1e6);
  }

  /** The delay has leapt, by another stream or a correction: what was being observed is void. */
  public void disturb() {
    observing = false;
  }

  private static double clamp(double value, double limit) {
    return Math.max(-limit, Math.min(limit, value));
  }

  /** How much faster than real time frames are taken now, in millionths. */
  public double ppm() {
    return (ratio - 1) * 1e6;
  }

  /** Frames that were taken and not given out yet. */
  public int pendingFrames() {
    return engaged ? filled - base - (HALF - 1) : 0;
  }

  @Override
  public void supply(short[] pcm, int offset, int frames, long playoutNanos) {
    if (!engaged) {
      supplier.supply(pcm, offset, frames, playoutNanos);
      remember(pcm, offset, frames);
      return;
    }
    // The last frame out needs all taps of its place.
    int needed = (int) (fraction + (frames - 1) * ratio) + TAPS;
    int more = base + needed - filled;
    if (more > 0) {
      take(more, playoutNanos);
    }
    int out = offset;
    for (int frame = 0; frame < frames; frame++) {
      double place = fraction * PHASES;
      int phase = (int) place;
      float weight = (float) (place - phase);
      for (int channel = 0; channel < channels; channel++) {
        pcm[out++] = interpolate(phase * TAPS, weight, channel);
      }
      fraction += ratio;
      int whole = (int) fraction;
      base += whole;
      fraction -= whole;
    }
  }

  /** The taps that a first frame of the filter will need: the last ones that passed through. */
  private void remember(short[] pcm, int offset, int frames) {
    int kept = Math.min(frames, HALF - 1);
    int old = HALF - 1 - kept;
    System.arraycopy(queue, (filled - old) * channels, queue, 0, old * channels);
    int from = offset + (frames - kept) * channels;
    for (int i = 0; i < kept * channels; i++) {
      queue[old * channels + i] = pcm[from + i];
    }
    filled = HALF - 1;
  }

  private void take(int frames, long playoutNanos) {
    int keep = filled - base;
    System.arraycopy(queue, base * channels, queue, 0, keep * channels);
    base = 0;
    filled = keep;
    int samples = frames * channels;
    if ((filled + frames) * channels > queue.length) {
      queue = java.util.Arrays.copyOf(queue, 2 * (filled + frames) * channels);
    }
    if (taken.length < samples) {
      taken = new short[2 * samples];
    }
    supplier.supply(taken, 0, frames, playoutNanos);
    int at = filled * channels;
    for (int i = 0; i < samples; i++) {
      queue[at + i] = taken[i];
    }
    filled += frames;
  }

  /** Between two phases; four sums side by side, as in {@link Resampler}. */
  private short interpolate(int row, float weight, int channel) {
    int in = base * channels + channel;
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int tap = row; tap < row + TAPS; tap += 2) {
      float one = queue[in];
      float two = queue[in + channels];
      a += TABLE[tap] * one;
      b += TABLE[tap + 1] * two;
      c += TABLE[tap + TAPS] * one;
      d += TABLE[tap + TAPS + 1] * two;
      in += 2 * channels;
    }
    float here = a + b;
    float sum = here + weight * (c + d - here);
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sum)));
  }
}
