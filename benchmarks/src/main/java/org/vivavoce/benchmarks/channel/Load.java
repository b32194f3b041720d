package org.vivavoce.benchmarks.channel;

import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What is done with an open channel. */
final class Load {
  /** How many messages go there and back one by one; the second half is measured. */
  static final int PINGS = 4000;

  static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
  private static final int PING_BYTES = 100;
  private static final long PATIENCE_SECONDS = 20;
  private static final long HIGH = 4 << 20;
  private static final long LOW = 1 << 20;

  /** How much is sent between two looks at the buffered amount, which some stacks ask a thread. */
  private static final int BETWEEN_LOOKS = 65_536;

  private Load() {}

  /**
   * Has the end send back the first {@link #PINGS} messages, and counts the bytes of those behind.
   *
   * @param onLoad told when all were sent back
   */
  static LongAdder echoThenCount(ChannelEnd end, Runnable onLoad) {
    byte[] pong = new byte[PING_BYTES];
    LongAdder received = new LongAdder();
    int[] pings = {0};
    end.onMessage(
        size -> {
          if (pings[0] == PINGS) {
            received.add(size);
            return;
          }
          pings[0]++;
          try {
            end.send(pong);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          if (pings[0] == PINGS) {
            onLoad.run();
          }
        });
    return received;
  }

  /** The median round trip of 100 bytes, with the other end doing its part. */
  static long roundTripMicros(ChannelEnd end) throws Exception {
    byte[] ping = new byte[PING_BYTES];
    Semaphore back = new Semaphore(0);
    end.onMessage(size -> back.release());
    long[] nanos = new long[PINGS];
    for (int i = 0; i < PINGS; i++) {
      long begin = System.nanoTime();
      end.send(ping);
      if (!back.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no answer");
      }
      nanos[i] = System.nanoTime() - begin;
    }
    // The second half: the first warms up.
    long[] half = Arrays.copyOfRange(nanos, PINGS / 2, PINGS);
    Arrays.sort(half);
    return TimeUnit.NANOSECONDS.toMicros(half[half.length / 2]);
  }

  /** Keeps some mebibytes buffered as long as something holds. */
  static void send(ChannelEnd end, int bytes, BooleanSupplier goOn) throws Exception {
    byte[] message = new byte[bytes];
    int burst = Math.max(1, BETWEEN_LOOKS / bytes);
    while (goOn.getAsBoolean()) {
      if (end.bufferedAmount() > HIGH) {
        while (end.bufferedAmount() > LOW && goOn.getAsBoolean()) {
          LockSupport.parkNanos(50_000);
        }
      }
      for (int i = 0; i < burst; i++) {
        end.send(message);
      }
    }
  }

  /** Megabytes (of a million) a second that come while another thread sends. */
  static double megabytesPerSecond(LongAdder received, long nanos) {
    await(System.nanoTime() + WARM_UP_NANOS);
    long before = received.sum();
    long begin = System.nanoTime();
    await(begin + nanos);
    return (received.sum() - before) * 1e3 / (System.nanoTime() - begin);
  }

  private static void await(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
