package org.vivavoce.media;

/**
 * The shape of PCM sound: 16-bit signed samples, interleaved by channel. A <em>frame</em> is one
 * sample of every channel.
 *
 * @param sampleRate frames per second, 1,000 to 768,000
 * @param channels 1 to 64
 */
public record PcmFormat(int sampleRate, int channels) {
  /** What Opus speaks, in mono: 48 kHz, one channel. */
  public static final PcmFormat MONO_48K = new PcmFormat(48_000, 1);

  /** What Opus speaks, in stereo: 48 kHz, two channels. */
  public static final PcmFormat STEREO_48K = new PcmFormat(48_000, 2);

  static final int MIN_RATE = 1_000;
  static final int MAX_RATE = 768_000;
  static final int MAX_CHANNELS = 64;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a part is out of bounds
   */
  public PcmFormat {
    if (sampleRate < MIN_RATE || sampleRate > MAX_RATE) {
      throw new IllegalArgumentException(
          "sample rate " + sampleRate + "; " + MIN_RATE + " to " + MAX_RATE + " are allowed");
    }
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          channels + " channels; 1 to " + MAX_CHANNELS + " are allowed");
    }
  }

  /**
   * How long so many frames sound, rounded down.
   *
   * @param frames 0 or more
   * @return nanoseconds
   */
  public long nanos(long frames) {
    // Whole seconds apart, or the product would overflow after two days.
    return frames / sampleRate * NANOS_PER_SECOND
        + frames % sampleRate * NANOS_PER_SECOND / sampleRate;
  }
}
