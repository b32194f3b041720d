package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceDetectorTest {
  private static final int BLOCK = 10;

  /** Milliseconds of sound, judged every 10 ms. */
  private static boolean[] judge(PcmFormat format, int millis, IntToDoubleFunction sample) {
    VoiceDetector detector = new VoiceDetector(format);
    boolean[] voices = new boolean[millis / BLOCK];
    int frames = format.sampleRate() / 100;
    short[] pcm = new short[frames * format.channels()];
    int at = 0;
    for (int i = 0; i < voices.length; i++) {
      for (int f = 0; f < frames; f++, at++) {
        for (int c = 0; c < format.channels(); c++) {
          double s = sample.applyAsDouble(at);
          pcm[f * format.channels() + c] =
              (short) Math.max(-32_768, Math.min(32_767, Math.round(s * 32_767)));
        }
      }
      voices[i] = detector.accept(pcm, 0, frames);
    }
    return voices;
  }

  private static double share(boolean[] voices, int fromMillis, int toMillis) {
    int count = 0;
    for (int i = fromMillis / BLOCK; i < toMillis / BLOCK; i++) {
      count += voices[i] ? 1 : 0;
    }
    return count * (double) BLOCK / (toMillis - fromMillis);
  }

  private static double rms(double db) {
    return Math.pow(10, db / 20);
  }

  /**
   * Vowels of a hundred pulses a second: harmonics that fall off, in syllables of 150 of 250 ms.
   */
  private static double vowel(int at, int rate, double level) {
    double ms = at * 1_000.0 / rate;
    double syllable = ms % 250 / 150;
    if (syllable >= 1) {
      return 0;
    }
    double sum = 0;
    for (int h = 1; h <= 30; h++) {
      double formant =
          1 / (1 + Math.pow((h - 6) / 3.0, 2)) + 0.5 / (1 + Math.pow((h - 13) / 3.0, 2));
      sum += formant * Math.sin(2 * Math.PI * 110 * h * at / rate + h * h);
    }
    return level * sum / 1.7 * Math.sin(Math.PI * syllable);
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 16_000, 44_100, 48_000})
  void speech_is_a_voice_at_every_rate_and_ends_with_it(int rate) {
    for (int channels = 1; channels <= 2; channels++) {
      boolean[] voices =
          judge(
              new PcmFormat(rate, channels),
              12_000,
              at -> {
                int ms = (int) (at * 1_000L / rate);
                return ms < 2_000 || ms >= 7_000 ? 0 : vowel(at, rate, rms(-26));
              });
      assertThat(share(voices, 0, 2_000)).isZero();
      assertThat(share(voices, 2_100, 6_900)).isGreaterThan(0.98);
      assertThat(share(voices, 7_300, 12_000)).isZero();
    }
  }

  @Test
  void a_voice_begins_within_60_ms_and_ends_within_300() {
    boolean[] voices =
        judge(
            PcmFormat.MONO_48K,
            6_000,
            at -> at < 144_000 || at >= 151_200 ? 0 : vowel(at, 48_000, rms(-20)));
    int begin = 0;
    while (!voices[begin]) {
      begin++;
    }
    int end = voices.length;
    while (!voices[end - 1]) {
      end--;
    }
    assertThat(begin * BLOCK).isBetween(3_000, 3_060);
    assertThat(end * BLOCK).isBetween(3_150, 3_450);
  }

  @Test
  void steady_noise_and_tones_are_no_voice_once_they_are_known_however_loud() {
    Random random = new Random(3);
    for (double db : new double[] {-70, -50, -30, -12}) {
      boolean[] noise = judge(PcmFormat.MONO_48K, 20_000, at -> random.nextGaussian() * rms(db));
      assertThat(share(noise, 3_000, 20_000)).as("noise at %s dBFS", db).isLessThan(0.01);
      boolean[] tone =
          judge(
              PcmFormat.MONO_48K,
              10_000,
              at -> rms(db) * 1.4 * Math.sin(2 * Math.PI * 440 * at / 48_000.0));
      assertThat(share(tone, 3_000, 10_000)).as("tone at %s dBFS", db).isZero();
    }
  }

  @Test
  void speech_stands_out_of_noise_that_is_15_db_softer() {
    Random random = new Random(4);
    boolean[] voices =
        judge(
            PcmFormat.MONO_48K,
            16_000,
            at ->
                random.nextGaussian() * rms(-45)
                    + (at < 240_000 || at >= 528_000 ? 0 : vowel(at, 48_000, rms(-26))));
    assertThat(share(voices, 3_000, 5_000)).isLessThan(0.02);
    assertThat(share(voices, 5_100, 10_900)).isGreaterThan(0.95);
    assertThat(share(voices, 13_500, 16_000)).isLessThan(0.02);
  }

  @Test
  void rumble_and_hiss_outside_of_the_voice_are_none() {
    boolean[] rumble =
        judge(
            PcmFormat.MONO_48K,
            4_000,
            at -> at / 12_000 % 2 * rms(-30) * Math.sin(2 * Math.PI * 25 * at / 48_000.0));
    assertThat(share(rumble, 0, 4_000)).isZero();
    boolean[] whistle =
        judge(
            PcmFormat.MONO_48K,
            4_000,
            at -> at / 12_000 % 2 * rms(-40) * Math.sin(2 * Math.PI * 15_000 * at / 48_000.0));
    assertThat(share(whistle, 0, 4_000)).isZero();
  }

  @Test
  void a_rate_that_cannot_carry_a_voice_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VoiceDetector(new PcmFormat(4_000, 1)))
        .withMessageContaining("4000");
  }
}
