package org.vivavoce.call;

/**
 * How often something may happen that is dear: a number of times at once, and again once for each
 * interval that passes. Sans-IO: the time is a parameter.
 */
final class Allowance {
  private final int burst;
  private final long intervalNanos;
  private int left;
  private long since;

  Allowance(int burst, long intervalNanos) {
    this.burst = burst;
    this.intervalNanos = intervalNanos;
    this.left = burst;
  }

  /** Whether it may happen now; if so, it counts. */
  boolean take(long now) {
    if (left == burst) {
      since = now;
    }
    long earned = (now - since) / intervalNanos;
    if (earned > 0) {
      left = (int) Math.min(burst, left + earned);
      since += earned * intervalNanos;
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
