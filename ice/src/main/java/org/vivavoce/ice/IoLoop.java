package org.vivavoce.ice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread with a selector and timers. The loops of the process are shared by all agents: at most
 * four, each started for its first user and ended with its last.
 */
final class IoLoop {
  private static final Logger LOG = LoggerFactory.getLogger(IoLoop.class);
  private static final int MAX_LOOPS = Math.min(4, Runtime.getRuntime().availableProcessors());
  private static final List<IoLoop> LOOPS = new ArrayList<>();
  private static int counter;

  /** The largest UDP payload fits, so nothing is ever truncated. */
  static final int BUFFER_BYTES = 65_536;

  private final Thread thread;
  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final Consumer<SelectionKey> ready = this::onReady;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  /** What waits for the end of this round; the thread's own. */
  private final ArrayList<Runnable> roundEnd = new ArrayList<>();

  private int users; // guarded by LOOPS
  private volatile boolean ended;

  /** Called on the loop when the channel that it is attached to can be read. */
  interface Readable {
    void onReadable(ByteBuffer buffer);

    /** For channels that connect, or wait for room to write, as well. */
    default void onReady(SelectionKey key, ByteBuffer buffer) {
      onReadable(buffer);
    }
  }

  /** A deadline; belongs to the loop's thread. */
  static final class Timer implements Comparable<Timer> {
    private final long deadline;
    private final long order;
    private Runnable action;

    private Timer(long deadline, long order, Runnable action) {
      this.deadline = deadline;
      this.order = order;
      this.action = action;
    }

    void cancel() {
      action = null;
    }

    @Override
    public int compareTo(Timer other) {
      long difference = deadline - other.deadline;
      return difference != 0 ? Long.signum(difference) : Long.compare(order, other.order);
    }
  }

  private long timerOrder;

  private IoLoop(int number) {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector to be had", e);
    }
    thread = new LoopThread(this::run, "vivavoce-ice-" + number);
    thread.setDaemon(true);
    thread.start();
  }

  /** The loop with the fewest users, or a new one; each call needs one {@link #release}. */
  static IoLoop acquire() {
    synchronized (LOOPS) {
      IoLoop best = null;
      for (IoLoop loop : LOOPS) {
        if (best == null || loop.users < best.users) {
          best = loop;
        }
      }
      if (best == null || (best.users > 0 && LOOPS.size() < MAX_LOOPS)) {
        best = new IoLoop(++counter);
        LOOPS.add(best);
      }
      best.users++;
      return best;
    }
  }

  /**
   * Gives the loop back; its thread ends with its last user, and has ended when this returns,
   * unless it is called on a loop.
   */
  void release() {
    synchronized (LOOPS) {
      if (--users > 0) {
        return;
      }
      LOOPS.remove(this);
    }
    ended = true;
    selector.wakeup();
    if (!onAnyLoop()) {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static boolean onAnyLoop() {
    return Thread.currentThread() instanceof LoopThread;
  }

  private static final class LoopThread extends Thread {
    LoopThread(Runnable target, String name) {
      super(target, name);
    }
  }

  boolean onLoop() {
    return Thread.currentThread() == thread;
  }

  /** Runs it on the loop, soon; any thread. */
  void execute(Runnable task) {
    tasks.add(task);
    if (!onLoop()) {
      selector.wakeup();
    }
  }

  /** Runs it on the loop: at once when this is the loop. */
  void run(Runnable task) {
    if (onLoop()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /**
   * Runs it on the loop and returns when it has run; on another loop it does not wait, since that
   * one may be waiting for us.
   */
  void runAndWait(Runnable task) {
    if (onLoop()) {
      guarded(task);
      return;
    }
    if (onAnyLoop()) {
      execute(task);
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    execute(
        () -> {
          try {
            guarded(task);
          } finally {
            done.countDown();
          }
        });
    boolean interrupted = false;
    while (done.getCount() > 0) {
      try {
        done.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Only on the loop. */
  Timer schedule(long delayNanos, Runnable action) {
    Timer timer = new Timer(System.nanoTime() + delayNanos, timerOrder++, action);
    timers.add(timer);
    return timer;
  }

  /**
   * Runs it when all that lay in the sockets now has been read, and before the thread waits again;
   * only on the loop. Allocates nothing.
   */
  void atEndOfRound(Runnable task) {
    roundEnd.add(task);
  }

  /** Only on the loop. */
  SelectionKey register(SelectableChannel channel, Readable readable) throws IOException {
    return register(channel, SelectionKey.OP_READ, readable);
  }

  /** Only on the loop. */
  SelectionKey register(SelectableChannel channel, int operations, Readable readable)
      throws IOException {
    return channel.register(selector, operations, readable);
  }

  private void run() {
    try {
      while (!ended || !tasks.isEmpty()) {
        if (Thread.interrupted()) {
          LOG.debug("a listener left its interrupt behind"); // it would make select() spin
        }
        select();
        runTimers();
        Runnable task;
        while ((task = tasks.poll()) != null) {
          guarded(task);
        }
        endRound();
      }
    } catch (IOException e) {
      LOG.error("the selector failed, an I/O loop ends", e);
    } finally {
      try {
        selector.close();
      } catch (IOException e) {
        LOG.warn("the selector could not be closed", e);
      }
    }
  }

  /** What is added meanwhile runs, too. */
  private void endRound() {
    for (int i = 0; i < roundEnd.size(); i++) {
      guarded(roundEnd.get(i));
    }
    roundEnd.clear();
  }

  private void select() throws IOException {
    long wait = Long.MAX_VALUE;
    Timer next = timers.peek();
    while (next != null && next.action == null) {
      timers.poll();
      next = timers.peek();
    }
    if (next != null) {
      wait = next.deadline - System.nanoTime();
    }
    if (wait <= 0 || !tasks.isEmpty() || ended) {
      selector.selectNow(ready);
    } else if (wait == Long.MAX_VALUE) {
      selector.select(ready, 0);
    } else {
      // Rounded up: waking a little late is better than spinning through the last millisecond.
      selector.select(ready, TimeUnit.NANOSECONDS.toMillis(wait + 999_999));
    }
  }

  private void runTimers() {
    long now = System.nanoTime();
    Timer timer;
    while ((timer = timers.peek()) != null && timer.deadline - now <= 0) {
      timers.poll();
      Runnable action = timer.action;
      if (action != null) {
        guarded(action);
      }
    }
  }

  private void onReady(SelectionKey key) {
    if (key.isValid()) {
      try {
        ((Readable) key.attachment()).onReady(key, buffer);
      } catch (RuntimeException | Error e) {
        LOG.error("an I/O handler failed", e);
      }
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a task of an I/O loop failed", e);
    }
  }
}
