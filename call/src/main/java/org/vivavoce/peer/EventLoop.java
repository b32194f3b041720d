package org.vivavoce.peer;

import java.util.concurrent.Executor;

/**
 * Runs tasks one after another, in the order in which they were given. All state of a {@link
 * PeerConnection} (and of a Controller) changes on its loop, and its events are delivered there, so
 * that listeners need no locks.
 *
 * <p>The loop is also the clock of what runs on it: {@link #nanoTime()} and {@link #schedule} are
 * the only time that state machines see, so a test can drive them in virtual time with a loop of
 * its own.
 *
 * <p>All methods are safe from any thread.
 */
public interface EventLoop extends Executor, AutoCloseable {

  /**
   * A loop on the threads that all loops of this process share: a few daemon threads named {@code
   * vivavoce-loop-N}, started with the first loop and gone when the last one is closed. An idle
   * loop costs no thread. So tasks must not block: above all not to wait for another loop, which
   * may need the same thread.
   *
   * @param name shows up in log lines about a task that threw
   */
  static EventLoop shared(String name) {
    return new SharedEventLoop(name);
  }

  /**
   * Runs the task later, after all tasks given before. A closed loop drops it. What it throws is
   * logged; the loop goes on.
   */
  @Override
  void execute(Runnable task);

  /**
   * Runs the task once, after at least the delay.
   *
   * @param delayNanos nanoseconds from now; zero or less: as soon as possible
   */
  Timer schedule(Runnable task, long delayNanos);

  /** Nanoseconds, on a clock that only this loop's deadlines are compared with. */
  long nanoTime();

  /** Whether the calling thread is now running a task of this loop. */
  boolean inLoop();

  /**
   * Runs the task on the calling thread, before this returns, if the loop has nothing else to do;
   * otherwise as {@link #execute}. Spares the hand-over to another thread, for callers that can
   * spare theirs for as long as the task takes, with the listeners that it calls.
   */
  default void executeHere(Runnable task) {
    execute(task);
  }

  /** Whether {@link #close} was called. */
  boolean closed();

  /** Runs the task at once if the caller is on the loop already, else as {@link #execute}. */
  default void run(Runnable task) {
    if (inLoop()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /**
   * Drops all tasks that have not begun, and all timers. Idempotent; does not wait for a task that
   * is running.
   */
  @Override
  void close();

  /** A task to come. */
  @FunctionalInterface
  interface Timer {
    /** The task will not begin any more, unless it has begun. Idempotent. */
    void cancel();
  }
}
