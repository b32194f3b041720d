package org.vivavoce.call;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PubSub;

/**
 * A world in virtual time, on one thread: a network of signals that loses, repeats and reorders
 * them, connections that come about and break, clocks that jump, and people with Controllers. The
 * same seed gives the same life, but for keys.
 */
final class World implements AutoCloseable {
  /** 25 November 2026. */
  private static final long EPOCH = 1_795_651_200_000L;

  private record Due(long at, long order, Runnable task) {}

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private long order;
  long now;
  final Random random;
  final Signaling signaling = new Signaling();
  final SimulatedMedia media = new SimulatedMedia(this);
  final List<Someone> people = new ArrayList<>();

  World(long seed) {
    random = new Random(seed);
  }

  void at(long delayNanos, Runnable task) {
    due.add(new Due(now + Math.max(0, delayNanos), order++, task));
  }

  /** Lets time pass. */
  void run(long millis) {
    long until = now + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!due.isEmpty() && due.peek().at() <= until) {
      step();
    }
    now = until;
  }

  private void step() {
    Due next = due.poll();
    now = Math.max(now, next.at());
    next.task().run();
  }

  /** Lets time pass until something holds; whether it came to that. */
  boolean runUntil(long maxMillis, java.util.function.BooleanSupplier condition) {
    long until = now + TimeUnit.MILLISECONDS.toNanos(maxMillis);
    while (!condition.getAsBoolean()) {
      if (due.isEmpty() || due.peek().at() > until) {
        now = until;
        return condition.getAsBoolean();
      }
      step();
    }
    return true;
  }

  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(now);
  }

  Someone person(Identity identity, UnaryOperator<ControllerConfig> change) {
    Someone someone = new Someone(this, identity, change);
    people.add(someone);
    return someone;
  }

  @Override
  public void close() {
    people.forEach(Someone::close);
  }

  /** A loop of this world. All its tasks run on the test's thread, which is always in it. */
  final class Loop implements EventLoop {
    private boolean closed;

    @Override
    public void execute(Runnable task) {
      schedule(task, 0);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
      boolean[] cancelled = new boolean[1];
      at(
          delayNanos,
          () -> {
            if (!closed && !cancelled[0]) {
              task.run();
            }
          });
      return () -> cancelled[0] = true;
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
    }
  }

  /** What a listener is told on: the thread that is there. */
  static final class Here extends AbstractExecutorService {
    private boolean shutdown;

    @Override
    public void execute(Runnable task) {
      if (!shutdown) {
        task.run();
      }
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  long clock(Someone of) {
    return EPOCH + millis() + of.clockOff;
  }

  /** The network of signals, as one of its users sees it. */
  final class Signaling {
    double loss;
    double repeated;
    long minMillis = 5;
    long maxMillis = 5;
    long published;
    private final Set<Did> cut = new HashSet<>();
    private final Map<String, List<Sub>> topics = new HashMap<>();

    void cut(Did who, boolean isCut) {
      if (isCut) {
        cut.add(who);
      } else {
        cut.remove(who);
      }
    }

    /** A process that is gone listens no more. */
    void forget(Did who) {
      topics.values().forEach(list -> list.removeIf(sub -> sub.who.equals(who)));
    }

    int subscriptions() {
      return topics.values().stream().mapToInt(List::size).sum();
    }

    PubSub of(Did who) {
      return new PubSub() {
        @Override
        public Subscription subscribe(String topic, Handler handler) {
          Sub sub = new Sub(who, topic, handler);
          topics.computeIfAbsent(topic, t -> new ArrayList<>()).add(sub);
          return sub;
        }

        @Override
        public void publish(String topic, byte[] message) {
          published++;
          if (cut.contains(who)) {
            return;
          }
          for (Sub sub : List.copyOf(topics.getOrDefault(topic, List.of()))) {
            if (random.nextDouble() >= loss) {
              deliver(sub, message);
            }
            if (random.nextDouble() < repeated) {
              deliver(sub, message);
            }
          }
        }

        @Override
        public void close() {}
      };
    }

    private void deliver(Sub sub, byte[] message) {
      long millis = minMillis + (long) (random.nextDouble() * (maxMillis - minMillis));
      at(
          TimeUnit.MILLISECONDS.toNanos(millis),
          () -> {
            if (!sub.closed && !cut.contains(sub.who)) {
              sub.delivered++;
              sub.handler.onMessage(message.clone());
            }
          });
    }

    private final class Sub implements PubSub.Subscription {
      private final Did who;
      private final String topic;
      private final PubSub.Handler handler;
      private boolean closed;
      private long delivered;

      Sub(Did who, String topic, PubSub.Handler handler) {
        this.who = who;
        this.topic = topic;
        this.handler = handler;
      }

      @Override
      public String topic() {
        return topic;
      }

      @Override
      public long delivered() {
        return delivered;
      }

      @Override
      public long dropped() {
        return 0;
      }

      @Override
      public long failed() {
        return 0;
      }

      @Override
      public void close() {
        closed = true;
        topics.get(topic).remove(this);
      }
    }
  }
}
