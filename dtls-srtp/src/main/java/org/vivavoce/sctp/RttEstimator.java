package org.vivavoce.sctp;

/** The round trip and the timeout made of it, RFC 9260 section 6.3.1. All times in nanoseconds. */
final class RttEstimator {
  /** The clock's grain G, which the variation never goes below. */
  private static final long GRAIN = 1_000_000;

  private final long rtoMin;
  private final long rtoMax;
  private boolean measured;
  private long smoothed;
  private long variation;
  private long least = Long.MAX_VALUE;
  private long rto;

  RttEstimator(SctpConfig config) {
    this.rtoMin = config.rtoMin;
    this.rtoMax = config.rtoMax;
    this.rto = config.rtoInitial;
  }

  /** Takes a measurement that moves the timeout: at most one for each round trip. */
  void measure(long rtt) {
    observe(rtt);
    if (measured) {
      variation += (Math.abs(smoothed - rtt) - variation) / 4;
      smoothed += (rtt - smoothed) / 8;
    } else {
      measured = true;
      smoothed = rtt;
      variation = rtt / 2;
    }
    rto = calculated();
  }

  private long calculated() {
    return Math.min(rtoMax, Math.max(rtoMin, smoothed + Math.max(GRAIN, 4 * variation)));
  }

  /** Takes a measurement for the least only. */
  void observe(long rtt) {
    least = Math.min(least, rtt);
  }

  boolean isMeasured() {
    return measured;
  }

  /** 0 before the first measurement. */
  long smoothed() {
    return smoothed;
  }

  /** The shortest round trip ever; 0 before the first measurement. */
  long least() {
    return least == Long.MAX_VALUE ? 0 : least;
  }

  long rto() {
    return rto;
  }

  /** Something was acknowledged that measures nothing: halves a timeout that was backed off. */
  void progress() {
    if (measured) {
      rto = Math.max(calculated(), rto / 2);
    }
  }

  /** Doubles the timeout after it passed (rule E2). */
  void backOff() {
    rto = Math.min(rtoMax, 2 * rto);
  }
}
