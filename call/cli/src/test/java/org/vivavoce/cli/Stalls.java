package org.vivavoce.cli;

import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long a thread of this machine that wants to run every 2 ms is kept from it, while it
 * is open: what other work does to a call's punctuality.
 */
final class Stalls implements AutoCloseable {
  private static final long STEP_NANOS = 2_000_000;

  /** Shorter ones the playout delay takes up. */
  private static final long COUNTED_NANOS = 15_000_000;

  private volatile boolean closed;
  private volatile long nanos;

  private Stalls() {}

  /** Measures from now on. */
  static Stalls begin() {
    Stalls stalls = new Stalls();
    Thread thread = new Thread(stalls::measure, "stalls");
    thread.setDaemon(true);
    thread.start();
    return stalls;
  }

  private void measure() {
    long last = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(STEP_NANOS);
      long now = System.nanoTime();
      if (now - last > COUNTED_NANOS) {
        nanos += now - last;
      }
      last = now;
    }
  }

  /** All stalls of at least 15 ms added up. */
  double millis() {
    return nanos / 1e6;
  }

  @Override
  public void close() {
    closed = true;
  }
}
