package org.vivavoce.dtls;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time work on incoming datagrams. Whoever enters an idle inbox owns it until
 * it leaves; meanwhile others' datagrams are queued for the owner, within bounds. A new inbox is
 * owned by the handshake to come.
 */
final class Inbox {
  private static final int MAX_DATAGRAMS = 128;
  private static final int MAX_BYTES = 256 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private final Counters counters;
  private int queuedBytes;
  private boolean owned = true;
  private boolean closed;

  Inbox(Counters counters) {
    this.counters = counters;
  }

  /**
   * Makes the caller the owner if nobody is, and otherwise queues a copy of the datagram, or drops
   * it.
   *
   * @return true if the caller must work on the datagram, and then call {@link #nextOrLeave} until
   *     it returns null
   */
  boolean enter(byte[] bytes, int offset, int length) {
    lock.lock();
    try {
      if (closed) {
        counters.datagramsDropped.increment();
        return false;
      }
      if (!owned) {
        owned = true;
        return true;
      }
      if (queue.size() >= MAX_DATAGRAMS || queuedBytes + length > MAX_BYTES) {
        counters.datagramsDropped.increment();
        return false;
      }
      queue.add(Arrays.copyOfRange(bytes, offset, offset + length));
      queuedBytes += length;
      changed.signal();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The owner's next datagram; null if there is none, and then the caller is not the owner any
   * more.
   */
  byte[] nextOrLeave() {
    lock.lock();
    try {
      byte[] next = poll();
      owned = next != null;
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Gives up ownership with work left, which the next to enter will find. */
  void leave() {
    lock.lock();
    try {
      owned = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the owner's next datagram.
   *
   * @return null if none came in that time, or the inbox is closed
   */
  byte[] await(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (queue.isEmpty() && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return poll();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the owner, and drops everything from now on. */
  void close() {
    lock.lock();
    try {
      closed = true;
      counters.datagramsDropped.add(queue.size());
      queue.clear();
      queuedBytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private byte[] poll() {
    byte[] next = queue.poll();
    if (next != null) {
      queuedBytes -= next.length;
    }
    return next;
  }
}
