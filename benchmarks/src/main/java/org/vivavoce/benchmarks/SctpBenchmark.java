package org.vivavoce.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.vivavoce.sctp.Association;
import org.vivavoce.sctp.Ppid;
import org.vivavoce.sctp.SctpConfig;
import org.vivavoce.sctp.SctpEvent;
import org.vivavoce.sctp.SendOptions;
import org.vivavoce.sctp.SendResult;
import org.vivavoce.sctp.StreamId;

/**
 * Messages of one ordered, reliable stream between two associations on one thread, packets handed
 * over in memory: what SCTP alone costs, at both ends together.
 *
 * <p>One operation is one message, from {@code send} until it is polled at the other end. Up to 32
 * packets are taken from one end before the other gets them, and then gets its turn, as a driver
 * does that reads a socket until it is empty. Messages that came with others are counted before the
 * next packets are moved.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class SctpBenchmark {
  private static final int BATCH = 32;
  private static final int BUFFERED = 1 << 20;
  private static final long TICK = 1_000;

  @Param({"65536", "1024", "100"})
  int message;

  @Param({"DATA", "I_DATA"})
  String chunk;

  /** What JMH counts besides: packets both ways, and bytes of messages. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Counted {
    /** Packets both ways. */
    public long packets;

    /** Bytes of messages that arrived. */
    public long bytes;

    /** Made by JMH. */
    public Counted() {}
  }

  private final byte[][] buffers = new byte[BATCH][];
  private final int[] lengths = new int[BATCH];
  private final StreamId stream = new StreamId(0);
  private Association sender;
  private Association receiver;
  private byte[] data;
  private long now;
  private long received;
  private long counted;

  /** Connects the two. */
  @Setup
  public void setUp() {
    SctpConfig config = SctpConfig.defaults().withInterleaving(chunk.equals("I_DATA"));
    Random random = new Random(9260);
    data = new byte[message];
    random.nextBytes(data);
    sender = Association.create(config, random);
    receiver = Association.create(config, random);
    for (int i = 0; i < BATCH; i++) {
      buffers[i] = new byte[2048];
    }
    received = 0;
    counted = 0;
    sender.connect(now);
    receiver.connect(now);
    Counted figures = new Counted();
    while (move(sender, receiver, figures) + move(receiver, sender, figures) > 0) {
      now += TICK;
    }
    poll(figures);
  }

  /** Sends as much as is taken, and exchanges packets until one more message has arrived. */
  @Benchmark
  public long message(Counted figures) {
    counted++;
    int idle = 0;
    while (received < counted) {
      fill();
      int moved = move(sender, receiver, figures);
      poll(figures);
      moved += move(receiver, sender, figures);
      idle = moved == 0 ? idle + 1 : 0;
      if (idle > 2) {
        throw new IllegalStateException("Stuck: " + sender.stats() + receiver.stats());
      }
    }
    return received;
  }

  private void fill() {
    while (sender.bufferedAmount(stream) < BUFFERED) {
      SendResult result =
          sender.send(stream, Ppid.BINARY, data, 0, data.length, SendOptions.RELIABLE, now);
      if (result != SendResult.QUEUED) {
        throw new IllegalStateException(result.toString());
      }
    }
  }

  private int move(Association from, Association to, Counted figures) {
    now += TICK;
    int count = 0;
    while (count < BATCH) {
      lengths[count] = from.nextPacket(buffers[count], 0, now);
      if (lengths[count] == 0) {
        break;
      }
      count++;
    }
    now += TICK;
    for (int i = 0; i < count; i++) {
      to.receive(buffers[i], 0, lengths[i], now);
    }
    figures.packets += count;
    return count;
  }

  private void poll(Counted figures) {
    for (SctpEvent event = sender.pollEvent(); event != null; event = sender.pollEvent()) {
      check(event);
    }
    for (SctpEvent event = receiver.pollEvent(); event != null; event = receiver.pollEvent()) {
      if (event instanceof SctpEvent.Message arrived) {
        received++;
        figures.bytes += arrived.length();
      } else {
        check(event);
      }
    }
  }

  private static void check(SctpEvent event) {
    if (event instanceof SctpEvent.Closed) {
      throw new IllegalStateException(event.toString());
    }
  }
}
