package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two clocks in virtual time. */
class DriftCompensatorTest {
  private static final int RATE = 16_000;
  private static final int BUFFER = 160;
  private static final PcmFormat FORMAT = new PcmFormat(RATE, 1);
  private static final double HERTZ = 440;
  private static final double AMPLITUDE = 10_000;
  private static final long MS = 1_000_000;

  /**
   * A sender whose clock is off, a network that jitters, and a buffer; the speaker's clock is the
   * true one. The sound is a tone.
   */
  private static final class Link implements PcmSupplier {
    private final double ppm;
    private final Random random = new Random(300);
    private long taken;

    Link(double ppm) {
      this.ppm = ppm;
    }

    @Override
    public void supply(short[] pcm, int offset, int frames, long nanos) {
      for (int i = 0; i < frames; i++) {
        pcm[offset + i] =
            (short) Math.round(AMPLITUDE * Math.sin(2 * Math.PI * HERTZ * taken++ / RATE));
      }
    }

    /** What has been sent by then and not taken, in nanoseconds, beside 60 ms to begin with. */
    double delay(long now) {
      return 60 * MS + now * (1 + ppm / 1e6) - taken * 1e9 / RATE;
    }

    /** As it can be measured: pulls come up to 3 ms late, some up to 30. */
    long measured(long now) {
      long late = random.nextInt(3) * MS + random.nextInt(20) / 19 * random.nextInt(30) * MS;
      return Math.round(delay(now)) + late;
    }
  }

  /**
   * A click detector: the tone that follows by the recurrence from two samples before, at a
   * frequency that may be off by the greatest ratio, differs by less than this where there is none.
   */
  private static final double CLICK = 25;

  @ParameterizedTest
  @ValueSource(doubles = {-300, 300})
  void an_hour_of_drift_keeps_the_delay_and_drops_and_clicks_nowhere(double ppm) {
    Link link = new Link(ppm);
    DriftCompensator drift = new DriftCompensator(FORMAT, link, -8 * MS, 8 * MS);
    short[] pcm = new short[BUFFER];
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    double before = 0;
    double twoBefore = 0;
    double worst = 0;
    double factor = 2 * Math.cos(2 * Math.PI * HERTZ / RATE);
    long buffers = 3_600L * RATE / BUFFER;
    for (long i = 0; i < buffers; i++) {
      long now = i * 10 * MS;
      drift.observe(link.measured(now) - 60 * MS, now);
      drift.supply(pcm, 0, BUFFER, now);
      double delay = link.delay(now + 10 * MS) + drift.pendingFrames() * 1e9 / RATE;
      least = Math.min(least, delay);
      most = Math.max(most, delay);
      for (int s = 0; s < BUFFER; s++) {
        if (i > 0 || s > 1) {
          worst = Math.max(worst, Math.abs(factor * before - twoBefore - pcm[s]));
        }
        twoBefore = before;
        before = pcm[s];
      }
    }
    assertThat(worst).as("the loudest click").isLessThan(CLICK);
    assertThat((most - least) / MS).as("spread of the delay in ms").isLessThan(20);
    assertThat(drift.ppm()).as("the ratio that was found").isCloseTo(ppm, within(40.0));
    // Every sample that was taken is given out, but for what the filter holds.
    double given = buffers * BUFFER;
    assertThat(link.taken / given - 1).isCloseTo(ppm / 1e6, within(6e-6));
  }

  @Test
  void the_click_detector_hears_a_single_sample_that_is_missing() {
    Link link = new Link(0);
    short[] pcm = new short[RATE];
    link.supply(pcm, 0, RATE / 2, 0);
    link.taken++;
    link.supply(pcm, RATE / 2, RATE / 2, 0);
    double factor = 2 * Math.cos(2 * Math.PI * HERTZ / RATE);
    double worst = 0;
    for (int i = 2; i < RATE; i++) {
      worst = Math.max(worst, Math.abs(factor * pcm[i - 1] - pcm[i - 2] - pcm[i]));
    }
    assertThat(worst).isGreaterThan(4 * CLICK);
  }

