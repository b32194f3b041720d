package org.vivavoce.ice;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The pair in use.
 *
 * @param local our candidate; its type is the one that the checks found, which may be {@code prflx}
 * @param remote the other side's candidate
 * @param roundTrip the last round trip measured by a check, if there was one
 */
public record IceCandidatePair(
    IceCandidate local, IceCandidate remote, Optional<Duration> roundTrip) {
  /** Checks for nulls. */
  public IceCandidatePair {
    Objects.requireNonNull(local, "local");
    Objects.requireNonNull(remote, "remote");
    Objects.requireNonNull(roundTrip, "roundTrip");
  }
}
