package org.vivavoce.sctp;

/**
 * The congestion window: slow start of RFC 9260 section 7.2.1, and CUBIC (<a
 * href="https://www.rfc-editor.org/rfc/rfc9438#section-4">RFC 9438 section 4</a>) in the place of
 * that RFC's linear congestion avoidance, as TCP and QUIC have it nearly everywhere. All sizes are
 * bytes of chunks with their headers.
 *
 * <pre>
 *   window
 *     max  - - - - - - - - - .-----'      W(t) = C (t - K)^3 + max
 *                     .--'
 *                  .'
 *   0.7 max  -----'                       K = cbrt((max - 0.7 max) / C)
 *            0                K       t   since the loss
 * </pre>
 *
 * <p>On short or lossy paths it does as the linear rule would (section 4.3), so that it takes no
 * more than its share beside others; on long and fast ones it is back where the loss was after
 * seconds instead of minutes.
 */
final class CongestionControl {
  private static final int MIN_THRESHOLD_PACKETS = 4;

  /** In packets a second cubed. */
  private static final double C = 0.4;

  /** What is left of the window after a loss. */
  private static final double BETA = 0.7;

  /** The packets that the linear rule with {@link #BETA} adds in a round trip, section 4.3. */
  private static final double FRIENDLY_ALPHA = 3 * (1 - BETA) / (1 + BETA);

  private static final double NANOS = 1e9;

  private final long initialWindow;
  private int packetSize;
  private long window;
  private long threshold = Long.MAX_VALUE;
  private long lastSentAt;

  /** The window when something was lost last, made smaller if it shrank from loss to loss. */
  private double max;

  /** The window before the last loss. */
  private double prior;

  /** Whether congestion avoidance has begun since the last loss; when, and its K in seconds. */
  private boolean avoiding;

  private long epoch;
  private double k;

  /** What the linear rule would have made of the window. */
  private double friendly;

  /** Since when the window is not what limits; time does not run for it meanwhile. */
  private boolean paused;

  private long pausedAt;

  CongestionControl(SctpConfig config) {
    this.packetSize = config.packetSize;
    // RFC 9260 allows min(4 * MTU, max(2 * MTU, 4404)), RFC 6928 ten packets.
    this.initialWindow = (long) config.initialWindowPackets * config.packetSize;
    this.window = initialWindow;
  }

  long window() {
    return window;
  }

  void packetSize(int bytes) {
    packetSize = bytes;
  }

  /**
   * The cumulative TSN moved on outside of fast recovery.
   *
   * @param acked bytes newly acknowledged
   * @param limited whether the window was all that held us back: otherwise it does not grow
   * @param rtt the smoothed round trip in nanoseconds
   */
  void onAck(long acked, boolean limited, long rtt, long now) {
    if (!limited) {
      if (!paused) {
        paused = true;
        pausedAt = now;
      }
      return;
    }
    if (window < threshold) {
      // As much as acknowledgements of every second packet would bring, one packet for each: the
      // other side may answer many at once.
      window += Math.max(Math.min(acked, packetSize), acked / 2);
    } else {
      avoidCongestion(acked, rtt, now);
    }
    paused = false;
  }

  private void avoidCongestion(long acked, long rtt, long now) {
    if (!avoiding) {
      begin(now);
    } else if (paused) {
      epoch += now - pausedAt;
    }
    double share = (double) acked / window;
    friendly += (friendly < prior ? FRIENDLY_ALPHA : 1) * packetSize * share;
    double since = (now - epoch) / NANOS;
    if (cubic(since) < friendly) {
      window = Math.max(window, (long) friendly);
    } else {
      double target = Math.min(cubic(since + rtt / NANOS), 1.5 * window);
      window += (long) (Math.max(0, target - window) * share);
    }
  }

  private void begin(long now) {
    avoiding = true;
    epoch = now;
    friendly = window;
    max = Math.max(max, window);
    k = Math.cbrt((max - window) / packetSize / C);
  }

  private double cubic(double seconds) {
    double t = seconds - k;
    return C * packetSize * t * t * t + max;
  }

  /** Something was lost, for the first time in this window (sections 4.6 and 4.7). */
  void onLoss() {
    reduce();
    window = threshold;
  }

  /** T3-rtx expired (RFC 9260 section 7.2.3, RFC 9438 section 4.8). */
  void onTimeout() {
    reduce();
    window = packetSize;
    max = 0;
  }

  private void reduce() {
    // Fast convergence: who has to give way gives a little more.
    max = window < max ? window * (1 + BETA) / 2 : window;
    prior = window;
    threshold = Math.max((long) (window * BETA), minThreshold());
    avoiding = false;
  }

  /** Data is being sent; after a silence the window shrinks (RFC 9260 section 7.2.1). */
  void onSend(long now, boolean wasIdle, long rto) {
    if (wasIdle && window > initialWindow) {
      for (long idle = now - lastSentAt; idle >= rto && window > initialWindow; idle -= rto) {
        threshold = Math.max(threshold, window * 3 / 4);
        window = Math.max(window / 2, initialWindow);
        avoiding = false;
      }
    }
    lastSentAt = now;
  }

  private long minThreshold() {
    return (long) MIN_THRESHOLD_PACKETS * packetSize;
  }
}
