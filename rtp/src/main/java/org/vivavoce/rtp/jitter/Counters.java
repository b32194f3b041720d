package org.vivavoce.rtp.jitter;

/** What {@link JitterStats} reports, while it is being counted. */
final class Counters {
  long received;
  long late;
  long duplicates;
  long discarded;
  long recovered;
  long concealed;
  long concealmentEvents;
  long underruns;
  long comfort;
  long accelerated;
  long decelerated;
  long restarts;

  JitterStats snapshot(long targetNanos, long currentNanos) {
    return new JitterStats(
        received,
        late,
        duplicates,
        discarded,
        recovered,
        concealed,
        concealmentEvents,
        underruns,
        comfort,
        accelerated,
        decelerated,
        restarts,
        targetNanos,
        currentNanos);
  }
}
