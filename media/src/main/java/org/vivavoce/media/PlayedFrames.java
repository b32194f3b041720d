package org.vivavoce.media;

/**
 * How many frames a device has played by now, of one that tells it in steps: many count on only
 * when they fetch the next period, 10 to 50 ms at once. Who pulls at each step would pull several
 * buffers at once and then none for a while, and a stream from the network would run dry in
 * between.
 *
 * <p>Right after a step the device tells the truth, and later it lags behind. So of what was told
 * lately counts what was farthest ahead of the clock. Sans-IO: the time is a parameter. For one
 * thread.
 */
final class PlayedFrames {
  private static final double SECOND = 1e9;

  /** What was told counts for so long, and for up to twice as long. */
  private static final long WINDOW_NANOS = 1_000_000_000L;

  private final int rate;
  private boolean begun;
  private long first;
  private long windowBegan;
  private double ahead;
  private double aheadBefore;
  private long told;

  PlayedFrames(int rate) {
    this.rate = rate;
  }

  /**
   * The device says how far it is.
   *
   * @param frames since it was opened, never less than before
   */
  void tell(long frames, long nowNanos) {
    told = frames;
    if (!begun) {
      if (frames > 0) {
        begun = true;
        first = nowNanos;
        windowBegan = nowNanos;
        ahead = frames;
        aheadBefore = frames;
      }
      return;
    }
    double now = frames - clock(nowNanos);
    if (nowNanos - windowBegan > WINDOW_NANOS) {
      windowBegan = nowNanos;
      aheadBefore = ahead;
      ahead = now;
    }
    ahead = Math.max(ahead, now);
  }

  private double clock(long nowNanos) {
    return (nowNanos - first) / SECOND * rate;
  }

  /** Frames played by now: as was told, or more if the last step was a while ago. */
  long at(long nowNanos) {
    if (!begun) {
      return told;
    }
    return Math.max(told, (long) (clock(nowNanos) + Math.max(ahead, aheadBefore)));
  }
}
