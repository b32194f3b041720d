package org.vivavoce.peer;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;

/** Asks for missing packets: when they are found missing, and again for as long as they are. */
final class NackRequests {
  /** Deadlines are met no more often than this. */
  private static final long MIN_DELAY_NANOS = 1_000_000;

  private final EventLoop loop;
  private final LongUnaryOperator ask;
  private final AtomicBoolean woken = new AtomicBoolean();

  // The loop's own.
  private EventLoop.Timer timer = () -> {};
  private boolean closed;

  /**
   * @param ask asks for what is due, on the loop: the time in, the next deadline out; {@link
   *     Long#MAX_VALUE}: nothing is missing
   */
  NackRequests(EventLoop loop, LongUnaryOperator ask) {
    this.loop = loop;
    this.ask = ask;
  }

  /** Something is missing that was not before; from any thread. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      loop.execute(this::poll);
    }
  }

  private void poll() {
    woken.set(false);
    timer.cancel();
    if (closed) {
      return;
    }
    long now = loop.nanoTime();
    long next = ask.applyAsLong(now);
    if (next != Long.MAX_VALUE) {
      timer = loop.schedule(this::poll, Math.max(MIN_DELAY_NANOS, next - now));
    }
  }

  /** On the loop. */
  void close() {
    closed = true;
    timer.cancel();
  }
}
