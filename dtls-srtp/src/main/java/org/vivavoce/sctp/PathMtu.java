package org.vivavoce.sctp;

import java.time.Duration;

/**
 * How large packets may be, <a href="https://www.rfc-editor.org/rfc/rfc8899#section-5">RFC 8899
 * section 5</a>: what is searched by padded heartbeats, and how it falls back.
 *
 * <pre>
 *   base ----- size ======== probe ======== upper ----- limit
 *              goes through   is tried       did not, or is not known
 * </pre>
 *
 * <p>When a search has ended below the limit, another is made after some time. When data goes
 * unanswered again and again (a black hole, section 4.3), the size is the base at once.
 */
final class PathMtu {
  /** How many probes of a size go unanswered before it is held too large (MAX_PROBES). */
  private static final int MAX_LOSSES = 3;

  /** Sizes are tried down to this distance. */
  private static final int GRAIN = 16;

  /** PMTU_RAISE_TIMER, section 5.1.1. */
  private static final long RAISE_NANOS = Duration.ofSeconds(600).toNanos();

  private final int base;
  private int limit;
  private int size;
  private int upper;
  private int probe;
  private int losses;
  private long raiseAt = Deadline.NONE;

  PathMtu(int base, int limit) {
    this.base = base;
    restart(limit);
  }

  /** The path is another one, of which only the base is known to go through. */
  void restart(int newLimit) {
    limit = Math.max(base, newLimit);
    size = base;
    search();
  }

  private void search() {
    upper = limit;
    probe = limit;
    losses = 0;
    raiseAt = Deadline.NONE;
  }

  /** The largest packet that is known to go through. */
  int size() {
    return size;
  }

  /** The largest packet that is ever tried. */
  int limit() {
    return limit;
  }

  boolean isProbing() {
    return upper - size >= GRAIN;
  }

  /** The size to try next, or 0. */
  int probeSize() {
    return isProbing() ? probe : 0;
  }

  void onProbeAnswered(int probed, long now) {
    size = Math.max(size, probed);
    next(now);
  }

  void onProbeLost(int probed, long now) {
    losses++;
    if (losses >= MAX_LOSSES) {
      upper = probed - 4;
      next(now);
    }
  }

  /** Bisects between what goes through and what does not. */
  private void next(long now) {
    losses = 0;
    probe = size + (upper - size + 1) / 2 & ~3;
    if (!isProbing() && upper < limit) {
      raiseAt = Deadline.after(now, RAISE_NANOS);
    }
  }

  /** Data goes unanswered: says whether the size was above the base, which it is now. */
  boolean onBlackHole(long now) {
    if (size == base) {
      return false;
    }
    size = base;
    upper = base;
    next(now);
    return true;
  }

  /** The path is looked at now and then: perhaps it is time to search again. */
  void onIdle(long now) {
    if (Deadline.isOver(raiseAt, now)) {
      search();
    }
  }
}
