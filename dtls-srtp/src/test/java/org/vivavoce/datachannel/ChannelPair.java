package org.vivavoce.datachannel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.vivavoce.sctp.SctpConfig;

/** Two ends of a connection and a path with a delay and a loss between them, in virtual time. */
final class ChannelPair {
  static final long SECOND = 1_000_000_000L;

  /** Wherever a record of the application is kept. */
  static final class Log implements DataChannelListener {
    final List<String> lines = new ArrayList<>();
    final List<byte[]> binary = new ArrayList<>();
    int lows;
    DataChannelException error;

    @Override
    public void onOpen() {
      lines.add("open");
    }

    @Override
    public void onMessage(String text) {
      lines.add("text " + text);
    }

    @Override
    public void onMessage(byte[] data) {
      lines.add("binary " + data.length);
      binary.add(data);
    }

    @Override
    public void onBufferedAmountLow() {
      lows++;
    }

    @Override
    public void onClosing() {
      lines.add("closing");
    }

    @Override
    public void onError(DataChannelException failure) {
      lines.add("error " + failure.error().text());
      error = failure;
    }

    @Override
    public void onClose() {
      lines.add("close");
    }
  }

  private record Packet(boolean toClient, long arrival, long order, byte[] bytes)
      implements Comparable<Packet> {
    @Override
    public int compareTo(Packet other) {
      int byTime = Long.compare(arrival, other.arrival);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  final DataChannels client;
  final DataChannels server;

  /** Channels that the server, or the client, was told of. */
  final List<DataChannel> atServer = new ArrayList<>();

  final List<DataChannel> atClient = new ArrayList<>();
  final List<Log> serverLogs = new ArrayList<>();
  final List<Log> clientLogs = new ArrayList<>();

  private final Random random;
  private final long delay;
  private final double loss;
  private final PriorityQueue<Packet> packets = new PriorityQueue<>();
  private final byte[] buffer = new byte[1 << 16];
  private long order;
  private long now = -5 * SECOND;

  ChannelPair(long seed, long delay, double loss) {
    this.random = new Random(seed);
    this.delay = delay;
    this.loss = loss;
    client = DataChannels.create(channel -> hear(channel, atClient, clientLogs));
    server = DataChannels.create(channel -> hear(channel, atServer, serverLogs));
  }

  private static void hear(DataChannel channel, List<DataChannel> list, List<Log> logs) {
    Log log = new Log();
    channel.setListener(log);
    list.add(channel);
    logs.add(log);
  }

  static Log listen(DataChannel channel) {
    Log log = new Log();
    channel.setListener(log);
    return log;
  }

  long now() {
    return now;
  }

  ChannelPair start() {
    return start(SctpConfig.defaults(), SctpConfig.defaults());
  }

  ChannelPair start(SctpConfig ofClient, SctpConfig ofServer) {
    client.start(ofClient, random, true, ofServer.maxMessageSize(), now);
    server.start(ofServer, random, false, ofClient.maxMessageSize(), now);
    return this;
  }

  void run(long nanos) {
    runUntil(() -> false, nanos);
  }

  /** Runs until something holds, or fails after an hour. */
  void until(BooleanSupplier condition) {
    if (!runUntil(condition, 3600 * SECOND)) {
      throw new AssertionError("it never came about");
    }
  }

  private boolean runUntil(BooleanSupplier condition, long nanos) {
    long end = now + nanos;
    while (true) {
      drain(client, false);
      drain(server, true);
      if (condition.getAsBoolean()) {
        return true;
      }
      long next = Math.min(client.nextDeadline(), server.nextDeadline());
      next = packets.isEmpty() ? next : Math.min(next, packets.peek().arrival());
      if (next > end) {
        now = end;
        return false;
      }
      now = Math.max(now, next);
      while (!packets.isEmpty() && packets.peek().arrival() <= now) {
        Packet packet = packets.remove();
        DataChannels to = packet.toClient() ? client : server;
        to.receive(packet.bytes(), 0, packet.bytes().length, now);
      }
      for (DataChannels side : List.of(client, server)) {
        if (side.nextDeadline() <= now) {
          side.onTimeout(now);
        }
      }
    }
  }

  private void drain(DataChannels side, boolean toClient) {
    int length = side.nextPacket(buffer, 0, now);
    while (length > 0) {
      if (random.nextDouble() >= loss) {
        byte[] bytes = Arrays.copyOf(buffer, length);
        packets.add(new Packet(toClient, now + delay, order++, bytes));
      }
      length = side.nextPacket(buffer, 0, now);
    }
  }
}
