package org.vivavoce.rtp;

/**
 * Interarrival jitter, RFC 3550 section 6.4.1 and appendix A.8, and the extension of timestamps.
 */
final class JitterEstimator {
  /**
   * A step of the transit time by more than this many seconds is a source that moved its clock, not
   * a network: it begins anew instead of drowning the estimate.
   */
  private static final int MAX_STEP_SECONDS = 5;

  private final int clockRate;
  private boolean started;
  private long firstArrival;
  private long extendedTimestamp;
  private double previousTransit;
  private double jitter;

  JitterEstimator(int clockRate) {
    this.clockRate = clockRate;
  }

  /** Takes a packet in, in the order of arrival; returns its timestamp extended. */
  long onPacket(long timestamp, long arrivalNanos) {
    if (!started) {
      started = true;
      firstArrival = arrivalNanos;
      // One cycle up: a packet from before the first one stays above zero.
      extendedTimestamp = (1L << 32) + (timestamp & 0xFFFF_FFFFL);
      previousTransit = -(double) extendedTimestamp;
      return extendedTimestamp;
    }
    long extended = extendedTimestamp + (int) (timestamp - extendedTimestamp);
    double arrival = (arrivalNanos - firstArrival) * (double) clockRate / 1e9;
    double transit = arrival - extended;
    double step = Math.abs(transit - previousTransit);
    if (step <= (double) MAX_STEP_SECONDS * clockRate) {
      jitter += (step - jitter) / 16;
    }
    previousTransit = transit;
    if (extended > extendedTimestamp) {
      extendedTimestamp = extended;
    }
    return extended;
  }

  /** In units of the clock. */
  double jitter() {
    return jitter;
  }
}
