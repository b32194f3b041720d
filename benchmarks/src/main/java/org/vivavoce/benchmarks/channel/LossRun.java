package org.vivavoce.benchmarks.channel;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Loads a data channel between two connections in this process through a {@link Relay}.
 *
 * <pre>
 * LossRun vivavoce|webrtc-java ROUND_TRIP_MS MBIT LOSS_PERCENT SECONDS SEED
 * </pre>
 *
 * <p>Prints one JSON object: {@code peer}, {@code lossPercent}, {@code Mbps} of messages (64 KiB,
 * ordered and reliable) after 1.5 seconds to begin with, and what the relay carried and lost.
 */
public final class LossRun {
  private static final int MESSAGE_BYTES = 65_536;
  private static final int QUEUE_BYTES = 256 << 10;

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
        ChannelPair pair = new ChannelPair(ChannelRun.make(args[0]), ChannelRun.make(args[0]))) {
      pair.connect(relay::ofFirst, relay::ofSecond);
      LongAdder received = new LongAdder();
      pair.second.onMessage(received::add);
      AtomicReference<Exception> failure = ChannelRun.sendInBackground(pair.first, MESSAGE_BYTES);
      double rate =
          8 * Load.megabytesPerSecond(received, TimeUnit.SECONDS.toNanos(Long.parseLong(args[4])));
      if (failure.get() != null) {
        throw failure.get();
      }
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
}
