package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
  private static float[] sine(int rate, double hertz, int frames) {
    float[] samples = new float[frames];
    for (int i = 0; i < frames; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return samples;
  }

  private static float[] convert(Resampler resampler, float[] in, int inRate, int outRate) {
    float[] out = new float[(int) ((long) in.length * outRate / inRate) + 10];
    int written = 0;
    int read = 0;
    while (!resampler.isDrained()) {
      int got = resampler.read(out, read, Math.min(97, out.length - read));
      read += got;
      if (got == 0) {
        int now = Math.min(Math.min(resampler.room(), 311), in.length - written);
        if (now == 0) {
          resampler.finish();
        } else {
          resampler.write(in, written, now);
          written += now;
        }
      }
    }
    return java.util.Arrays.copyOf(out, read);
  }

  private static float[] convert(float[] in, int inRate, int outRate) {
    return convert(new Resampler(inRate, outRate, 1), in, inRate, outRate);
  }

  /**
   * Power at one frequency (by least squares under a Blackman-Harris window), and all the rest, in
   * dB relative to the test sine.
   */
  private record Spectrum(double toneDb, double restDb) {}

  private static Spectrum measure(float[] samples, int rate, double hertz) {
    int skip = samples.length / 4;
    int n = samples.length - 2 * skip;
    double re = 0;
    double im = 0;
    double weight = 0;
    double[] window = new double[n];
    for (int i = 0; i < n; i++) {
      double a = 2 * Math.PI * i / (n - 1);
      window[i] =
          0.35875 - 0.48829 * Math.cos(a) + 0.14128 * Math.cos(2 * a) - 0.01168 * Math.cos(3 * a);
      weight += window[i];
      double angle = 2 * Math.PI * hertz * (skip + i) / rate;
      re += window[i] * samples[skip + i] * Math.cos(angle);
      im += window[i] * samples[skip + i] * Math.sin(angle);
    }
    double a = 2 * re / weight;
    double b = 2 * im / weight;
    double rest = 0;
    for (int i = 0; i < n; i++) {
      double angle = 2 * Math.PI * hertz * (skip + i) / rate;
      double error = samples[skip + i] - a * Math.cos(angle) - b * Math.sin(angle);
      rest += error * error;
    }
    double reference = 0.125;
    return new Spectrum(
        10 * Math.log10((a * a + b * b) / 2 / reference),
        10 * Math.log10(rest / n / reference + 1e-30));
  }

  @ParameterizedTest
  @CsvSource({
    "44100, 48000", "48000, 44100", "8000, 48000", "16000, 48000", "11025, 48000", "22050, 48000",
    "96000, 48000", "192000, 48000", "32000, 48000", "44101, 48000", "47999, 48000", "768000, 48000"
  })
  void the_pass_band_is_flat_within_a_hundredth_of_a_db_and_images_are_90_db_down(
      int inRate, int outRate) {
    double nyquist = Math.min(inRate, outRate) / 2.0;
    for (double share : new double[] {0.01, 0.13, 0.37, 0.61, 0.83, 0.9}) {
      double hertz = share * nyquist;
      int seconds4 = Math.max(inRate / 4, 4000);
      Spectrum spectrum =
          measure(convert(sine(inRate, hertz, seconds4), inRate, outRate), outRate, hertz);
      assertThat(spectrum.toneDb()).as("gain at %s of Nyquist", share).isBetween(-0.01, 0.01);
      assertThat(spectrum.restDb()).as("all else, at %s of Nyquist", share).isLessThan(-90);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "96000, 48000",
    "48000, 44100",
    "48000, 16000",
    "192000, 48000",
    "48000, 8000",
    "50001, 44100"
  })
  void what_lies_above_the_new_nyquist_frequency_is_90_db_down(int inRate, int outRate) {
    for (double share : new double[] {1.003, 1.02, 1.05, 1.08, 1.3, 1.7, 1.95}) {
      double hertz = share * outRate / 2;
      if (hertz >= inRate / 2.0) {
        continue;
      }
      float[] out = convert(sine(inRate, hertz, inRate / 4), inRate, outRate);
      double power = 0;
      int skip = out.length / 4;
      for (int i = skip; i < out.length - skip; i++) {
        power += out[i] * out[i];
      }
      double db = 10 * Math.log10(power / (out.length - 2 * skip) / 0.125 + 1e-30);
      assertThat(db).as("alias of %s times the Nyquist frequency", share).isLessThan(-90);
    }
  }

  @Test
  void the_first_frame_out_is_at_the_time_of_the_first_frame_in() {
    float[] in = sine(44_100, 500, 44_100);
    float[] out = convert(in, 44_100, 48_000);
    float[] expected = sine(48_000, 500, 48_000);
    assertThat(out).hasSize(48_000);
    for (int i = 200; i < 47_800; i++) {
      assertThat(Math.abs(out[i] - expected[i])).isLessThan(1e-4f);
    }
  }

  @Test
  void a_constant_stays_exactly_that_constant() {
    for (int rate : new int[] {8_000, 44_100, 44_101, 96_000}) {
      float[] in = new float[rate / 4];
      java.util.Arrays.fill(in, 0.25f);
      float[] out = convert(in, rate, 48_000);
      for (int i = out.length / 3; i < out.length * 2 / 3; i++) {
        assertThat(out[i]).isBetween(0.249999f, 0.250001f);
      }
    }
  }

  @Test
  void the_size_of_the_pieces_does_not_matter() {
    Random random = new Random(3);
    float[] in = new float[20_000];
    for (int i = 0; i < in.length; i++) {
      in[i] = random.nextFloat() - 0.5f;
    }
    for (int rate : new int[] {44_100, 44_101, 160_000}) {
      float[] whole = convert(in, rate, 48_000);
      Resampler resampler = new Resampler(rate, 48_000, 1);
      float[] out = new float[whole.length + 100];
      int written = 0;
      int read = 0;
      while (!resampler.isDrained()) {
        int room = resampler.room();
        int now = Math.min(Math.min(room, random.nextInt(50)), in.length - written);
        resampler.write(in, written, now);
        written += now;
        if (written == in.length) {
          resampler.finish();
        }
        read += resampler.read(out, read, random.nextInt(60));
      }
      assertThat(java.util.Arrays.copyOf(out, read)).isEqualTo(whole);
    }
  }

  @Test
  void channels_do_not_touch_each_other() {
    float[] left = sine(44_100, 440, 10_000);
    float[] right = sine(44_100, 3_000, 10_000);
    float[] both = new float[20_000];
    for (int i = 0; i < 10_000; i++) {
      both[2 * i] = left[i];
      both[2 * i + 1] = right[i];
    }
    Resampler stereo = new Resampler(44_100, 48_000, 2);
    float[] out = new float[2 * 12_000];
    int written = 0;
    int read = 0;
    while (!stereo.isDrained()) {
      int now = Math.min(stereo.room(), 10_000 - written);
      stereo.write(both, 2 * written, now);
      written += now;
      if (written == 10_000) {
        stereo.finish();
      }
      read += stereo.read(out, 2 * read, 500);
    }
    float[] expectedLeft = convert(left, 44_100, 48_000);
    float[] expectedRight = convert(right, 44_100, 48_000);
    assertThat(read).isEqualTo(expectedLeft.length);
    for (int i = 0; i < read; i++) {
      assertThat(out[2 * i]).isEqualTo(expectedLeft[i]);
      assertThat(out[2 * i + 1]).isEqualTo(expectedRight[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 768000", "768000, 1000", "767999, 8000", "1001, 48000", "48000, 47999"})
  void extreme_rates_give_the_right_length(int inRate, int outRate) {
    int frames = Math.max(200, inRate / 50);
    float[] out = convert(sine(inRate, inRate / 100.0, frames), inRate, outRate);
    assertThat(out.length).isEqualTo((int) (((long) frames * outRate + inRate - 1) / inRate));
  }
}
