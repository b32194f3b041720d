package org.vivavoce.rtp.jitter;

/**
 * How long after its media time a frame is taken for playout, watched over the last frames. The
 * smallest counts: pulls that come late, because the sink's thread was held up, only look like
 * delay and will be made up for. A burst of pulls at one moment counts by its last.
 */
final class PlayoutDelay {
  private static final int FRAMES = 12;

  /** Pulls closer together than this are one moment. */
  private static final long MOMENT_NANOS = 5_000_000L;

  private final long[] raw = new long[FRAMES];
  private int count;
  private int at;
  private long moment;

  /** A frame whose media time is {@code mediaNanos} is taken now. */
  void onFrame(long nowNanos, long mediaNanos) {
    long delay = nowNanos - mediaNanos;
    if (count > 0 && nowNanos - moment < MOMENT_NANOS) {
      raw[at] = Math.min(raw[at], delay);
      return;
    }
    moment = nowNanos;
    at = (at + 1) % FRAMES;
    raw[at] = delay;
    count = Math.min(count + 1, FRAMES);
  }

  /** Whether enough has been seen to act upon. */
  boolean known() {
    return count > FRAMES / 2;
  }

  boolean any() {
    return count > 0;
  }

  /** The smallest of the last frames, with the transit baseline still in it. */
  long min() {
    long min = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      min = Math.min(min, raw[(at - i + FRAMES) % FRAMES]);
    }
    return min;
  }

  /** Playout was put off (positive) or brought forward by this much. */
  void shift(long nanos) {
    for (int i = 0; i < FRAMES; i++) {
      raw[i] += nanos;
    }
  }

  void clear() {
    count = 0;
  }
}
