package org.vivavoce.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits while people talk: looks at their figures and shows them, until the time is over or
 * somebody says that the call is.
 */
final class Conversation {
  /** For {@link #await}: no limit. */
  static final long FOR_EVER = Long.MAX_VALUE / 4;

  private static final long LOOK_NANOS = 200_000_000;
  private static final long CLOSE_LOOK_NANOS = 20_000_000;

  /** Null in it: without fault. */
  private record Ending(String failure) {}

  private final Progress progress;
  private final Runnable afterLook;
  private final AtomicReference<Ending> ending = new AtomicReference<>();
  private volatile Thread runner;

  /**
   * @param progress shows a line all along
   * @param afterLook called on the waiting thread whenever the figures are new and it is not over
   */
  Conversation(Progress progress, Runnable afterLook) {
    this.progress = progress;
    this.afterLook = afterLook;
  }

  /** It is over, and nothing is wrong with that. From any thread; the first word counts. */
  void end() {
    ending.compareAndSet(null, new Ending(null));
    wake();
  }

  /** It is over because of that. From any thread; the first word counts. */
  void fail(String why) {
    ending.compareAndSet(null, new Ending(why));
    wake();
  }

  /** There is news to look at. From any thread. */
  void wake() {
    LockSupport.unpark(runner);
  }

  boolean over() {
    return ending.get() != null;
  }

  Optional<String> failure() {
    return Optional.ofNullable(ending.get()).map(Ending::failure);
  }

  /**
   * Blocks until it is over.
   *
   * @param offeredNanos when the call was offered
   * @param connectNanos how long after the offer all must be connected
   * @param talkNanos how long they talk once all are
   */
  void await(long offeredNanos, long connectNanos, long talkNanos, List<Person> people) {
    runner = Thread.currentThread();
    long nextLine = offeredNanos;
    while (!over()) {
      look(people);
      long now = System.nanoTime();
      OptionalLong connected = connectedNanos(people);
      long end =
          connected.isPresent() ? connected.getAsLong() + talkNanos : offeredNanos + connectNanos;
      if (now - end >= 0) {
        break;
      }
      if (now - nextLine >= 0) {
        progress.show(now - offeredNanos, people);
        nextLine += LOOK_NANOS;
      }
      long until = end - nextLine < 0 ? end : nextLine;
      LockSupport.parkNanos(this, Math.max(1, waitNanos(now, until, people)));
    }
    look(people);
  }

  private void look(List<Person> people) {
    for (Person person : people) {
      person.look(System.nanoTime());
    }
    if (!over()) {
      afterLook.run();
    }
  }

  /** Often until everybody hears something, and exactly when a start ends. */
  private static long waitNanos(long now, long until, List<Person> people) {
    long wait = until - now;
    for (Person person : people) {
      for (Remote remote : person.expected()) {
        OptionalLong startEnds = remote.startEndsNanos();
        if (startEnds.isPresent()) {
          wait = Math.min(wait, startEnds.getAsLong() - now);
        } else if (remote.firstFrameNanos().isEmpty()) {
          wait = Math.min(wait, CLOSE_LOOK_NANOS);
        }
      }
    }
    return wait;
  }

  /** When the last one was; empty before. */
  static OptionalLong connectedNanos(List<Person> people) {
    return Times.last(people.stream().map(Person::connectedNanos).toList());
  }

  /** Who of them heard nothing of somebody, in words. */
  static Optional<String> deaf(List<Person> people) {
    return people.stream()
        .filter(p -> p.firstFrameNanos().isEmpty())
        .map(p -> p.name() + " heard nothing")
        .findFirst();
  }
}
