package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** In virtual time. */
class PacerTest {
  private static final long START = Long.MAX_VALUE - 5_000_000_000L; // nanoTime may wrap around
  private static final long T = 20_000_000;

  private final Pacer pacer = new Pacer(PcmFormat.MONO_48K, 960, 10);

  @Test
  void the_first_buffer_is_due_at_the_start_and_the_next_20_ms_later() {
    pacer.start(START);
    assertThat(pacer.nanosUntilDue(START)).isZero();
    assertThat(pacer.take(START)).isEqualTo(START);
    assertThat(pacer.nanosUntilDue(START)).isEqualTo(T);
    assertThat(pacer.nanosUntilDue(START + T - 1)).isEqualTo(1);
    assertThat(pacer.take(START + T)).isEqualTo(START + T);
  }

  @Test
  void late_wake_ups_do_not_add_up_in_an_hour() {
    pacer.start(START);
    Random random = new Random(1);
    long now = START;
    for (int buffer = 0; buffer < 180_000; buffer++) {
      now += pacer.nanosUntilDue(now) + random.nextInt(15_000_000);
      assertThat(pacer.take(now)).isEqualTo(START + buffer * T);
    }
    assertThat(pacer.skipped()).isZero();
  }

  @Test
  void a_buffer_that_is_no_whole_number_of_nanoseconds_does_not_drift_in_a_week() {
    // 441 frames at 44.1 kHz are 10 ms; 512 at 44.1 kHz are 11,609,977.32… ns.
    PcmFormat cd = new PcmFormat(44_100, 2);
    Pacer odd = new Pacer(cd, 512, 1_000_000_000);
    odd.start(0);
    long week = 7L * 24 * 3600;
    long buffers = week * 44_100 / 512;
    long deadline = 0;
    odd.take(week * 1_000_000_000);
    for (long i = 1; i < 1000; i++) {
      deadline = odd.take(week * 1_000_000_000);
    }
    assertThat(deadline).isEqualTo(999L * 512 * 1_000_000_000 / 44_100);
    assertThat(cd.nanos(buffers * 512))
        .isBetween(week * 1_000_000_000L - 11_609_978, week * 1_000_000_000L);
  }

  @Test
  void after_a_short_stall_all_is_caught_up_with_and_then_the_old_schedule_holds() {
    pacer.start(START);
    pacer.take(START);
    long now = START + 9 * T + 5;
    for (int i = 1; i <= 9; i++) {
      assertThat(pacer.nanosUntilDue(now)).isZero();
      assertThat(pacer.take(now)).isEqualTo(START + i * T);
    }
    assertThat(pacer.nanosUntilDue(now)).isEqualTo(T - 5);
    assertThat(pacer.skipped()).isZero();
  }

  @Test
  void after_a_long_stall_no_more_than_the_burst_comes_at_once_and_the_rest_is_counted() {
    pacer.start(START);
    pacer.take(START);
    long now = START + 100 * T + 5;
    int burst = 0;
    long first = 0;
    while (pacer.nanosUntilDue(now) == 0) {
      long deadline = pacer.take(now);
      first = burst++ == 0 ? deadline : first;
    }
    assertThat(burst).isEqualTo(10);
    assertThat(first).isEqualTo(START + 91 * T);
    assertThat(pacer.skipped()).isEqualTo(90);
    assertThat(pacer.nanosUntilDue(now)).isEqualTo(T - 5);
  }

  @Test
  void buffers_taken_and_skipped_always_add_up_to_the_time_that_passed() {
    Random random = new Random(7);
    PcmFormat format = new PcmFormat(44_100, 1);
    Pacer odd = new Pacer(format, 441, 5);
    odd.start(0);
    long now = 0;
    long taken = 0;
    for (int i = 0; i < 100_000; i++) {
      now += random.nextInt(100) == 0 ? random.nextInt(2_000_000_000) : random.nextInt(20_000_000);
      int burst = 0;
      while (odd.nanosUntilDue(now) == 0) {
        odd.take(now);
        burst++;
      }
      taken += burst;
      assertThat(burst).isLessThanOrEqualTo(5);
      assertThat(taken + odd.skipped()).isEqualTo(now / 10_000_000 + 1);
    }
    assertThat(odd.skipped()).isPositive();
  }

  @Test
  void a_new_start_forgets_the_pause() {
    pacer.start(START);
    pacer.take(START);
    long later = START + 3600L * 1_000_000_000;
    pacer.start(later);
    assertThat(pacer.take(later)).isEqualTo(later);
    assertThat(pacer.nanosUntilDue(later)).isEqualTo(T);
    assertThat(pacer.skipped()).isZero();
  }

  @Test
  void taking_early_is_our_own_mistake() {
    pacer.start(START);
    assertThatThrownBy(() -> pacer.take(START - 1)).isInstanceOf(AssertionError.class);
  }
}
