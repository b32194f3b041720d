package org.vivavoce.media;

/**
 * Says when each buffer is due. Deadlines are absolute, computed from the start by the count of
 * frames, so that rounding and late wake-ups do not add up.
 *
 * <p>Who comes late finds several buffers due at once and catches up; but never with more than
 * {@code maxBurst}: what is beyond is skipped, and the later deadlines move by whole buffers.
 *
 * <p>No clock and no thread: time is a parameter, in nanoseconds on the scale of {@code
 * System.nanoTime}.
 */
final class Pacer {
  private final PcmFormat format;
  private final int framesPerBuffer;
  private final int maxBurst;
  private long startNanos;
  private long index;
  private long skipped;

  /**
   * @param format whose rate paces
   * @param framesPerBuffer at least 1
   * @param maxBurst the most buffers due at once, at least 1
   */
  Pacer(PcmFormat format, int framesPerBuffer, int maxBurst) {
    if (framesPerBuffer < 1 || maxBurst < 1) {
      throw new IllegalArgumentException(framesPerBuffer + " frames, burst of " + maxBurst);
    }
    this.format = format;
    this.framesPerBuffer = framesPerBuffer;
    this.maxBurst = maxBurst;
  }

  /** Begins anew: the first buffer is due now. */
  void start(long nowNanos) {
    startNanos = nowNanos;
    index = 0;
  }

  /** When the next buffer is due. */
  long deadlineNanos() {
    return deadline(index);
  }

  private long deadline(long buffer) {
    return startNanos + format.nanos(buffer * framesPerBuffer);
  }

  /** How long to wait for the next buffer; 0 if it is due. */
  long nanosUntilDue(long nowNanos) {
    return Math.max(0, deadlineNanos() - nowNanos);
  }

  /**
   * Takes the buffer that is due, after skipping those that are too late.
   *
   * @param nowNanos at or after its deadline
   * @return the deadline of the buffer taken
   */
  long take(long nowNanos) {
    long late = nowNanos - deadlineNanos();
    if (late < 0) {
      throw new AssertionError("taken " + -late + " ns early");
    }
    // Exactly this many buffers besides the next are due: found from the rate, not by a loop over a
    // stall of any length.
    long dueBesides = (long) ((double) late * format.sampleRate() / 1e9 / framesPerBuffer);
    while (deadline(index + dueBesides) - nowNanos > 0) {
      dueBesides--;
    }
    while (deadline(index + dueBesides + 1) - nowNanos <= 0) {
      dueBesides++;
    }
    long skip = Math.max(0, dueBesides + 1 - maxBurst);
    index += skip;
    skipped += skip;
    return deadline(index++);
  }

  /** Buffers skipped since the pacer was made. */
  long skipped() {
    return skipped;
  }
}
