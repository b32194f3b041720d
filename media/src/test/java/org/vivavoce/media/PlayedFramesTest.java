package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlayedFramesTest {
  private static final long MILLI = 1_000_000L;

  /** What a device tells that counts in periods. */
  private static long told(long nanos, double ppm, int period) {
    long played = (long) (nanos / 1e9 * 48_000 * (1 + ppm / 1e6));
    return played / period * period;
  }

  @ParameterizedTest(name = "{0} ppm, periods of {1} frames")
  @CsvSource({"0, 960", "300, 960", "-300, 960", "0, 2400", "-1000, 480", "0, 1"})
  void between_a_devices_steps_it_goes_on_as_the_clock_does(double ppm, int period) {
    PlayedFrames played = new PlayedFrames(48_000);
    long last = 0;
    for (long now = 0; now < 60_000 * MILLI; now += 2 * MILLI) {
      played.tell(told(now, ppm, period), now);
      long at = played.at(now);
      assertThat(at).as("it never goes back by more than it was ahead").isGreaterThan(last - 150);
      last = at;
      if (now > 3_000 * MILLI) {
        // The looks are 2 ms apart, and what counts is up to two seconds old.
        assertThat(at - now / 1e9 * 48_000 * (1 + ppm / 1e6))
            .as("at %d ms", now / MILLI)
            .isBetween(-96.0 - 96, 100.0);
      }
    }
  }

  @Test
  void before_the_device_has_begun_it_is_at_the_beginning() {
    PlayedFrames played = new PlayedFrames(48_000);
    played.tell(0, 5 * MILLI);
    assertThat(played.at(500 * MILLI)).isZero();
  }

  @Test
  void a_device_that_was_held_up_is_believed_again_within_two_seconds() {
    PlayedFrames played = new PlayedFrames(48_000);
    for (long now = 0; now < 8_000 * MILLI; now += 2 * MILLI) {
      // Half a second in which nothing was played.
      long nanos = now < 3_000 * MILLI ? now : Math.max(3_000 * MILLI, now - 500 * MILLI);
      played.tell(told(nanos, 0, 480), now);
    }
    assertThat(played.at(8_000 * MILLI)).isBetween(360_000L - 200, 360_000L + 200);
  }

  @Test
  void what_the_device_tells_is_the_least() {
    PlayedFrames played = new PlayedFrames(48_000);
    played.tell(480, MILLI);
    played.tell(48_000, 2 * MILLI);
    assertThat(played.at(2 * MILLI)).isEqualTo(48_000);
  }
}
