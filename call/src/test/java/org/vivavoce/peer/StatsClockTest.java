package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Timestamps once were reckoned from the wall clock at each report; a moment then had another
 * timestamp each time, by what passed between the reading of that clock and of the other one (about
 * a microsecond), and the one after could be earlier.
 */
class StatsClockTest {
  private static final StatsCollector.Clock CLOCK =
      StatsCollector.Clock.starting(Instant.parse("2026-11-26T01:02:03.456789012Z"), -5_000);

  @Test
  void a_moment_has_the_same_timestamp_in_each_report() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long moment = random.nextLong(1L << 50);
      StatsCollector soon = new StatsCollector(CLOCK, moment + random.nextLong(10_000));
      StatsCollector later = new StatsCollector(CLOCK, moment + random.nextLong(1L << 40));
      assertThat(later.millisAt(moment)).isEqualTo(soon.millisAt(moment));
    }
  }

  @Test
  void a_later_moment_never_has_an_earlier_timestamp() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 10_000; i++) {
      long moment = random.nextLong(1L << 50);
      double timestamp = new StatsCollector(CLOCK, moment).nowMillis();
      long passed = random.nextLong(1L << random.nextInt(1, 40));
      assertThat(new StatsCollector(CLOCK, moment + passed).nowMillis())
          .isBetween(timestamp, timestamp + passed / 1e6 + 0.001);
    }
  }
}