  @Test
  void clocks_that_agree_are_passed_through_sample_by_sample() {
    Random random = new Random(1);
    short[] sent = new short[48_000];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (short) random.nextInt();
    }
    int[] at = {0};
    DriftCompensator drift =
        new DriftCompensator(
            PcmFormat.STEREO_48K,
            (pcm, offset, frames, nanos) -> {
              System.arraycopy(sent, at[0], pcm, offset, 2 * frames);
              at[0] += 2 * frames;
            },
            -MS,
            MS);
    short[] got = new short[sent.length];
    for (int i = 0; i < 50; i++) {
      drift.observe(MS / 2, i * 100 * MS);
      drift.supply(got, i * 960, 480, i * 100 * MS);
    }
    assertThat(got).isEqualTo(sent);
    assertThat(drift.pendingFrames()).isZero();
    assertThat(drift.ppm()).isZero();
  }

  @Test
  void beginning_to_compensate_is_not_heard() {
    long[] at = {0};
    DriftCompensator drift =
        new DriftCompensator(
            PcmFormat.STEREO_48K,
            (pcm, offset, frames, nanos) -> {
              for (int i = 0; i < frames; i++) {
                double value = AMPLITUDE * Math.sin(2 * Math.PI * 1_000 * at[0]++ / 48_000);
                pcm[offset + 2 * i] = (short) Math.round(value);
                pcm[offset + 2 * i + 1] = (short) Math.round(-value);
              }
            },
            -MS,
            MS);
    short[] pcm = new short[960];
    short[] all = new short[960 * 400];
    for (int i = 0; i < 400; i++) {
      drift.observe(i < 200 ? 0 : 15 * MS, i * 10 * MS);
      drift.supply(pcm, 0, 480, i * 10 * MS);
      System.arraycopy(pcm, 0, all, i * 960, 960);
    }
    assertThat(drift.ppm()).isCloseTo(DriftCompensator.MAX_PPM, within(1e-6));
    double factor = 2 * Math.cos(2 * Math.PI * 1_000 / 48_000);
    for (int i = 4; i < all.length; i += 2) {
      assertThat(factor * all[i - 2] - all[i - 4] - all[i]).isCloseTo(0, within(10.0));
      assertThat((double) all[i + 1]).isCloseTo(-all[i], within(2.0));
    }
  }

  @Test
  void a_delay_that_leapt_because_somebody_was_held_up_is_not_taken_for_drift() {
    Link link = new Link(0);
    DriftCompensator drift = new DriftCompensator(FORMAT, link, -8 * MS, 8 * MS);
    short[] pcm = new short[BUFFER];
    for (int i = 0; i < 6_000; i++) {
      long excess = i % 1_000 < 300 ? 200 * MS : 0;
      drift.observe(excess, i * 10 * MS);
      drift.supply(pcm, 0, BUFFER, i * 10 * MS);
    }
    assertThat(Math.abs(drift.ppm())).isLessThan(20);
    assertThat(link.taken).isBetween(6_000L * BUFFER, 6_000L * BUFFER + 64);
  }

  @Test
  void a_pull_of_any_size_gets_what_it_asks_for() {
    Random random = new Random(2);
    Link link = new Link(0);
    DriftCompensator drift = new DriftCompensator(FORMAT, link, 0, 0);
    long given = 0;
    long now = 0;
    for (int i = 0; i < 5_000; i++) {
      int frames = 1 + random.nextInt(1_000);
      short[] pcm = new short[frames];
      Arrays.fill(pcm, Short.MIN_VALUE);
      drift.observe((random.nextInt(40) - 20) * MS, now);
      drift.supply(pcm, 0, frames, now);
      for (short sample : pcm) {
        assertThat(sample).isGreaterThan((short) -11_000);
      }
      given += frames;
      now += frames * 1_000_000_000L / RATE;
      if (i % 100 == 0) {
        drift.disturb();
      }
    }
    assertThat(link.taken - given).isBetween(-given / 500, given / 500 + 64);
    assertThatIllegalArgumentException().isThrownBy(() -> new DriftCompensator(FORMAT, link, 1, 0));
  }
}
