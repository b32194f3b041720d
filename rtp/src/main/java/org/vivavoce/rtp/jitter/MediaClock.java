package org.vivavoce.rtp.jitter;

/** Samples of one RTP clock as nanoseconds and back, without overflow over years. */
record MediaClock(int rate) {
  private static final long SECOND = 1_000_000_000L;

  long nanos(long samples) {
    return samples / rate * SECOND + samples % rate * SECOND / rate;
  }

  long samples(long nanos) {
    return nanos / SECOND * rate + nanos % SECOND * rate / SECOND;
  }

  /** Ten milliseconds, the step of every sink. */
  int tick() {
    return rate / 100;
  }
}
