package org.vivavoce.media;

/**
 * Measures the level of what passes by, in windows of a fixed length. Written by one thread, read
 * by any; allocates only when read.
 */
public final class LevelMeter {
  private static final double FULL_SCALE = 32_768;

  private final int windowSamples;
  private double sumOfSquares;
  private int peak;
  private int samples;

  /**
   * The last whole window: mean square (upper half, as float bits) and peak, in one word so that
   * they belong together.
   */
  private volatile long published;

  /**
   * @param windowSamples how many samples (of all channels) one measurement takes in, at least 1
   */
  public LevelMeter(int windowSamples) {
    if (windowSamples < 1) {
      throw new IllegalArgumentException("a window of " + windowSamples + " samples");
    }
    this.windowSamples = windowSamples;
  }

  /**
   * Takes samples in.
   *
   * @param pcm the samples
   * @param offset index of the first
   * @param count how many, of all channels together
   */
  public void accept(short[] pcm, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      int sample = pcm[i];
      sumOfSquares += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
      if (++samples == windowSamples) {
        publish();
      }
    }
  }

  private void publish() {
    long meanSquare = Float.floatToIntBits((float) (sumOfSquares / samples));
    published = meanSquare << 32 | peak;
    sumOfSquares = 0;
    peak = 0;
    samples = 0;
  }

  /** Forgets everything; called by the writing thread. */
  public void reset() {
    sumOfSquares = 0;
    peak = 0;
    samples = 0;
    published = 0;
  }

  /** The level of the last whole window; {@link Level#NONE} before the first. */
  public Level level() {
    long word = published;
    double meanSquare = Float.intBitsToFloat((int) (word >>> 32));
    int loudest = (int) word;
    if (loudest == 0) {
      return Level.NONE;
    }
    return new Level(
        Math.max(Level.SILENCE, 10 * Math.log10(meanSquare / (FULL_SCALE * FULL_SCALE))),
        20 * Math.log10(loudest / FULL_SCALE));
  }
}
