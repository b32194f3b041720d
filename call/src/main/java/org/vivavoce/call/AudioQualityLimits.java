package org.vivavoce.call;

import java.time.Duration;
import java.util.Objects;

/**
 * From where on sound from somebody counts as degraded, over the last four seconds. It has
 * recovered when all has been below half of that for four seconds.
 *
 * @param lossPercent packets that did not come, of those that were sent; above 0
 * @param concealedPercent of the sound that was made up because nothing was there; above 0
 * @param roundTrip between the two
 */
public record AudioQualityLimits(double lossPercent, double concealedPercent, Duration roundTrip) {
  /** Checks that they are positive. */
  public AudioQualityLimits {
    Objects.requireNonNull(roundTrip, "roundTrip");
    // Negated comparisons, so that NaN is refused too.
    if (!(lossPercent > 0) || !(concealedPercent > 0) || roundTrip.isNegative()) {
      throw new IllegalArgumentException(
          "limits must be positive: %s %% lost, %s %% concealed, %s"
              .formatted(lossPercent, concealedPercent, roundTrip));
    }
    if (roundTrip.isZero()) {
      throw new IllegalArgumentException("a round trip of no time is no limit");
    }
  }

  /** 5 % lost, 3 % concealed, half a second there and back. */
  public static AudioQualityLimits defaults() {
    return new AudioQualityLimits(5, 3, Duration.ofMillis(500));
  }
}
