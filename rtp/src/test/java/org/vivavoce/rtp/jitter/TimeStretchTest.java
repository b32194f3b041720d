package org.vivavoce.rtp.jitter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeStretchTest {
  private static short[] tone(double hertz, int amplitude, int samples, int channels) {
    short[] pcm = new short[samples * channels];
    for (int i = 0; i < samples; i++) {
      short s = (short) Math.round(amplitude * Math.sin(2 * Math.PI * hertz * i / 48_000));
      Arrays.fill(pcm, i * channels, (i + 1) * channels, s);
    }
    return pcm;
  }

  private static int roughness(short[] pcm, int samples) {
    int worst = 0;
    for (int i = 1; i < samples - 1; i++) {
      worst = Math.max(worst, Math.abs(pcm[i - 1] - 2 * pcm[i] + pcm[i + 1]));
    }
    return worst;
  }

  @Test
  void a_tone_is_shortened_by_whole_periods_and_has_no_seam() {
    for (double hertz : new double[] {90, 110, 150, 200, 300, 440, 700, 1_000, 2_500}) {
      short[] pcm = tone(hertz, 10_000, 960, 1);
      int smooth = roughness(pcm, 960);
      int out = TimeStretch.shorten(pcm, 0, 960, 1, 600, 0.9);
      assertThat(out).as("%s Hz", hertz).isBetween(120, 600);
      double periods = out * hertz / 48_000;
      assertThat(Math.abs(periods - Math.rint(periods)))
          .as("%s Hz, %d samples", hertz, out)
          .isLessThan(0.06);
      assertThat(roughness(pcm, 960 - out)).as("%s Hz", hertz).isLessThan(smooth * 3 / 2 + 8);
    }
  }

  @Test
  void a_tone_is_lengthened_by_whole_periods_and_has_no_seam() {
    for (double hertz : new double[] {90, 110, 150, 200, 300, 440, 700, 1_000, 2_500}) {
      short[] pcm = Arrays.copyOf(tone(hertz, 10_000, 960, 1), 1_560);
      int smooth = roughness(pcm, 960);
      int in = TimeStretch.lengthen(pcm, 0, 960, 1, 600, 0.9);
      assertThat(in).as("%s Hz", hertz).isBetween(120, 600);
      assertThat(roughness(pcm, 960 + in)).as("%s Hz", hertz).isLessThan(smooth * 3 / 2 + 8);
    }
  }

  @Test
  void the_first_and_the_last_sample_stay_so_that_pieces_join() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      short[] pcm = tone(80 + random.nextInt(400), 9_000, 960, 1);
      short first = pcm[0];
      short last = pcm[959];
      int out = TimeStretch.shorten(pcm, 0, 960, 1, 120 + random.nextInt(481), 0);
      assertThat(pcm[0]).isEqualTo(first);
      assertThat(pcm[959 - out]).isEqualTo(last);
      pcm = Arrays.copyOf(tone(80 + random.nextInt(400), 9_000, 960, 1), 1_560);
      first = pcm[0];
      last = pcm[959];
      int in = TimeStretch.lengthen(pcm, 0, 960, 1, 120 + random.nextInt(481), 0);
      assertThat(pcm[0]).isEqualTo(first);
      assertThat(pcm[959 + in]).isEqualTo(last);
    }
  }

  @Test
  void stereo_keeps_its_channels_apart() {
    short[] pcm = Arrays.copyOf(tone(200, 9_000, 960, 2), 3_120);
    for (int i = 1; i < pcm.length; i += 2) {
      pcm[i] = (short) (pcm[i] / 2);
    }
    int in = TimeStretch.lengthen(pcm, 0, 960, 2, 600, 0.9);
    assertThat(in).isPositive();
    for (int i = 0; i < (960 + in) * 2; i += 2) {
      assertThat(pcm[i + 1]).isBetween((short) (pcm[i] / 2 - 2), (short) (pcm[i] / 2 + 2));
    }
    int out = TimeStretch.shorten(pcm, 0, 960 + in, 2, 600, 0.9);
    for (int i = 0; i < (960 + in - out) * 2; i += 2) {
      assertThat(pcm[i + 1]).isBetween((short) (pcm[i] / 2 - 2), (short) (pcm[i] / 2 + 2));
    }
  }

  @Test
  void what_resembles_nothing_is_left_alone_unless_any_seam_will_do() {
    short[] noise = new short[960];
    Random random = new Random(1);
    for (int i = 0; i < 960; i++) {
      noise[i] = (short) (random.nextGaussian() * 3_000);
    }
    short[] before = noise.clone();
    assertThat(TimeStretch.shorten(noise, 0, 960, 1, 600, 0.75)).isZero();
    assertThat(noise).isEqualTo(before);
    assertThat(TimeStretch.shorten(noise, 0, 960, 1, 600, 0)).isPositive();
  }

  @Test
  void silence_gives_as_much_as_is_asked_for() {
    assertThat(TimeStretch.shorten(new short[960], 0, 960, 1, 500, 0.9)).isEqualTo(500);
    assertThat(TimeStretch.lengthen(new short[1_560], 0, 960, 1, 500, 0.9)).isEqualTo(500);
  }

  @Test
  void pieces_and_changes_that_are_too_short_are_left_alone() {
    short[] pcm = tone(1_000, 9_000, 960, 1);
    assertThat(TimeStretch.shorten(pcm, 0, 240, 1, 600, 0)).isZero();
    assertThat(TimeStretch.shorten(pcm, 0, 960, 1, 119, 0)).isZero();
    assertThat(TimeStretch.shorten(pcm, 0, 480, 1, 600, 0)).isBetween(120, 240);
  }
}
