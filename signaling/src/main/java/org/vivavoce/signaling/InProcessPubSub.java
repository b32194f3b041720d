package org.vivavoce.signaling;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network within one JVM: every Controller that is handed the same instance can reach the others.
 * Loses nothing, unless a subscription's queue (1,024 messages, 4 MiB) is full.
 *
 * <p>Threads: daemons named {@code vivavoce-pubsub-N}, one for each subscription that has a message
 * in hand and none for those that have not; idle ones end after ten seconds.
 */
public final class InProcessPubSub implements PubSub {
  private static final int IDLE_SECONDS = 10;
  private static final int CLOSE_SECONDS = 2;

  private final ConcurrentHashMap<String, CopyOnWriteArrayList<QueuedSubscription>> topics =
      new ConcurrentHashMap<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor pool;
  private volatile boolean closed;

  private InProcessPubSub() {
    AtomicInteger names = new AtomicInteger();
    // No queue: a message either finds an idle thread or gets a new one, so a handler that blocks
    // delays nobody else. The number of threads is bounded by that of subscriptions.
    pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "vivavoce-pubsub-" + names.incrementAndGet());
              thread.setDaemon(true);
              threads.removeIf(each -> each.getState() == Thread.State.TERMINATED);
              threads.add(thread);
              return thread;
            });
  }

  /** A new network with nobody in it; it starts no thread yet. */
  public static InProcessPubSub create() {
    return new InProcessPubSub();
  }

  @Override
  public Subscription subscribe(String topic, Handler handler) {
    PubSub.requireTopic(topic);
    Objects.requireNonNull(handler, "handler");
    requireOpen();
    QueuedSubscription subscription =
        new QueuedSubscription(topic, handler, pool, InProcessPubSub.this::remove);
    topics.compute(
        topic,
        (name, list) -> {
          CopyOnWriteArrayList<QueuedSubscription> all =
              list == null ? new CopyOnWriteArrayList<>() : list;
          all.add(subscription);
          return all;
        });
    if (closed) {
      // close() may have gone past before this one was in.
      subscription.close();
      requireOpen();
    }
    return subscription;
  }

  private void remove(QueuedSubscription subscription) {
    topics.computeIfPresent(
        subscription.topic(),
        (name, list) -> {
          list.remove(subscription);
          return list.isEmpty() ? null : list;
        });
  }

  @Override
  public void publish(String topic, byte[] message) {
    PubSub.requireTopic(topic);
    PubSub.requireMessage(message);
    requireOpen();
    List<QueuedSubscription> list = topics.get(topic);
    if (list == null) {
      return;
    }
    byte[] copy = message.clone();
    for (QueuedSubscription subscription : list) {
      subscription.offer(copy);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Waits up to two seconds for handlers that are running, unless called by one of them; after
   * that no thread is left, except those whose handler has not returned yet.
   */
  @Override
  public void close() {
    closed = true;
    topics.values().forEach(list -> list.forEach(QueuedSubscription::close));
    pool.shutdown();
    if (!threads.contains(Thread.currentThread())) {
      joinThreads();
    }
  }

  private void joinThreads() {
    try {
      // The pool counts as ended a moment before its last thread has: so the threads themselves.
      if (pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        for (Thread thread : threads) {
          thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Topics that somebody listens to; for tests. */
  int topicCount() {
    return topics.size();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this PubSub is closed");
    }
  }
}
