package org.vivavoce.media;

import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.DataLine;

/**
 * Waits for a line in small steps, because its own blocking calls can neither be ended nor do they
 * notice a device that is gone; and where such a call goes on for ever all the same, closes the
 * line from outside, which ends it.
 */
final class LineWait {
  /** A device that gives or takes nothing for so long is gone. */
  static final long PATIENCE_NANOS = 2_000_000_000L;

  private static final long STEP_NANOS = 2_000_000L;
  private static final long LOOK_MILLIS = 500;

  /** Looks after the lines that are open; no thread while there is none. */
  private static final ScheduledThreadPoolExecutor WATCH = watch();

  private final DataLine line;
  private final String name;
  private final ScheduledFuture<?> watched;
  private volatile boolean closed;
  private volatile boolean stuck;

  /** When a call began that should return at once; 0: none is under way. */
  private volatile long callNanos;

  LineWait(DataLine line, String name) {
    this.line = line;
    this.name = name;
    watched =
        WATCH.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static ScheduledThreadPoolExecutor watch() {
    ScheduledThreadPoolExecutor pool =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "vivavoce-lines");
              thread.setDaemon(true);
              return thread;
            });
    pool.setKeepAliveTime(1, TimeUnit.SECONDS);
    pool.allowCoreThreadTimeOut(true);
    pool.setRemoveOnCancelPolicy(true);
    return pool;
  }

  private void look() {
    long began = callNanos;
    if (began != 0 && System.nanoTime() - began > PATIENCE_NANOS) {
      stuck = true;
      line.close();
    }
  }

  /** What is waited for. */
  interface Condition {
    boolean met();
  }

  /** Something of the line that should not block. */
  interface Call {
    int run();
  }

  /**
   * Waits.
   *
   * @throws IOException if it is closed, or the device gone
   */
  void until(Condition condition) throws IOException {
    long start = System.nanoTime();
    while (!condition.met()) {
      check();
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw stoodStill();
      }
      LockSupport.parkNanos(this, STEP_NANOS);
    }
    check();
  }

  /**
   * Moves bytes.
   *
   * @return how many, at least one
   * @throws IOException if it is closed, or the device gone
   */
  int move(Call call) throws IOException {
    callNanos = Math.max(1, System.nanoTime());
    int moved = call.run();
    callNanos = 0;
    if (moved <= 0) {
      check();
      throw new IOException(name + ": the device is gone");
    }
    return moved;
  }

  private IOException stoodStill() {
    return new IOException(name + ": the device has stood still for two seconds");
  }

  private void check() throws IOException {
    if (closed) {
      throw new IOException(name + ": closed");
    }
    if (stuck) {
      throw stoodStill();
    }
    if (!line.isOpen()) {
      throw new IOException(name + ": the device is gone");
    }
  }

  /** Closes the line; again changes nothing. */
  void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    watched.cancel(false);
    line.close();
  }

  boolean isClosed() {
    return closed;
  }
}
