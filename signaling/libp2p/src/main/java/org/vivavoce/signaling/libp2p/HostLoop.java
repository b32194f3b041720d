package org.vivavoce.signaling.libp2p;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host's one thread: its sockets, its timers, and what others ask of it. */
final class HostLoop {
  private static final Logger LOG = LoggerFactory.getLogger(HostLoop.class);
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final int BUFFER_LENGTH = 64 * 1024;
  private static final int MAX_TASKS_AT_ONCE = 1024;

  /** What is attached to a socket's key. */
  interface Socket {
    /** Its key is ready for something. */
    void ready(SelectionKey key);
  }

  /** Something to be done later. */
  static final class Timer implements Comparable<Timer> {
    private final long at;
    private final Runnable action;
    private boolean cancelled;

    private Timer(long at, Runnable action) {
      this.at = at;
      this.action = action;
    }

    /** Does not do it. On the loop's thread. */
    void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(Timer other) {
      return Long.compare(at, other.at); // counted from the loop's own beginning: never wraps
    }
  }

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_LENGTH);
  private final long zero = System.nanoTime();
  private final Thread thread;
  private Runnable afterEach = () -> {};
  private volatile boolean stopped;

  HostLoop() throws IOException {
    selector = Selector.open();
    thread = new Thread(this::run, "vivavoce-libp2p-" + NAMES.incrementAndGet());
    thread.setDaemon(true);
  }

  /** What is done after every round, to send what the round gave. Before it starts. */
  void afterEachRound(Runnable action) {
    afterEach = action;
  }

  void start() {
    thread.start();
  }

  /** Nanoseconds since the loop was made. */
  long now() {
    return System.nanoTime() - zero;
  }

  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /**
   * Does something on the loop's thread, later. From any thread.
   *
   * @return false if the loop has stopped: it will not be done
   */
  boolean execute(Runnable task) {
    if (stopped) {
      return false;
    }
    tasks.add(task);
    if (!isCurrent()) {
      selector.wakeup();
    }
    return true;
  }

  /** Does something after a while. On the loop's thread. */
  Timer schedule(long delayNanos, Runnable action) {
    Timer timer = new Timer(now() + delayNanos, action);
    timers.add(timer);
    return timer;
  }

  SelectionKey register(SelectableChannel channel, int operations, Socket socket)
      throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, operations, socket);
  }

  /** 64 KiB for whoever is at work; empty. */
  ByteBuffer buffer() {
    return buffer.clear();
  }

  private void run() {
    try {
      while (!stopped) {
        selector.select(this::dispatch, waitMillis());
        runTasks();
        runTimers();
        guard(afterEach);
      }
    } catch (IOException | ClosedSelectorException e) {
      LOG.error("the host's selector failed; the host is dead", e);
    } finally {
      stopped = true;
      closeSelector();
    }
  }

  private long waitMillis() {
    if (!tasks.isEmpty()) {
      return 1;
    }
    Timer next = timers.peek();
    if (next == null) {
      return TimeUnit.SECONDS.toMillis(60);
    }
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.at - now()) + 1);
  }

  private void dispatch(SelectionKey key) {
    guard(() -> ((Socket) key.attachment()).ready(key));
  }

  private void runTasks() {
    for (int i = 0; i < MAX_TASKS_AT_ONCE; i++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      guard(task);
    }
  }

  private void runTimers() {
    while (!timers.isEmpty() && timers.element().at <= now()) {
      Timer timer = timers.remove();
      if (!timer.cancelled) {
        guard(timer.action);
      }
    }
  }

  private static void guard(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      LOG.error("a step of the host failed; it goes on with the next", e);
    }
  }

  /** Ends the thread after what is being done; waits for it, unless called by it. */
  void stop() {
    stopped = true;
    selector.wakeup();
    if (isCurrent() || thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("the selector did not close", e);
    }
  }
}
