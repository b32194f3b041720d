package org.vivavoce.rtp;

/**
 * Extends sequence numbers and counts losses, RFC 3550 appendix A.1 and A.3. Knows nothing of time.
 *
 * <p>A source that jumps far is believed when two packets follow each other there. What it loses or
 * gains over such a restart is not counted.
 */
final class SequenceTracker {
  /** A jump ahead by so many is a loss; by more it is a restart (A.1). */
  static final int MAX_DROPOUT = 3_000;

  /** A jump back by so many is reordering; by more it is a restart (A.1). */
  static final int MAX_MISORDER = 100;

  /** So many packets in a row put an end to probation. */
  static final int MIN_SEQUENTIAL = 2;

  static final long REJECTED_PROBATION = -1;
  static final long REJECTED_JUMP = -2;

  private static final int MOD = 1 << 16;
  private static final int NOWHERE = MOD + 1;

  /**
   * Remembers the last 128 numbers, more than MAX_MISORDER, to tell a late packet from a duplicate.
   */
  private static final int WINDOW = 128;

  private final long[] seen = new long[WINDOW / 64];
  private int probation;
  private boolean started;
  private int maxSequence;
  private int badSequence = NOWHERE;

  /** Cycles times 65,536 since the last restart, as the reports have it. */
  private long cycles;

  /** What to add for the numbers that are handed out: begins at one cycle and survives restarts. */
  private long epoch = MOD;

  private int baseSequence;
  private long received;
  private long expectedPrior;
  private long receivedPrior;
  private long lostBeforeRestart;
  private long receivedBeforeRestart;
  private long duplicates;
  private long reordered;
  private long rejected;
  private long restarts;
  private boolean lastWasDuplicate;

  SequenceTracker(boolean onProbation) {
    probation = onProbation ? MIN_SEQUENTIAL : 0;
  }

  /** The extended number, or one of the negative REJECTED. */
  long onPacket(int sequence) {
    lastWasDuplicate = false;
    if (!started) {
      return first(sequence);
    }
    int delta = (sequence - maxSequence) & 0xFFFF;
    if (probation > 0) {
      return probe(sequence, delta);
    }
    if (delta < MAX_DROPOUT) {
      if (delta == 0) {
        duplicate();
      } else {
        if (sequence < maxSequence) {
          cycles += MOD;
        }
        maxSequence = sequence;
        advance(delta);
      }
    } else if (delta <= MOD - MAX_MISORDER) {
      if (sequence != badSequence) {
        badSequence = (sequence + 1) & 0xFFFF;
        rejected++;
        return REJECTED_JUMP;
      }
      restart(sequence);
    } else {
      late(MOD - delta);
    }
    received++;
    return extend(sequence);
  }

  private long first(int sequence) {
    started = true;
    begin(sequence);
    if (probation > 0) {
      probation--;
      if (probation > 0) {
        rejected++;
        return REJECTED_PROBATION;
      }
    }
    received++;
    return extend(sequence);
  }

  private long probe(int sequence, int delta) {
    if (delta == 1) {
      probation--;
      if (probation == 0) {
        begin(sequence);
        received++;
        return extend(sequence);
      }
    } else {
      probation = MIN_SEQUENTIAL - 1;
    }
    maxSequence = sequence;
    rejected++;
    return REJECTED_PROBATION;
  }

  private void begin(int sequence) {
    baseSequence = sequence;
    maxSequence = sequence;
    badSequence = NOWHERE;
    cycles = 0;
    received = 0;
    expectedPrior = 0;
    receivedPrior = 0;
    seen[0] = 1;
    seen[1] = 0;
  }

  private void restart(int sequence) {
    restarts++;
    lostBeforeRestart += expected() - received;
    receivedBeforeRestart += received;
    // Two cycles on, whatever the new number: what we hand out never goes back over a restart, and
    // nobody takes the gap for one that could be filled.
    epoch += cycles + 2L * MOD;
    begin(sequence);
  }

  private void duplicate() {
    duplicates++;
    lastWasDuplicate = true;
  }

  private void late(int behind) {
    long bit = 1L << (behind & 63);
    int word = behind >>> 6;
    if ((seen[word] & bit) != 0) {
      duplicate();
    } else {
      seen[word] |= bit;
      reordered++;
    }
  }

  private void advance(int by) {
    if (by >= WINDOW) {
      seen[0] = 0;
      seen[1] = 0;
    } else if (by >= 64) {
      seen[1] = seen[0] << (by - 64);
      seen[0] = 0;
    } else {
      seen[1] = seen[1] << by | seen[0] >>> (64 - by);
      seen[0] <<= by;
    }
    seen[0] |= 1;
  }

  /** A number ahead of the highest one belongs to the cycle before. */
  private long extend(int sequence) {
    long behind = (maxSequence - sequence) & 0xFFFF;
    return epoch + cycles + maxSequence - behind;
  }

  boolean lastWasDuplicate() {
    return lastWasDuplicate;
  }

  boolean started() {
    return started && probation == 0;
  }

  /** As the reports have it: counted from the last restart, 32 bits. */
  long extendedHighest() {
    return (cycles + maxSequence) & 0xFFFF_FFFFL;
  }

  private long expected() {
    return started() ? cycles + maxSequence - baseSequence + 1 : 0;
  }

  /** Since the last restart, as the reports have it. */
  long lostSinceRestart() {
    return expected() - received;
  }

  long lost() {
    return lostBeforeRestart + lostSinceRestart();
  }

  long received() {
    return receivedBeforeRestart + received;
  }

  /** Appendix A.3, in 1/256, and begins a new interval. */
  int takeFractionLost() {
    long expected = expected();
    long expectedInterval = expected - expectedPrior;
    long lostInterval = expectedInterval - (received - receivedPrior);
    expectedPrior = expected;
    receivedPrior = received;
    if (expectedInterval <= 0 || lostInterval <= 0) {
      return 0;
    }
    // All lost would be 256, which does not fit; there is no report then, as nobody is heard.
    return (int) Math.min(255, (lostInterval << 8) / expectedInterval);
  }

  long duplicates() {
    return duplicates;
  }

  long reordered() {
    return reordered;
  }

  long rejected() {
    return rejected;
  }

  long restarts() {
    return restarts;
  }
}
