package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixerTest {
  private static final int RATE = 48_000;
  private static final int BUFFER = 480;

  /** A sine that goes on from buffer to buffer, the same on all channels. */
  private static PcmSupplier sine(double hertz, double amplitude, int channels) {
    long[] at = {0};
    return (pcm, offset, frames, nanos) -> {
      for (int i = 0; i < frames; i++) {
        double value = amplitude * Math.sin(2 * Math.PI * hertz * at[0]++ / RATE);
        Arrays.fill(
            pcm, offset + i * channels, offset + (i + 1) * channels, (short) Math.round(value));
      }
    };
  }

  private static short[] pull(Mixer mixer, int seconds) {
    int channels = mixer.format().channels();
    short[] out = new short[seconds * RATE * channels];
    for (int at = 0; at < out.length; at += BUFFER * channels) {
      mixer.supply(out, at, BUFFER, 0);
    }
    return out;
  }

  /** Amplitude of one frequency, over a whole number of its periods. */
  private static double amplitude(short[] pcm, int from, int count, double hertz) {
    double re = 0;
    double im = 0;
    for (int i = 0; i < count; i++) {
      double angle = 2 * Math.PI * hertz * i / RATE;
      re += pcm[from + i] * Math.cos(angle);
      im += pcm[from + i] * Math.sin(angle);
    }
    return 2 * Math.hypot(re, im) / count;
  }

  @Test
  void a_sum_that_fits_is_passed_on_exactly_and_2_5_ms_later() {
    Random random = new Random(7);
    short[][] sounds = new short[3][RATE];
    for (short[] sound : sounds) {
      for (int i = 0; i < sound.length; i++) {
        sound[i] = (short) (random.nextInt(20_000) - 10_000);
      }
    }
    Mixer mixer = Mixer.create(PcmFormat.MONO_48K);
    for (short[] sound : sounds) {
      int[] at = {0};
      mixer.add(
          (pcm, offset, frames, nanos) -> {
            System.arraycopy(sound, at[0], pcm, offset, frames);
            at[0] += frames;
          });
    }
    short[] out = pull(mixer, 1);
    assertThat(mixer.delayFrames()).isEqualTo(120);
    for (int i = mixer.delayFrames(); i < out.length; i++) {
      int before = i - mixer.delayFrames();
      assertThat(out[i])
          .isEqualTo((short) (sounds[0][before] + sounds[1][before] + sounds[2][before]));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sixteen_talkers_at_full_scale_are_softer_and_nothing_else(int channels) {
    Mixer mixer = Mixer.create(new PcmFormat(RATE, channels));
    // Frequencies with whole periods in a second, none the harmonic or difference of others.
    int[] hertz = {
      101, 211, 307, 401, 503, 601, 701, 809, 907, 1_009, 1_103, 1_201, 1_301, 1_409, 1_511, 1_601
    };
    for (int h : hertz) {
      mixer.add(sine(h, 32_000, channels));
    }
    int seconds = 6;
    short[] all = pull(mixer, seconds);
    for (short sample : all) {
      assertThat(Math.abs(sample)).isLessThanOrEqualTo((int) Math.ceil(Limiter.CEILING));
    }
    short[] out = new short[all.length / channels];
    for (int i = 0; i < out.length; i++) {
      out[i] = all[i * channels];
    }
    for (int second = 2; second < seconds; second++) {
      double tones = 0;
      double least = Double.MAX_VALUE;
      double most = 0;
      for (int h : hertz) {
        double a = amplitude(out, second * RATE, RATE, h);
        tones += a * a / 2;
        least = Math.min(least, a);
        most = Math.max(most, a);
      }
      assertThat(20 * Math.log10(most / least)).as("all as loud as each other").isLessThan(0.01);
      assertThat(restDb(out, second * RATE, tones))
          .as("distortion, noise, pumping")
          .isLessThan(-55);
    }
  }

  /** What of a second's power is not that of its tones, in dB relative to those. */
  private static double restDb(short[] pcm, int from, double tones) {
    double power = 0;
    for (int i = 0; i < RATE; i++) {
      power += (double) pcm[from + i] * pcm[from + i] / RATE;
    }
    return 10 * Math.log10(Math.max(power - tones, 1e-9) / tones);
  }

  /** Sixteen people who speak whenever they like: the gain moves, but by a few dB a second. */
  @Test
  void a_crowd_that_comes_and_goes_is_not_heard_to_pump() {
    Random random = new Random(16);
    Mixer mixer = Mixer.create(PcmFormat.MONO_48K);
    for (int talker = 0; talker < 16; talker++) {
      double hertz = 120 + 37 * talker;
      int on = 20 + random.nextInt(200);
      int off = 20 + random.nextInt(200);
      long[] at = {random.nextInt(RATE)};
      mixer.add(
          (pcm, offset, frames, nanos) -> {
            for (int i = 0; i < frames; i++, at[0]++) {
              boolean speaks = at[0] / 480 % (on + off) < on;
              pcm[offset + i] =
                  (short) (speaks ? 12_000 * Math.sin(2 * Math.PI * hertz * at[0] / RATE) : 0);
            }
          });
    }
    short[] out = new short[BUFFER];
    double before = 0;
    double deepest = 0;
    int falls = 0;
    for (int i = 0; i < 6_000; i++) {
      mixer.supply(out, 0, BUFFER, 0);
      double now = mixer.limiting();
      assertThat(now - before).as("up within 10 ms").isLessThan(0.07);
      falls += now < before - 1 ? 1 : 0;
      deepest = Math.min(deepest, now);
      before = now;
    }
    assertThat(deepest).as("there is something to limit").isLessThan(-9);
    assertThat(falls).as("steps down of more than a dB in a minute").isLessThan(60);
  }

  @ParameterizedTest
  @ValueSource(doubles = {60, 100, 440, 997, 3_000})
  void two_tones_too_loud_together_stay_pure(double hertz) {
    Mixer mixer = Mixer.create(PcmFormat.MONO_48K);
    mixer.add(sine(hertz, 32_000, 1));
    mixer.add(sine(hertz, 32_000, 1));
    short[] out = pull(mixer, 3);
    double a = amplitude(out, 2 * RATE, RATE, hertz);
    assertThat(restDb(out, 2 * RATE, a * a / 2)).isLessThan(-80);
    assertThat(a).isCloseTo(Limiter.CEILING, within(40.0));
  }

  @Test
  void a_quiet_voice_does_not_pump_with_a_loud_one_that_stutters() {
    // 10 Hz bursts of another talker, with a soft tone beside them.
    Mixer mixer = Mixer.create(PcmFormat.MONO_48K);
    mixer.add(sine(1_000, 3_000, 1));
    for (int talker = 0; talker < 2; talker++) {
      long[] at = {0};
      mixer.add(
          (pcm, offset, frames, nanos) -> {
            for (int i = 0; i < frames; i++, at[0]++) {
              boolean on = at[0] / (RATE / 20) % 2 == 0;
              pcm[offset + i] =
                  (short) (on ? 30_000 * Math.sin(2 * Math.PI * 300 * at[0] / RATE) : 0);
            }
          });
    }
    short[] out = pull(mixer, 4);
    double least = Double.MAX_VALUE;
    double most = 0;
    // Within the bursts and within the pauses, not across their edges.
    for (int from = 2 * RATE + 360; from < 4 * RATE - 2_400; from += 2_400) {
      double a = amplitude(out, from, 1_920, 1_000);
      least = Math.min(least, a);
      most = Math.max(most, a);
    }
    // 50 ms of rest are within the hold: the soft tone stays where it is.
    assertThat(20 * Math.log10(most / least)).isLessThan(0.1);
  }

  @Test
  void the_gain_never_jumps() {
    Mixer mixer = Mixer.create(PcmFormat.MONO_48K);
    // A constant shows the gain itself; an impulse train of many talkers drives it.
    short[] constant = new short[BUFFER];
    Arrays.fill(constant, (short) 8_000);
    mixer.add((pcm, o, frames, nanos) -> System.arraycopy(constant, 0, pcm, o, frames));
    long[] at = {0};
    for (int i = 0; i < 15; i++) {
      mixer.add(
          (pcm, offset, frames, nanos) -> {
            for (int f = 0; f < frames; f++) {
              boolean second = at[0]++ / 15 % (RATE / 2) == 999;
              pcm[offset + f] = (short) (second ? 32_000 : 0);
            }
          });
    }
    short[] out = pull(mixer, 3);
    int steepest = 0;
    int peaks = 0;
    for (int i = mixer.delayFrames() + 1; i < out.length; i++) {
      if (out[i] > 20_000 || out[i - 1] > 20_000) {
        peaks++;
      } else {
        steepest = Math.max(steepest, Math.abs(out[i] - out[i - 1]));
      }
    }
    assertThat(peaks).isPositive();
    // From 8,000 down to nearly nothing within 120 frames, along a line.
    assertThat(steepest).isLessThanOrEqualTo(8_000 / 120 + 1);
  }

  @Test
  void a_change_of_gain_is_a_ramp_and_ends_where_it_was_asked_to() {
    Mixer mixer = Mixer.create(PcmFormat.MONO_48K);
    Mixer.Input input =
        mixer.add((pcm, o, frames, nanos) -> Arrays.fill(pcm, o, o + frames, (short) 10_000));
    short[] before = pull(mixer, 1);
    assertThat(before[RATE - 1]).isEqualTo((short) 10_000);
    input.gain(-20);
    short[] during = pull(mixer, 1);
    for (int i = 1; i < RATE; i++) {
      assertThat(Math.abs(during[i] - during[i - 1])).isLessThanOrEqualTo(9_000 / BUFFER + 1);
    }
    assertThat((int) during[RATE - 1]).isCloseTo(1_000, within(1));
    input.gain(Double.NEGATIVE_INFINITY);
    assertThat(pull(mixer, 1)[RATE - 1]).isZero();
    input.gain(6);
    assertThat(input.gain()).isCloseTo(6, within(1e-4));
    assertThat((int) pull(mixer, 1)[RATE - 1]).isCloseTo(19_953, within(2));
    assertThatIllegalArgumentException().isThrownBy(() -> input.gain(20.1));
    assertThatIllegalArgumentException().isThrownBy(() -> input.gain(Double.NaN));
  }

  @Test
  void an_input_that_throws_is_silent_and_the_others_are_heard() throws Exception {
    try (Logged logged = new Logged(Mixer.class)) {
      Mixer mixer = Mixer.create(PcmFormat.MONO_48K);
      Mixer.Input bad =
          mixer.add(
              (pcm, o, frames, nanos) -> {
                Arrays.fill(pcm, (short) 99);
                throw new IllegalStateException("broken");
              });
      mixer.add((pcm, o, frames, nanos) -> Arrays.fill(pcm, o, o + frames, (short) 500));
      assertThat(pull(mixer, 1)[RATE - 1]).isEqualTo((short) 500);
      assertThat(bad.failures()).isEqualTo(100);
      bad.close();
      bad.close();
      pull(mixer, 1);
      assertThat(bad.failures()).isEqualTo(100);
      assertThat(logged.records).as("told once").hasSize(1);
    }
  }
}
