package org.vivavoce.peer;

import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A serial loop over a pool that all loops share. */
final class SharedEventLoop implements EventLoop {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

  /** Which loop the thread is draining. */
  private static final ThreadLocal<SharedEventLoop> CURRENT = new ThreadLocal<>();

  private final String name;
  private final ScheduledThreadPoolExecutor pool;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** How many tasks were queued and not yet finished: who raises it from zero submits the drain. */
  private final AtomicInteger pending = new AtomicInteger();

  private final AtomicBoolean closed = new AtomicBoolean();
  private final Runnable drain = this::drain;

  SharedEventLoop(String name) {
    this.name = Objects.requireNonNull(name, "name");
    this.pool = Pool.acquire();
  }

  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "task");
    if (closed.get()) {
      return;
    }
    tasks.add(task);
    if (pending.getAndIncrement() == 0) {
      submit();
    }
  }

  @Override
  public void executeHere(Runnable task) {
    Objects.requireNonNull(task, "task");
    if (closed.get()) {
      return;
    }
    if (!pending.compareAndSet(0, 1)) {
      execute(task);
      return;
    }
    SharedEventLoop outer = CURRENT.get();
    CURRENT.set(this);
    try {
      runLogged(task);
    } finally {
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
      if (pending.decrementAndGet() > 0) {
        submit();
      }
    }
  }

  private void submit() {
    try {
      pool.execute(drain);
    } catch (RejectedExecutionException e) {
      // Closed meanwhile, and the pool with it: the tasks are dropped, as documented.
      tasks.clear();
    }
  }

  private void drain() {
    CURRENT.set(this);
    try {
      do {
        Runnable task = tasks.poll();
        if (task != null && !closed.get()) {
          runLogged(task);
        }
      } while (pending.decrementAndGet() > 0);
    } finally {
      CURRENT.remove();
    }
  }

  private void runLogged(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // Even an Error: if it left, the tasks behind it would wait for ever.
      LOG.error("A task of loop {} threw; the loop goes on", name, e);
    }
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Objects.requireNonNull(task, "task");
    if (closed.get()) {
      return () -> {};
    }
    OneShot timer = new OneShot(task);
    try {
      timer.future =
          pool.schedule(() -> execute(timer), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // As in execute: the loop was closed meanwhile.
      timer.cancel();
    }
    return timer;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public boolean inLoop() {
    return CURRENT.get() == this;
  }

  @Override
  public boolean closed() {
    return closed.get();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      tasks.clear();
      Pool.release();
    }
  }

  private static final class OneShot implements Timer, Runnable {
    private final AtomicBoolean done = new AtomicBoolean();
    private final Runnable task;
    private volatile ScheduledFuture<?> future;

    OneShot(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (done.compareAndSet(false, true)) {
        task.run();
      }
    }

    @Override
    public void cancel() {
      done.set(true);
      ScheduledFuture<?> f = future;
      if (f != null) {
        f.cancel(false);
      }
    }
  }

  /** The shared threads, alive while there is a loop. */
  private static final class Pool {
    private static final int THREADS =
        Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
    private static ScheduledThreadPoolExecutor current;
    private static int users;

    static synchronized ScheduledThreadPoolExecutor acquire() {
      if (users++ == 0) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads =
            r -> {
              Thread t = new Thread(r, "vivavoce-loop-" + number.incrementAndGet());
              t.setDaemon(true);
              return t;
            };
        current = new ScheduledThreadPoolExecutor(THREADS, threads);
        current.setRemoveOnCancelPolicy(true);
        current.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
      }
      return current;
    }

    static synchronized void release() {
      if (--users == 0) {
        current.shutdown();
        current = null;
      }
    }
  }
}
