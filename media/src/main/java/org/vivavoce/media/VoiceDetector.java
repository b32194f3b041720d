package org.vivavoce.media;

import java.util.Arrays;

/**
 * Says whether somebody speaks, from the sound alone (voice activity detection).
 *
 * <p>The power between 250 and 3,400 Hz is compared with its floor: the least of the last two
 * seconds. Speech pauses within any two seconds, so it stands above its floor; a fan, a hum or a
 * steady tone is its own floor after that time, however loud. What is softer than -55 dBFS is
 * nobody who talks to the microphone. A voice begins after 20 ms above the threshold and ends 240
 * ms after the last one.
 *
 * <p>No thread, no clock: time is counted in frames. Allocates only when made. One stream of sound,
 * one instance.
 */
public final class VoiceDetector {
  private static final double LOW_HERTZ = 250;
  private static final double HIGH_HERTZ = 3_400;
  private static final double MIN_DBFS = -55;

  /** By so much the voice must be above the least power, which lies some 3 dB below its mean. */
  private static final double ABOVE_FLOOR_DB = 9;

  /** Before the floor is known anything that is not soft may be a voice. */
  private static final double UNKNOWN_FLOOR_DBFS = -60;

  private static final int BLOCKS_PER_SECOND = 100;
  private static final int ONSET_BLOCKS = 2;
  private static final int HANGOVER_BLOCKS = 24;
  private static final int WINDOWS = 8;
  private static final int BLOCKS_PER_WINDOW = 25;

  /** Of the power that the floor is looked for in: 50 ms. */
  private static final double SMOOTHING = 0.2;

  private static final double SILENCE_POWER = 1e-13;

  private final int channels;
  private final int blockFrames;
  private final Biquad low;
  private final Biquad high;

  private double sum;
  private int frames;
  private double smooth = SILENCE_POWER;
  private final double[] least = new double[WINDOWS];
  private int window;
  private int blocksInWindow;
  private int windowsSeen;
  private int above;
  private int hangover;

  /**
   * A detector for one stream.
   *
   * @param format of the sound, at least 8 kHz; channels are judged by their mean
   * @throws IllegalArgumentException if the rate is lower
   */
  public VoiceDetector(PcmFormat format) {
    if (format.sampleRate() < 8_000) {
      throw new IllegalArgumentException(
          "voices cannot be told at " + format.sampleRate() + " Hz; at least 8,000 are needed");
    }
    channels = format.channels();
    blockFrames = format.sampleRate() / BLOCKS_PER_SECOND;
    low = Biquad.highPass(LOW_HERTZ / format.sampleRate());
    high = Biquad.lowPass(HIGH_HERTZ / format.sampleRate());
    Arrays.fill(least, Double.MAX_VALUE);
  }

  /**
   * Takes the next frames in.
   *
   * @param pcm holds them, interleaved
   * @param offset index of the first sample
   * @param count how many frames
   * @return whether there is a voice at their end
   */
  public boolean accept(short[] pcm, int offset, int count) {
    int at = offset;
    for (int frame = 0; frame < count; frame++) {
      int all = 0;
      for (int channel = 0; channel < channels; channel++) {
        all += pcm[at++];
      }
      double sample = high.next(low.next(all / (32_768.0 * channels)));
      sum += sample * sample;
      if (++frames == blockFrames) {
        block(Math.max(sum / frames, SILENCE_POWER));
        sum = 0;
        frames = 0;
      }
    }
    return voice();
  }

  /** Whether there is a voice now. */
  public boolean voice() {
    return hangover > 0;
  }

  private void block(double power) {
    smooth += SMOOTHING * (power - smooth);
    least[window] = Math.min(least[window], smooth);
    if (++blocksInWindow == BLOCKS_PER_WINDOW) {
      blocksInWindow = 0;
      windowsSeen = Math.min(windowsSeen + 1, WINDOWS);
      window = (window + 1) % WINDOWS;
      least[window] = Double.MAX_VALUE;
    }
    double threshold = Math.max(MIN_DBFS, floorDbfs() + ABOVE_FLOOR_DB);
    above = 10 * Math.log10(power) > threshold ? above + 1 : 0;
    if (above >= ONSET_BLOCKS) {
      hangover = HANGOVER_BLOCKS;
    } else if (hangover > 0) {
      hangover--;
    }
  }

  private double floorDbfs() {
    double floor = Double.MAX_VALUE;
    for (double l : least) {
      floor = Math.min(floor, l);
    }
    double dbfs = 10 * Math.log10(floor);
    return windowsSeen < WINDOWS ? Math.min(dbfs, UNKNOWN_FLOOR_DBFS) : dbfs;
  }
}
