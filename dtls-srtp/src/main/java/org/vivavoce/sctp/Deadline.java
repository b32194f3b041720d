package org.vivavoce.sctp;

/** Arithmetic of points in time, which are nanoseconds from an origin that the caller chose. */
final class Deadline {
  /** No point in time. */
  static final long NONE = Long.MAX_VALUE;

  private Deadline() {}

  /** So long after now; far away if the sum is too large. */
  static long after(long now, long duration) {
    long sum = now + duration;
    return duration > 0 && sum < now ? NONE - 1 : sum;
  }

  static boolean isOver(long deadline, long now) {
    return deadline != NONE && now >= deadline;
  }
}
