package org.vivavoce.rtp.jitter;

import java.util.Arrays;

/**
 * Sequence numbers and timestamps of one stream without their wrap-around (RFC 3550 appendix A.1),
 * and which packets have been seen.
 */
final class StreamNumbers {
  /** A sequence number farther off than this begins a new sequence once the next one follows it. */
  private static final int MAX_DROPOUT = 3_000;

  /** How many sequence numbers back a duplicate is told from a late packet. */
  private static final int SEEN = 1_024;

  private static final int NO_SEQUENCE = -1;

  enum Place {
    /** It goes on from what came before. */
    HERE,
    /** It is far off; perhaps a new sequence begins with it. */
    FAR,
    /** It follows one that was far off: a new sequence has begun. */
    ELSEWHERE
  }

  private final long[] seen = new long[SEEN];
  private boolean any;
  private long highestSeq;
  private long highestTimestamp;
  private long firstTimestamp;
  private int successorOfFar = NO_SEQUENCE;

  boolean any() {
    return any;
  }

  /** Where a packet's sequence number lies. After ELSEWHERE the caller must {@link #begin}. */
  Place place(int seq16) {
    int delta = (short) (seq16 - (int) highestSeq);
    if (Math.abs(delta) <= MAX_DROPOUT) {
      successorOfFar = NO_SEQUENCE;
      return Place.HERE;
    }
    if ((seq16 & 0xffff) == successorOfFar) {
      return Place.ELSEWHERE;
    }
    successorOfFar = (seq16 + 1) & 0xffff;
    return Place.FAR;
  }

  /** This packet is the first. */
  void begin(int seq16, long rtpTimestamp) {
    any = true;
    // Far enough from zero that packets reordered to before the first have a number too.
    highestSeq = 0x10000L + (seq16 & 0xffff);
    highestTimestamp = 0x1_0000_0000L + (rtpTimestamp & 0xffff_ffffL);
    firstTimestamp = highestTimestamp;
    successorOfFar = NO_SEQUENCE;
    Arrays.fill(seen, Long.MIN_VALUE);
  }

  void forget() {
    any = false;
  }

  long sequence(int seq16) {
    return highestSeq + (short) (seq16 - (int) highestSeq);
  }

  long timestamp(long rtpTimestamp) {
    return highestTimestamp + (int) (rtpTimestamp - highestTimestamp);
  }

  long highest() {
    return highestSeq;
  }

  /** Samples since the stream's first packet. */
  long sinceFirst(long timestamp) {
    return timestamp - firstTimestamp;
  }

  /** Notes a packet; false if it has been noted before. */
  boolean note(long seq) {
    int i = (int) seq & (SEEN - 1);
    if (seen[i] == seq) {
      return false;
    }
    seen[i] = seq;
    return true;
  }

  /** Later numbers are near this packet's. */
  void advance(long seq, long timestamp) {
    if (seq > highestSeq) {
      highestSeq = seq;
      highestTimestamp = timestamp;
    }
  }
}
