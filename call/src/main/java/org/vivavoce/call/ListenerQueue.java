package org.vivavoce.call;

import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener's events, on a thread of its own while there are any. Not on the loops' shared
 * threads: a listener may wait for the Controller (by {@link Controller#close}, {@link
 * Controller#call}, {@link Call#stats}), and as many waiting listeners as there are shared threads
 * would leave none for the Controller to answer on.
 */
final class ListenerQueue {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerQueue.class);
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final int IDLE_SECONDS = 10;

  private final CallListener listener;
  private final ExecutorService thread;
  private volatile boolean removed;

  ListenerQueue(CallListener listener, ExecutorService thread) {
    this.listener = Objects.requireNonNull(listener, "listener");
    this.thread = thread;
  }

  /** One thread, that ends when it has nothing to do for a while. */
  static ExecutorService thread() {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ListenerQueue::make);
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  private static Thread make(Runnable work) {
    Thread t = new Thread(work, "vivavoce-listener-" + NUMBERS.incrementAndGet());
    t.setDaemon(true);
    return t;
  }

  CallListener listener() {
    return listener;
  }

  void deliver(CallEvent event) {
    try {
      thread.execute(() -> tell(event));
    } catch (RejectedExecutionException e) {
      LOG.debug("Removed or closed while an event was on its way: {}", event);
    }
  }

  private void tell(CallEvent event) {
    if (removed) {
      return;
    }
    try {
      listener.onEvent(event);
    } catch (RuntimeException | AssertionError e) {
      LOG.error("A listener threw at {}; it goes on to hear events", event, e);
    }
  }

  /** Nothing more begins to be delivered. */
  void drop() {
    removed = true;
    thread.shutdown();
  }

  /** What was queued is still delivered, then the thread ends. */
  void finish() {
    thread.shutdown();
  }
}
