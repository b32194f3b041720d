package org.vivavoce.example;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.vivavoce.peer.EventLoop;

/** A loop that a test drives step by step, so that a seed decides what happens before what. */
final class StepLoop implements EventLoop {
  private static final ScheduledExecutorService TIMERS =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread t = new Thread(task, "step-loop-timers");
            t.setDaemon(true);
            return t;
          });

  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;
  private volatile Thread running;

  @Override
  public void execute(Runnable task) {
    if (!closed) {
      tasks.add(task);
    }
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    ScheduledFuture<?> timer =
        TIMERS.schedule(() -> execute(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  /**
   * Runs the next task on the calling thread.
   *
   * @return false: there is none
   */
  boolean step() {
    Runnable task = tasks.poll();
    if (task == null) {
      return false;
    }
    now(task);
    return true;
  }

  /** Runs a task on the calling thread, as if it were the loop's. */
  void now(Runnable task) {
    running = Thread.currentThread();
    try {
      task.run();
    } finally {
      running = null;
    }
  }

  boolean idle() {
    return tasks.isEmpty();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public boolean inLoop() {
    return running == Thread.currentThread();
  }

  @Override
  public boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    tasks.clear();
  }
}
