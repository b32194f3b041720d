package org.vivavoce.rtp;

/**
 * The last few round trips of a path. The least of them is what the path takes; the rest of a
 * longer one was waiting, of a packet in a queue or of either end for its turn, and is over by the
 * time that it is known. A path that becomes longer is noticed after so many.
 */
final class RecentRoundTrips {
  private static final int REMEMBERED = 8;

  private final double[] seconds = new double[REMEMBERED];
  private long count;

  void add(double roundTripSeconds) {
    seconds[(int) (count++ % REMEMBERED)] = roundTripSeconds;
  }

  /** NaN before the first. */
  double least() {
    double least = Double.NaN;
    for (int i = 0; i < Math.min(count, REMEMBERED); i++) {
      least = i == 0 ? seconds[0] : Math.min(least, seconds[i]);
    }
    return least;
  }
}
