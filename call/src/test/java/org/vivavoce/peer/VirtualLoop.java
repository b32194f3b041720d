package org.vivavoce.peer;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop in virtual time: whoever calls {@link #advance} is its thread. */
final class VirtualLoop implements EventLoop {
  private record Entry(long atNanos, long order, Runnable task) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::atNanos).thenComparing(Entry::order));
  private long now;
  private long order;
  private boolean closed;

  /** Everything that is due until then happens, each thing at its time. */
  void advance(long toNanos) {
    while (!entries.isEmpty() && entries.peek().atNanos() <= toNanos) {
      Entry next = entries.remove();
      now = Math.max(now, next.atNanos());
      next.task().run();
    }
    now = toNanos;
  }

  @Override
  public void execute(Runnable task) {
    schedule(task, 0);
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Entry entry = new Entry(now + Math.max(0, delayNanos), order++, task);
    if (!closed) {
      entries.add(entry);
    }
    return () -> entries.remove(entry);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    entries.clear();
  }
}
