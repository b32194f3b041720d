package org.vivavoce.call;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.vivavoce.call.AudioQuality.Trouble;

/**
 * Judges sound from somebody once a second, by the last four: it is degraded when something is
 * beyond its limit, and has recovered when all has been below half of its limit for four seconds.
 * Sans-IO.
 */
final class QualityJudge {
  /** How often it is to be asked. */
  static final long INTERVAL_NANOS = 1_000_000_000L;

  private static final int LOOKS = 4;

  /** Fewer packets or samples are no measure. */
  private static final long FEWEST_PACKETS = 20;

  private static final long FEWEST_SAMPLES = 24_000;

  /**
   * Counters as they stand.
   *
   * @param received packets
   * @param lost packets; may go back when late ones come
   * @param played samples, those made up not among them
   * @param concealed samples that were made up
   */
  record Totals(long received, long lost, long played, long concealed) {
    private Totals since(Totals before) {
      return new Totals(
          received - before.received,
          Math.max(0, lost - before.lost),
          played - before.played,
          Math.max(0, concealed - before.concealed));
    }

    private boolean restarted(Totals before) {
      return received < before.received || played < before.played;
    }
  }

  private final AudioQualityLimits limits;
  private final ArrayDeque<Totals> looks = new ArrayDeque<>();
  private Set<Trouble> troubles = Set.of();
  private int wellFor;

  QualityJudge(AudioQualityLimits limits) {
    this.limits = limits;
  }

  /**
   * A second has passed.
   *
   * @return what there is to be told: troubles that were not there before, or that there are none
   *     any more
   */
  Optional<AudioQuality> look(Totals now, OptionalLong roundTripNanos) {
    if (!looks.isEmpty() && now.restarted(looks.peekLast())) {
      looks.clear(); // another connection
    }
    looks.add(now);
    if (looks.size() > LOOKS + 1) {
      looks.remove();
    }
    Totals since = now.since(looks.peek());
    long sent = since.received + since.lost;
    long heard = since.played + since.concealed;
    double loss = sent < FEWEST_PACKETS ? 0 : 100.0 * since.lost / sent;
    double concealed = heard < FEWEST_SAMPLES ? 0 : 100.0 * since.concealed / heard;
    Set<Trouble> beyond = beyond(loss, concealed, roundTripNanos, 1);
    Set<Trouble> near = beyond(loss, concealed, roundTripNanos, 0.5);
    Optional<Duration> roundTrip =
        roundTripNanos.isPresent()
            ? Optional.of(Duration.ofNanos(roundTripNanos.getAsLong()))
            : Optional.empty();
    wellFor = near.isEmpty() ? wellFor + 1 : 0;
    if (!troubles.containsAll(beyond)) {
      Set<Trouble> all = EnumSet.copyOf(beyond);
      all.addAll(troubles);
      troubles = all;
      return Optional.of(new AudioQuality(loss, concealed, roundTrip, all));
    }
    if (!troubles.isEmpty() && wellFor >= LOOKS) {
      troubles = Set.of();
      return Optional.of(new AudioQuality(loss, concealed, roundTrip, troubles));
    }
    return Optional.empty();
  }

  private Set<Trouble> beyond(double loss, double concealed, OptionalLong roundTrip, double part) {
    Set<Trouble> set = EnumSet.noneOf(Trouble.class);
    if (loss > part * limits.lossPercent()) {
      set.add(Trouble.LOSS);
    }
    if (concealed > part * limits.concealedPercent()) {
      set.add(Trouble.CONCEALMENT);
    }
    if (roundTrip.isPresent() && roundTrip.getAsLong() > part * limits.roundTrip().toNanos()) {
      set.add(Trouble.ROUND_TRIP);
    }
    return set;
  }
}
