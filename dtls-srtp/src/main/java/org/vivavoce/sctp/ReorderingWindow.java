package org.vivavoce.sctp;

/**
 * How much later than others a packet may arrive before it is held lost: the reordering window of
 * <a href="https://www.rfc-editor.org/rfc/rfc8985#section-6.2">RFC 8985 section 6.2</a>, steps 3
 * and 4.
 *
 * <p>A quarter of the shortest round trip at first. As long as the path has never reordered
 * packets, three reports that one is missing are enough, too. When the other side says that
 * something came twice, we were too hasty: the window grows by as much again, up to a round trip,
 * and shrinks back when nothing has come twice for sixteen recoveries.
 */
final class ReorderingWindow {
  private static final int FRACTION = 4;
  private static final int PERSISTENCE = 16;

  private final RttEstimator rtt;
  private boolean seen;
  private int steps = 1;
  private int recoveriesLeft;
  private long nextGrowthAt = Long.MIN_VALUE;

  ReorderingWindow(RttEstimator rtt) {
    this.rtt = rtt;
  }

  /** Something that was sent once has arrived behind what was sent after it. */
  void onReordering() {
    seen = true;
  }

  /** The other side has got something twice: at most one step in a round trip. */
  void onDuplicate(long now) {
    if (now >= nextGrowthAt) {
      steps++;
      nextGrowthAt = Deadline.after(now, rtt.smoothed());
    }
    recoveriesLeft = PERSISTENCE;
  }

  /** Something was lost after nothing was for a while. */
  void onRecovery() {
    recoveriesLeft--;
    if (recoveriesLeft <= 0) {
      steps = 1;
    }
  }

  /** Whether counting reports tells of losses. */
  boolean countsMisses() {
    return !seen;
  }

  long nanos() {
    return Math.min(rtt.smoothed(), steps * (rtt.least() / FRACTION));
  }
}
