package org.vivavoce.signaling;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bounded queue in front of a handler, emptied by one thread at a time of an executor. */
final class QueuedSubscription implements PubSub.Subscription {
  static final int MAX_QUEUED = 1024;
  static final int MAX_QUEUED_BYTES = 4 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(InProcessPubSub.class);

  private final String topic;
  private final PubSub.Handler handler;
  private final Executor executor;
  private final Consumer<QueuedSubscription> onClose;

  // All below is guarded by queue.
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean draining;
  private boolean closed;
  private long delivered;
  private long dropped;
  private long failed;

  QueuedSubscription(
      String topic,
      PubSub.Handler handler,
      Executor executor,
      Consumer<QueuedSubscription> onClose) {
    this.topic = topic;
    this.handler = handler;
    this.executor = executor;
    this.onClose = onClose;
  }

  /**
   * Queues a message that nobody will change; several subscriptions share it until each hands out
   * its own copy.
   */
  void offer(byte[] message) {
    synchronized (queue) {
      if (closed) {
        return;
      }
      if (queue.size() == MAX_QUEUED || queuedBytes + message.length > MAX_QUEUED_BYTES) {
        dropped++;
        return;
      }
      queue.add(message);
      queuedBytes += message.length;
      if (draining) {
        return;
      }
      draining = true;
    }
    try {
      executor.execute(this::drain);
    } catch (RejectedExecutionException e) {
      // The network is being closed, and this subscription with it.
      close();
    }
  }

  private void drain() {
    for (byte[] message = next(); message != null; message = next()) {
      try {
        handler.onMessage(message);
      } catch (Throwable e) {
        synchronized (queue) {
          failed++;
        }
        LOG.warn("the handler of topic {} failed at a message; it goes on with the next", topic, e);
      }
    }
  }

  private byte[] next() {
    byte[] message;
    synchronized (queue) {
      message = queue.poll();
      if (message == null) {
        draining = false;
        return null;
      }
      queuedBytes -= message.length;
      delivered++;
    }
    return message.clone();
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public long delivered() {
    synchronized (queue) {
      return delivered;
    }
  }

  @Override
  public long dropped() {
    synchronized (queue) {
      return dropped;
    }
  }

  @Override
  public long failed() {
    synchronized (queue) {
      return failed;
    }
  }

  @Override
  public void close() {
    synchronized (queue) {
      if (closed) {
        return;
      }
      closed = true;
      queue.clear();
      queuedBytes = 0;
    }
    onClose.accept(this);
  }
}
