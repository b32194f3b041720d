package org.vivavoce.srtp;

/**
 * Extends 16-bit sequence numbers to 48-bit packet indices (RFC 3711 section 3.3.1, appendix A).
 */
final class RtpIndex {
  /** The first index that does not exist: ROC and sequence number have 48 bits. */
  static final long END = 1L << 48;

  private static final int CYCLE = 1 << 16;
  private static final int HALF_CYCLE = CYCLE / 2;

  private RtpIndex() {}

  /**
   * Returns the index with this sequence number that lies nearest to the highest one seen so far.
   * It may lie at or beyond {@link #END}, where no packet is.
   *
   * <p>Before the first packet, and where the nearest would lie before it, the rollover counter is
   * zero: appendix A would go back to 2<sup>32</sup> - 1 there, which no sender can mean.
   *
   * @param highest the highest index so far, or {@link ReplayWindow#NONE}
   */
  static long estimate(long highest, int sequenceNumber) {
    if (highest == ReplayWindow.NONE) {
      return sequenceNumber;
    }
    long index = highest & -CYCLE | sequenceNumber;
    if (index - highest > HALF_CYCLE && index >= CYCLE) {
      return index - CYCLE;
    }
    if (highest - index > HALF_CYCLE) {
      return index + CYCLE;
    }
    return index;
  }
}
