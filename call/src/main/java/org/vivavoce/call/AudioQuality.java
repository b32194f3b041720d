package org.vivavoce.call;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How sound from somebody comes, over the last four seconds.
 *
 * @param lossPercent packets that did not come, of those that were sent
 * @param concealedPercent of the sound that was made up because nothing was there
 * @param roundTrip there and back: over the data channel {@code rtt}, or by RTCP where that is
 *     silent; empty while neither is known
 * @param troubles what is beyond its limit
 */
public record AudioQuality(
    double lossPercent,
    double concealedPercent,
    Optional<Duration> roundTrip,
    Set<Trouble> troubles) {

  /** What makes sound bad. */
  public enum Trouble {
    /** Packets do not come. */
    LOSS,
    /** They come too late to be played, or not at all. */
    CONCEALMENT,
    /** Whoever speaks is heard late. */
    ROUND_TRIP
  }

  /** Copies the set. */
  public AudioQuality {
    Objects.requireNonNull(roundTrip, "roundTrip");
    troubles = Set.copyOf(troubles);
  }
}
