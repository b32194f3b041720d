package org.vivavoce.media;

/**
 * Keeps a sum within 16 bits by one gain for all channels, which it finds by looking ahead.
 *
 * <p>Each frame needs a gain. The least that was needed is held for {@link #HOLD_SECONDS}, longer
 * than the pauses between words, and let go of by so few dB a second that nothing is heard to pump.
 * The mean of that over the look-ahead is the gain of the frame at its beginning: all of them are
 * at most what that frame needs, so the mean is too, and it moves along straight lines.
 *
 * <p>Gains are whole numbers of 2^-30, so that the running sum stays exact and a gain of one is
 * exactly one.
 */
final class Limiter {
  /** -0.5 dBFS: room for what a converter makes of the way between samples. */
  static final float CEILING = 0.944f * 32_768;

  private static final double LOOK_AHEAD_SECONDS = 0.0025;
  private static final double HOLD_SECONDS = 0.5;
  private static final double RELEASE_DB_PER_SECOND = 6;
  private static final int ONE = 1 << 30;

  private final int channels;
  private final int look;
  private final int hold;
  private final double release;

  private final float[] delayed;
  private final int[] gains;
  private int at;
  private long gainSum;
  private double present = ONE;
  private int held;
  private volatile float published = 1;

  Limiter(PcmFormat format) {
    channels = format.channels();
    look = Math.max(1, (int) Math.round(LOOK_AHEAD_SECONDS * format.sampleRate()));
    hold = Math.max(look, (int) Math.round(HOLD_SECONDS * format.sampleRate()));
    release = Math.pow(10, RELEASE_DB_PER_SECOND / 20 / format.sampleRate());
    delayed = new float[look * channels];
    gains = new int[look];
    java.util.Arrays.fill(gains, ONE);
    gainSum = (long) look * ONE;
  }

  int delayFrames() {
    return look;
  }

  double gainDb() {
    return 20 * Math.log10(published);
  }

  void limit(float[] in, short[] out, int offset, int frames) {
    int from = 0;
    int to = offset;
    for (int frame = 0; frame < frames; frame++) {
      float peak = 0;
      for (int channel = 0; channel < channels; channel++) {
        peak = Math.max(peak, Math.abs(in[from + channel]));
      }
      int next = next(peak);
      // The frame that leaves came with the gain that leaves: that one is in this mean still.
      gainSum += next - gains[at];
      gains[at] = next;
      float gain = gainSum == (long) look * ONE ? 1 : (float) ((double) gainSum / look / ONE);
      int line = at * channels;
      for (int channel = 0; channel < channels; channel++) {
        float leaves = delayed[line + channel];
        delayed[line + channel] = in[from++];
        out[to++] = clamp(leaves * gain);
      }
      at = at + 1 == look ? 0 : at + 1;
    }
    published = (float) ((double) gainSum / look / ONE);
  }

  private int next(float peak) {
    double need = peak > CEILING ? (double) ONE * CEILING / peak : ONE;
    if (need <= present) {
      present = need;
      held = hold;
    } else if (held > 0) {
      held--;
    } else {
      present = Math.min(need, present * release);
    }
    return (int) present;
  }

  private static short clamp(float sample) {
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sample)));
  }
}
