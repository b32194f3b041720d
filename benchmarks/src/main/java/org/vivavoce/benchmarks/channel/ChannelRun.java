package org.vivavoce.benchmarks.channel;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Loads a data channel between two connections in this process for some seconds.
 *
 * <pre>
 * ChannelRun vivavoce|vivavoce-1200|webrtc-java BYTES SECONDS
 * </pre>
 *
 * <p>{@code vivavoce-1200} has datagrams of 1,200 bytes, as all paths but those within one machine
 * do.
 *
 * <p>Prints one JSON object: {@code peer}, {@code bytes} (of a message), {@code MBps}, {@code
 * roundTripMicros} (median, 100 bytes). MB are a million bytes.
 */
public final class ChannelRun {
  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
  private static final long HIGH = 4 << 20;
  private static final long LOW = 1 << 20;
  private static final int PINGS = 4000;
  private static final int PING_BYTES = 100;
  private static final long PATIENCE_SECONDS = 20;

  /** How much is sent between two looks at the buffered amount, which some stacks ask a thread. */
  private static final int BETWEEN_LOOKS = 65_536;

  private ChannelRun() {}

  /**
   * Runs it.
   *
   * @param args see above
   * @throws Exception if the stack does not do what it should
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 3) {
      System.err.println("usage: ChannelRun vivavoce|vivavoce-1200|webrtc-java BYTES SECONDS");
      System.exit(2);
    }
    int bytes = Integer.parseInt(args[1]);
    long seconds = Long.parseLong(args[2]);
    try (ChannelPair pair = make(args[0])) {
      pair.connect();
      long roundTrip = roundTripMicros(pair);
      double rate = megabytesPerSecond(pair, bytes, TimeUnit.SECONDS.toNanos(seconds));
      System.out.printf(
          Locale.ROOT,
          "{\"peer\":\"%s\",\"bytes\":%d,\"MBps\":%.1f,\"roundTripMicros\":%d}%n",
          args[0],
          bytes,
          rate,
          roundTrip);
    }
    // Native threads of a rival may be left.
    System.exit(0);
  }

  static ChannelPair make(String name) {
    return switch (name) {
      case "vivavoce" -> new VivavocePair(true);
      case "vivavoce-1200" -> new VivavocePair(false);
      case "webrtc-java" -> new WebrtcJavaPair();
      default -> throw new IllegalArgumentException("unknown stack: " + name);
    };
  }

  private static long roundTripMicros(ChannelPair pair) throws Exception {
    byte[] ping = new byte[PING_BYTES];
    Semaphore back = new Semaphore(0);
    pair.onMessage(
        size -> {
          try {
            pair.reply(ping);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    pair.onReply(size -> back.release());
    long[] nanos = new long[PINGS];
    for (int i = 0; i < PINGS; i++) {
      long begin = System.nanoTime();
      pair.send(ping);
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

  private static double megabytesPerSecond(ChannelPair pair, int bytes, long nanos)
      throws Exception {
    LongAdder received = new LongAdder();
    pair.onMessage(received::add);
    byte[] message = new byte[bytes];
    int burst = Math.max(1, BETWEEN_LOOKS / bytes);
    long begin = System.nanoTime();
    long measured = begin + WARM_UP_NANOS;
    long before = 0;
    boolean warm = false;
    long now = begin;
    while (now - measured < nanos) {
      if (pair.bufferedAmount() > HIGH) {
        while (pair.bufferedAmount() > LOW) {
          LockSupport.parkNanos(50_000);
        }
      }
      for (int i = 0; i < burst; i++) {
        pair.send(message);
      }
      now = System.nanoTime();
      if (!warm && now - measured >= 0) {
        warm = true;
        measured = now;
        before = received.sum();
      }
    }
    return (received.sum() - before) * 1e3 / (now - measured);
  }
}
