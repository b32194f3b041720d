package org.vivavoce.sctp;

/**
 * The congestion window, RFC 9260 section 7.2. All sizes are bytes of chunks with their headers.
 */
final class CongestionControl {
  private static final int MIN_THRESHOLD_PACKETS = 4;

  private final long initialWindow;
  private int packetSize;
  private long window;
  private long threshold = Long.MAX_VALUE;
  private long partialBytesAcked;
  private long lastSentAt;

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
   * The cumulative TSN moved on outside of fast recovery (sections 7.2.1 and 7.2.2).
   *
   * @param acked bytes newly acknowledged
   * @param limited whether the window was all that held us back
   * @param isIdle whether nothing is in flight any more
   */
  void onAck(long acked, boolean limited, boolean isIdle) {
    if (window <= threshold) {
      if (limited) {
        // As much as acknowledgements of every second packet would bring, one packet for each: the
        // other side may answer many at once.
        window += Math.max(Math.min(acked, packetSize), acked / 2);
      }
    } else {
      partialBytesAcked += acked;
      if (partialBytesAcked >= window) {
        partialBytesAcked = limited ? partialBytesAcked - window : window;
        window += limited ? packetSize : 0;
      }
    }
    if (isIdle) {
      partialBytesAcked = 0;
    }
  }

  /** Something was lost, for the first time in this window (section 7.2.3). */
  void onLoss() {
    threshold = Math.max(window / 2, minThreshold());
    window = threshold;
    partialBytesAcked = 0;
  }

  /** T3-rtx expired (section 7.2.3). */
  void onTimeout() {
    threshold = Math.max(window / 2, minThreshold());
    window = packetSize;
    partialBytesAcked = 0;
  }

  /** Data is being sent; after a silence the window shrinks (section 7.2.1). */
  void onSend(long now, boolean wasIdle, long rto) {
    if (wasIdle && window > initialWindow) {
      for (long idle = now - lastSentAt; idle >= rto && window > initialWindow; idle -= rto) {
        threshold = Math.max(threshold, window * 3 / 4);
        window = Math.max(window / 2, initialWindow);
      }
    }
    lastSentAt = now;
  }

  private long minThreshold() {
    return (long) MIN_THRESHOLD_PACKETS * packetSize;
  }
}
