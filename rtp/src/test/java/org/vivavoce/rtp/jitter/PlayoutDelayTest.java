package org.vivavoce.rtp.jitter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlayoutDelayTest {
  private static final long MS = 1_000_000L;

  private final PlayoutDelay delay = new PlayoutDelay(48_000);

  /**
   * Frames of 20 ms, pulls of 20 ms, taken so many ms after their media time, so many ms into the
   * pull.
   */
  private void frames(int count, long millis, int position) {
    for (int i = 0; i < count; i++) {
      delay.onFrame((1_000 + i * 20 + millis) * MS, (1_000 + i * 20) * MS, position * 48, 960, 960);
    }
  }

  @Test
  void within_one_step_of_the_pulls_nothing_is_corrected() {
    for (long millis = 30; millis <= 52; millis++) {
      frames(20, millis, 0);
      assertThat(delay.correction(30 * MS, 144, 192)).as("%d ms", millis).isZero();
      delay.clear();
    }
  }

  @Test
  void too_much_is_taken_out_in_whole_steps() {
    frames(20, 54, 0);
    assertThat(delay.correction(30 * MS, 144, 192)).isEqualTo(-960);
    delay.shifted(-300);
    // The first sample taken out costs the whole step: from now on frames are needed one pull
    // earlier.
    assertThat(delay.min()).isEqualTo(34 * MS);
    assertThat(delay.correction(30 * MS, 144, 192)).isEqualTo(-660);
    delay.shifted(-660);
    assertThat(delay.min()).isEqualTo(34 * MS);
    assertThat(delay.correction(30 * MS, 144, 192)).isZero();
  }

  @Test
  void too_little_is_put_in_in_whole_steps() {
    frames(20, 29, 0);
    assertThat(delay.correction(30 * MS, 144, 192)).isEqualTo(960);
    delay.shifted(500);
    assertThat(delay.min()).isEqualTo(29 * MS);
    assertThat(delay.correction(30 * MS, 144, 192)).isEqualTo(460);
    delay.shifted(480);
    assertThat(delay.min()).isEqualTo(49 * MS);
    assertThat(delay.correction(30 * MS, 144, 192)).isZero();
  }

  @Test
  void delay_that_only_comes_from_the_phase_is_taken_out() {
    frames(20, 32, 12);
    assertThat(delay.correction(30 * MS, 144, 192)).isEqualTo(-576);
    delay.shifted(-576);
    assertThat(delay.min()).isEqualTo(32 * MS);
  }

  @Test
  void pulls_that_come_late_do_not_look_like_delay() {
    frames(10, 35, 0);
    delay.onFrame(1_290 * MS, 1_200 * MS, 0, 960, 960);
    delay.onFrame(1_290 * MS, 1_220 * MS, 0, 960, 960);
    assertThat(delay.min()).isEqualTo(35 * MS);
  }
}
