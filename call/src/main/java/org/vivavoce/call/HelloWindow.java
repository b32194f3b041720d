package org.vivavoce.call;

/**
 * When Hello may be broadcast: during the first X after joining, and during the first X after
 * anybody is heard joining (the founding notes). Sans-IO: the time is a parameter.
 */
final class HelloWindow {
  private final long windowNanos;
  private final long intervalNanos;
  private boolean open;
  private long until;
  private long next;

  HelloWindow(long windowNanos, long intervalNanos) {
    this.windowNanos = windowNanos;
    this.intervalNanos = intervalNanos;
  }

  /** Somebody joined (or we did): a Hello is due now, and the window lasts X from now. */
  void opened(long now) {
    open = true;
    until = now + windowNanos;
    next = now;
  }

  /** Whether a Hello is due; if so, the next one is an interval away. */
  boolean poll(long now) {
    if (!open || next - now > 0) {
      return false;
    }
    next = now + intervalNanos;
    if (next - until >= 0) {
      open = false;
    }
    return true;
  }

  /** Whether there will be another Hello. */
  boolean pending() {
    return open;
  }

  /** Nanoseconds until the next one is due; only while {@link #pending()}. */
  long delay(long now) {
    return Math.max(0, next - now);
  }
}
