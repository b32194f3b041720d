package org.vivavoce.benchmarks;

import java.util.Random;

/**
 * Sound that keeps an encoder as busy as speech does: a voice of 120 Hz through three resonances
 * that change from vowel to vowel, with breath, syllables and pauses.
 */
final class VoiceLike {
  private static final int RATE = 48_000;
  private static final double PITCH = 120;
  private static final double SYLLABLES_PER_SECOND = 4;

  /** The first three formants of a, i, u and e, in hertz. */
  private static final double[][] VOWELS = {
    {730, 1090, 2440}, {270, 2290, 3010}, {300, 870, 2240}, {530, 1840, 2480}
  };

  private VoiceLike() {}

  /** Mono PCM at 48 kHz, the same for the same seed. */
  static short[] pcm(int samples, long seed) {
    Random random = new Random(seed);
    double[][] state = new double[3][2];
    short[] pcm = new short[samples];
    double phase = 0;
    for (int i = 0; i < samples; i++) {
      double time = (double) i / RATE;
      double[] vowel = VOWELS[(int) (time * SYLLABLES_PER_SECOND) % VOWELS.length];
      phase += PITCH * (1 + 0.03 * Math.sin(2 * Math.PI * 5 * time)) / RATE;
      double source = phase >= 1 ? 1 : 0.01 * random.nextGaussian();
      phase -= Math.floor(phase);
      double sum = 0;
      for (int formant = 0; formant < 3; formant++) {
        sum += resonate(state[formant], vowel[formant], source) / (formant + 1);
      }
      double syllable = Math.max(0, Math.sin(Math.PI * time * SYLLABLES_PER_SECOND));
      double pause = time % 3 < 2.5 ? 1 : 0;
      pcm[i] = (short) Math.max(-32_768, Math.min(32_767, 9_000 * sum * syllable * pause));
    }
    return pcm;
  }

  private static double resonate(double[] state, double hertz, double in) {
    double radius = Math.exp(-Math.PI * 80 / RATE);
    double out =
        in * (1 - radius) * 8
            + 2 * radius * Math.cos(2 * Math.PI * hertz / RATE) * state[0]
            - radius * radius * state[1];
    state[1] = state[0];
    state[0] = out;
    return out;
  }
}
