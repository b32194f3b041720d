package org.vivavoce.rtp.jitter;

/**
 * How long after its media time a frame is taken for playout, watched over the last frames. The
 * smallest counts: pulls that come late, because the sink's thread was held up, only look like
 * delay and will be made up for. A burst of pulls at one moment counts by its last.
 *
 * <p>Frames are taken when a pull finds no samples left, so the moments at which they are needed
 * lie on the grid of the pulls. Where in its pull a frame begins (its phase) is delay that brings
 * no safety:
 *
 * <pre>
 *   pulls      |         |         |         |     every 20 ms
 *   frames     [   1    ][   2    ][   3    ]      phase 0: frame 2 is needed at the second pull
 *   frames         [   1    ][   2    ][   3       phase 8: frame 2 too, and is heard 8 ms later
 * </pre>
 *
 * <p>So playout can be shortened by its phase for nothing, and beyond that a little shortening
 * costs a whole step of the grid. Corrections aim at phase 0.
 */
final class PlayoutDelay {
  private static final int FRAMES = 12;

  /** Pulls closer together than this are one moment. */
  private static final long MOMENT_NANOS = 5_000_000L;

  private final int rate;
  private final long[] raw = new long[FRAMES];
  private int count;
  private int at;
  private long moment;
  private int grid;
  private int phase;

  PlayoutDelay(int clockRate) {
    rate = clockRate;
    grid = clockRate / 100;
  }

  /**
   * A frame is taken now.
   *
   * @param mediaNanos its media time
   * @param position samples of the pull that come before it
   * @param pull samples that the pull wants
   * @param frame samples that the frame has
   */
  void onFrame(long nowNanos, long mediaNanos, int position, int pull, int frame) {
    grid = gcd(pull, frame);
    phase = position % grid;
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

  /**
   * By how many samples to stretch (positive) or shorten (negative) playout, so that frames are
   * taken at least {@code least} after their media time but less than one step of the grid later
   * than that.
   *
   * @param tolerance how much above that step is left alone, in samples
   * @param idle how much phase is left alone, in samples
   */
  int correction(long least, int tolerance, int idle) {
    long slack = (min() - least) / 1_000 * rate / 1_000_000;
    if (slack < 0) {
      long steps = (-slack + grid - 1) / grid;
      return (int) Math.min(steps * grid - phase, rate);
    }
    long steps = Math.max(0, (slack - tolerance) / grid);
    return steps > 0 || phase >= idle ? (int) -Math.min(steps * grid + phase, rate) : 0;
  }

  /** Playout was put off (positive) or brought forward by this many samples. */
  void shifted(int samples) {
    int moved = phase + samples;
    int steps = Math.floorDiv(moved, grid);
    phase = Math.floorMod(moved, grid);
    long nanos = (long) steps * grid * 1_000_000_000L / rate;
    for (int i = 0; i < FRAMES; i++) {
      raw[i] += nanos;
    }
  }

  void clear() {
    count = 0;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
