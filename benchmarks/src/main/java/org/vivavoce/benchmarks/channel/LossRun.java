package org.vivavoce.benchmarks.channel;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Loads a data channel between two connections in this process through a {@link Relay}.
 *
 * <pre>
 * LossRun vivavoce|webrtc-java ROUND_TRIP_MS MBIT LOSS_PERCENT SECONDS SEED
 * </pre>
 *
 * <p>Prints one JSON object: {@code peer}, {@code lossPercent}, {@code Mbps} of messages (64 KiB,
 * ordered and reliable) after two seconds to begin with, and what the relay carried and lost.
 */
public final class LossRun {
  private static final int MESSAGE_BYTES = 65_536;
  private static final int QUEUE_BYTES = 256 << 10;
  private static final long BEGIN_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long HIGH = 4 << 20;

  private LossRun() {}

  /**
   * Runs it.
   *
   * @param args see above
   * @throws Exception if the stack does not do what it should
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 6) {
      System.err.println(
          "usage: LossRun vivavoce|webrtc-java ROUND_TRIP_MS MBIT LOSS_PERCENT SECONDS SEED");
      System.exit(2);
    }
    double loss = Double.parseDouble(args[3]);
    Relay.Conditions conditions =
        new Relay.Conditions(
            Double.parseDouble(args[1]),
            Double.parseDouble(args[2]),
            QUEUE_BYTES,
            loss / 100,
            Long.parseLong(args[5]));
    try (Relay relay = new Relay(conditions);
        ChannelPair pair = ChannelRun.make(args[0])) {
      pair.through(relay::ofFirst, relay::ofSecond);
      pair.connect();
      double rate = megabitsPerSecond(pair, TimeUnit.SECONDS.toNanos(Long.parseLong(args[4])));
      System.out.printf(
          Locale.ROOT,
          "{\"peer\":\"%s\",\"lossPercent\":%s,\"Mbps\":%.2f,\"carried\":%d,\"lost\":%d}%n",
          args[0],
          args[3],
          rate,
          relay.carried(),
          relay.lost());
    }
    // Native threads of a rival may be left.
    System.exit(0);
  }

  private static double megabitsPerSecond(ChannelPair pair, long nanos) throws Exception {
    LongAdder received = new LongAdder();
    pair.onMessage(received::add);
    byte[] message = new byte[MESSAGE_BYTES];
    long begin = System.nanoTime();
    long counted = 0;
    long before = 0;
    long now = begin;
    while (counted == 0 || now - counted < nanos) {
      if (pair.bufferedAmount() < HIGH) {
        pair.send(message);
      } else {
        LockSupport.parkNanos(1_000_000);
      }
      now = System.nanoTime();
      if (counted == 0 && now - begin >= BEGIN_NANOS) {
        counted = now;
        before = received.sum();
      }
    }
    return (received.sum() - before) * 8e3 / (now - counted);
  }
}
