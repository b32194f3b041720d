package org.vivavoce.rtp.jitter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DelayEstimatorTest {
  private static final long MS = 1_000_000L;

  private final DelayEstimator estimator = new DelayEstimator();

  private long packet(long index, double extraMillis) {
    long media = index * 20 * MS;
    return estimator.onPacket(media + 77_777 * MS + (long) (extraMillis * MS), media);
  }

  @Test
  void without_jitter_no_delay_is_wanted() {
    for (int i = 0; i < 100; i++) {
      assertThat(packet(i, 0)).isZero();
    }
    assertThat(estimator.wanted()).isZero();
  }

  @Test
  void the_delay_covers_97_percent_of_the_packets() {
    Random random = new Random(1);
    double[] extra = new double[2_000];
    for (int i = 0; i < extra.length; i++) {
      extra[i] = -Math.log(1 - random.nextDouble()) * 25;
      packet(i, extra[i]);
    }
    long inTime = 0;
    for (double e : extra) {
      inTime += e * MS <= estimator.wanted() ? 1 : 0;
    }
    assertThat(inTime / 2_000.0).isBetween(0.94, 0.995);
  }

  @Test
  void a_single_spike_counts_up_to_40_ms_and_is_forgotten_after_some_seconds() {
    for (int i = 0; i < 200; i++) {
      packet(i, 0);
    }
    packet(200, 90);
    assertThat(estimator.wanted()).isEqualTo(40 * MS);
    for (int i = 205; i < 500; i++) {
      packet(i, 0);
    }
    assertThat(estimator.wanted()).isZero();
  }

  @Test
  void a_burst_after_a_pause_counts_once() {
    for (int i = 0; i < 200; i++) {
      packet(i, 0);
    }
    // Held up for 300 ms, then all at once.
    for (int i = 0; i <= 15; i++) {
      packet(200 + i, 300 - i * 20);
    }
    for (int i = 216; i < 230; i++) {
      packet(i, 0);
    }
    assertThat(estimator.wanted()).isEqualTo(40 * MS);
  }

  @Test
  void a_slower_path_becomes_the_baseline_and_a_faster_one_at_once() {
    for (int i = 0; i < 300; i++) {
      packet(i, 0);
    }
    for (int i = 300; i < 800; i++) {
      packet(i, 50);
    }
    assertThat(packet(800, 50)).isLessThan(MS);
    assertThat(estimator.wanted()).isLessThanOrEqualTo(MS);
    assertThat(packet(801, 20)).isZero();
    assertThat(packet(802, 50)).isEqualTo(30 * MS);
  }

  @Test
  void a_pause_of_hours_does_not_confuse_it() {
    for (int i = 0; i < 100; i++) {
      packet(i, i % 10);
    }
    for (long i = 1_000_000; i < 1_000_100; i++) {
      assertThat(packet(i, i % 10)).isBetween(0L, 10 * MS);
    }
    assertThat(estimator.wanted()).isLessThan(12 * MS);
  }
}
