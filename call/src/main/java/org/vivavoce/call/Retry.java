package org.vivavoce.call;

import java.util.random.RandomGenerator;
import org.vivavoce.peer.EventLoop;

/**
 * Says something again until it is no longer needed: after an interval that grows from one time to
 * the next up to a limit, each a quarter longer or shorter at random, so that many do not speak at
 * once. For the loop.
 */
final class Retry {
  private static final double GROWTH = 1.5;
  private static final double JITTER = 0.25;

  private final EventLoop loop;
  private final RandomGenerator random;
  private final long firstNanos;
  private final long maxNanos;
  private final Runnable again;
  private EventLoop.Timer timer;
  private double interval;

  Retry(Environment environment, long firstNanos, long maxNanos, Runnable again) {
    this.loop = environment.loop();
    this.random = environment.random();
    this.firstNanos = firstNanos;
    this.maxNanos = maxNanos;
    this.again = again;
  }

  /** From now on, if not so already. */
  void start() {
    if (timer == null) {
      interval = firstNanos;
      schedule();
    }
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void schedule() {
    double jittered = interval * (1 - JITTER + 2 * JITTER * random.nextDouble());
    timer =
        loop.schedule(
            () -> {
              interval = Math.min(maxNanos, interval * GROWTH);
              schedule();
              again.run();
            },
            (long) jittered);
  }
}
