package org.vivavoce.rtp.jitter;

import java.util.Arrays;

/**
 * How long frames should wait so that nearly all of them are there in time.
 *
 * <p>A packet's transit time is its arrival less its timestamp, two clocks whose offset nobody
 * knows; the smallest transit of the last seconds is the baseline, and what a packet took longer
 * than that is its relative delay. A forgetting histogram of relative delays gives the delay that
 * all but a few packets keep to; a decaying maximum beside it answers a single spike, up to a
 * bound, at once. The baseline slides, so that clocks which drift apart do not matter.
 *
 * <p>Packets that arrive in one burst were held up by one event, and only the first tells by what:
 * the others weigh nothing. Otherwise one pause of 300 ms would count as fifteen.
 */
final class DelayEstimator {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;

  /** One bucket per millisecond; the last takes what is beyond. */
  private static final int BUCKETS = 1_000;

  /** All but 3 % of the packets should be in time. */
  private static final double QUANTILE = 0.97;

  /** Each sample weighs more than the one before: half of all weight lies on the last 104 (2 s). */
  private static final double GROWTH = 1 + 1.0 / 150;

  /** Weights grow; before they lose precision all are scaled back. */
  private static final double RESCALE_AT = 1e9;

  private static final int WINDOWS = 5;
  private static final long WINDOW_NANOS = SECOND;

  /** Up to here a single spike raises the delay at once. */
  private static final long MAX_PEAK_NANOS = 40 * MILLI;

  /** Packets that come closer together than this are one burst. */
  private static final long BURST_NANOS = 4 * MILLI;

  private final double[] weight = new double[BUCKETS];
  private double total;
  private double next = 1;

  private final long[] windowMin = new long[WINDOWS];
  private final long[] windowMax = new long[WINDOWS];
  private int window;
  private long windowStart;
  private boolean any;
  private long baseline;
  private long lastArrival;
  private long quantileNanos;

  /**
   * Takes a packet's arrival into account, the late ones too. Returns its relative delay in
   * nanoseconds.
   */
  long onPacket(long arrivalNanos, long mediaNanos) {
    long transit = arrivalNanos - mediaNanos;
    if (!any) {
      anchor(arrivalNanos, transit);
    }
    slide(arrivalNanos);
    windowMin[window] = Math.min(windowMin[window], transit);
    updateBaseline();
    long relative = transit - baseline;
    windowMax[window] = Math.max(windowMax[window], transit);
    boolean burst = total > 0 && arrivalNanos - lastArrival < BURST_NANOS;
    lastArrival = Math.max(lastArrival, arrivalNanos);
    if (!burst) {
      record(relative);
    }
    return relative;
  }

  /** The transit time that counts as no delay. */
  long baseline() {
    return baseline;
  }

  /** What the packet would be delayed by, without taking it into account; 0 before the first. */
  long relative(long arrivalNanos, long mediaNanos) {
    return any ? arrivalNanos - mediaNanos - baseline : 0;
  }

  /** The delay that the packets so far ask for, in nanoseconds. */
  long wanted() {
    long peak = 0;
    for (long max : windowMax) {
      peak = Math.max(peak, max - baseline);
    }
    return Math.max(quantileNanos, Math.min(peak, MAX_PEAK_NANOS));
  }

  /** Begins a new baseline at the next packet; what is known of the jitter stays. */
  void reanchor() {
    any = false;
  }

  /** Forgets everything. */
  void reset() {
    any = false;
    Arrays.fill(weight, 0);
    total = 0;
    next = 1;
    quantileNanos = 0;
  }

  private void anchor(long arrivalNanos, long transit) {
    any = true;
    Arrays.fill(windowMin, Long.MAX_VALUE);
    Arrays.fill(windowMax, Long.MIN_VALUE / 2);
    window = 0;
    windowStart = arrivalNanos;
    windowMin[0] = transit;
    baseline = transit;
    lastArrival = arrivalNanos - SECOND;
  }

  private void slide(long now) {
    long windows = (now - windowStart) / WINDOW_NANOS;
    if (windows <= 0) {
      return;
    }
    windowStart += windows * WINDOW_NANOS;
    // A pause empties no window: at least the last one with a packet must stay, or there would be
    // no baseline.
    for (long i = Math.min(windows, WINDOWS - 1); i > 0; i--) {
      window = (window + 1) % WINDOWS;
      windowMin[window] = Long.MAX_VALUE;
      windowMax[window] = Long.MIN_VALUE / 2;
    }
  }

  private void updateBaseline() {
    long min = Long.MAX_VALUE;
    for (long m : windowMin) {
      min = Math.min(min, m);
    }
    if (min < baseline) {
      // The path was faster all along, or has become so: what was measured before stays as it is.
      baseline = min;
    } else if (min - baseline >= MILLI) {
      // The path has become slower, or the clocks drift: what was jitter by the old baseline is so
      // no more.
      long shift = (min - baseline) / MILLI;
      baseline += shift * MILLI;
      shiftDown((int) Math.min(shift, BUCKETS));
    }
  }

  private void shiftDown(int buckets) {
    double folded = 0;
    for (int i = 0; i < buckets; i++) {
      folded += weight[i];
    }
    System.arraycopy(weight, buckets, weight, 0, BUCKETS - buckets);
    Arrays.fill(weight, BUCKETS - buckets, BUCKETS, 0);
    weight[0] += folded;
    quantileNanos = quantile();
  }

  private void record(long relative) {
    int bucket = (int) Math.min(relative / MILLI, BUCKETS - 1);
    weight[bucket] += next;
    total += next;
    next *= GROWTH;
    if (next > RESCALE_AT) {
      for (int i = 0; i < BUCKETS; i++) {
        weight[i] /= next;
      }
      total /= next;
      next = 1;
    }
    quantileNanos = quantile();
  }

  private long quantile() {
    if (total == 0) {
      return 0;
    }
    // From above, since the answer is near the top and the tail is short; the top bucket's edge
    // counts.
    double tail = total * (1 - QUANTILE);
    double seen = 0;
    int i = BUCKETS - 1;
    while (i > 0 && seen + weight[i] <= tail) {
      seen += weight[i];
      i--;
    }
    return i == 0 ? 0 : (i + 1) * MILLI;
  }
}
