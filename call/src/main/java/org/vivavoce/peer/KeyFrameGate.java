package org.vivavoce.peer;

/**
 * Lets requests for key frames through, but not too many: a key frame costs as much as ten others.
 */
final class KeyFrameGate {
  private final long intervalNanos;
  private boolean passed;
  private long passedNanos;

  /**
   * @param intervalNanos what comes sooner after the last one that passed is held to be answered by
   *     the same key frame
   */
  KeyFrameGate(long intervalNanos) {
    this.intervalNanos = intervalNanos;
  }

  synchronized boolean pass(long nowNanos) {
    if (passed && nowNanos - passedNanos < intervalNanos) {
      return false;
    }
    passed = true;
    passedNanos = nowNanos;
    return true;
  }
}
