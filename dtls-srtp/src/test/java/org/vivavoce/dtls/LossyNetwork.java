package org.vivavoce.dtls;

import java.util.Random;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A network in memory that delays, loses, duplicates and so reorders datagrams. One thread
 * delivers. What happens to the n-th datagram of a link is fixed by the link's seed; when it
 * happens is real time, since Bouncy Castle reads the clock.
 */
final class LossyNetwork implements AutoCloseable {
  private final DelayQueue<Delivery> deliveries = new DelayQueue<>();
  private final AtomicLong order = new AtomicLong();
  private final Thread thread = new Thread(this::deliver, "lossy-network");
  private final double loss;
  private final double duplication;
  private final int minDelayMicros;
  private final int maxDelayMicros;

  LossyNetwork(double loss, double duplication, int minDelayMicros, int maxDelayMicros) {
    this.loss = loss;
    this.duplication = duplication;
    this.minDelayMicros = minDelayMicros;
    this.maxDelayMicros = maxDelayMicros;
    thread.setDaemon(true);
    thread.start();
  }

  /** Joins two peers by two links with seeds of their own. */
  void join(Peer a, Peer b, long seed) {
    a.network = link(b::receive, 2 * seed);
    b.network = link(a::receive, 2 * seed + 1);
  }

  /** Delivers what is sent to a receiver, some time later, perhaps. */
  Function<byte[], Boolean> link(Consumer<byte[]> receiver, long seed) {
    Random random = new Random(seed);
    return bytes -> {
      synchronized (random) {
        int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < duplication ? 2 : 1;
        for (int i = 0; i < copies; i++) {
          long delay = minDelayMicros + random.nextInt(maxDelayMicros - minDelayMicros + 1);
          deliveries.add(
              new Delivery(
                  System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(delay),
                  order.getAndIncrement(),
                  () -> receiver.accept(bytes)));
        }
      }
      return true;
    };
  }

  private void deliver() {
    try {
      while (true) {
        deliveries.take().action.run();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private record Delivery(long at, long order, Runnable action) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      Delivery that = (Delivery) other;
      int byTime = Long.compare(at - that.at, 0);
      return byTime != 0 ? byTime : Long.compare(order, that.order);
    }
  }
}
