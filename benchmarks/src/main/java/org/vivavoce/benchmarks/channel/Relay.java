package org.vivavoce.benchmarks.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A path between two ends on this machine, in real time: each direction has a rate with a queue
 * before it, a delay, and losses by a seed.
 *
 * <pre>
 *   first end  <-->  [near]  relay  [far]  <-->  second end
 * </pre>
 *
 * <p>An end gets the relay's address in the place of the other's candidate. One UDP candidate of
 * each end goes through; others are to be dropped.
 */
final class Relay implements AutoCloseable {
  /** How long the thread sleeps between two looks: the grain of all times here. */
  private static final long NAP_NANOS = 50_000;

  private static final int BUFFER_BYTES = 65_536;
  private static final int SOCKET_BYTES = 4 << 20;

  /**
   * What the path is like.
   *
   * @param roundTripMillis both ways together
   * @param megabitsPerSecond each way, UDP payload
   * @param queueBytes what waits where it is slow; what comes on top is lost
   * @param loss the share that is lost on each way, 0 to 1
   * @param seed of the losses
   */
  record Conditions(
      double roundTripMillis, double megabitsPerSecond, int queueBytes, double loss, long seed) {}

  private record Packet(long due, byte[] bytes) {}

  /** One direction. */
  private final class Way {
    private final DatagramChannel in;
    private final DatagramChannel out;
    private final Random random;
    private final ArrayDeque<Packet> packets = new ArrayDeque<>();
    private long busyUntil = System.nanoTime();
    private volatile InetSocketAddress to;
    private volatile long carried;
    private volatile long lost;

    Way(DatagramChannel in, DatagramChannel out, Random random) {
      this.in = in;
      this.out = out;
      this.random = random;
    }

    private void take(ByteBuffer buffer) throws IOException {
      SocketAddress from = in.receive(buffer.clear());
      while (from != null) {
        add(buffer.flip(), System.nanoTime());
        from = in.receive(buffer.clear());
      }
    }

    private void add(ByteBuffer datagram, long now) {
      int length = datagram.remaining();
      long start = Math.max(now, busyUntil);
      double bytesPerNano = conditions.megabitsPerSecond() / 8e3;
      boolean full = (start - now) * bytesPerNano > conditions.queueBytes();
      if (full || random.nextDouble() < conditions.loss()) {
        lost = lost + 1;
        return;
      }
      busyUntil = start + (long) (length / bytesPerNano);
      byte[] bytes = new byte[length];
      datagram.get(bytes);
      long delay = (long) (conditions.roundTripMillis() * 1e6 / 2);
      packets.add(new Packet(busyUntil + delay, bytes));
    }

    private void give(long now) throws IOException {
      while (!packets.isEmpty() && packets.peek().due() - now <= 0) {
        InetSocketAddress target = to;
        byte[] bytes = packets.remove().bytes();
        if (target != null) {
          out.send(ByteBuffer.wrap(bytes), target);
          carried = carried + 1;
        }
      }
    }
  }

  private final Conditions conditions;
  private final DatagramChannel near;
  private final DatagramChannel far;
  private final Way there;
  private final Way back;
  private final Thread thread;
  private volatile boolean closed;

  Relay(Conditions conditions) throws IOException {
    this.conditions = conditions;
    this.near = open();
    this.far = open();
    this.there = new Way(near, far, new Random(conditions.seed()));
    this.back = new Way(far, near, new Random(conditions.seed() + 1));
    this.thread = new Thread(this::run, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private static DatagramChannel open() throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BYTES);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BYTES);
    return channel.bind(new InetSocketAddress("0.0.0.0", 0));
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try {
      while (!closed) {
        there.take(buffer);
        back.take(buffer);
        long now = System.nanoTime();
        there.give(now);
        back.give(now);
        LockSupport.parkNanos(NAP_NANOS);
      }
    } catch (IOException e) {
      if (!closed) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What the second end is told in the place of this candidate of the first end; or null. */
  String ofFirst(String candidate) {
    return instead(candidate, back, far);
  }

  /** What the first end is told in the place of this candidate of the second end; or null. */
  String ofSecond(String candidate) {
    return instead(candidate, there, near);
  }

  /** The first UDP candidate over IPv4 of an end is the only one. */
  private static synchronized String instead(
      String candidate, Way towards, DatagramChannel socket) {
    String[] words = candidate.split(" ");
    boolean usable =
        words.length >= 8
            && words[2].equalsIgnoreCase("udp")
            && words[4].indexOf('.') > 0
            && words[7].equals("host");
    if (!usable || towards.to != null) {
      return null;
    }
    towards.to = new InetSocketAddress(words[4], Integer.parseInt(words[5]));
    try {
      words[5] = Integer.toString(((InetSocketAddress) socket.getLocalAddress()).getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.join(" ", words);
  }

  /** How many datagrams went through, both ways. */
  long carried() {
    return there.carried + back.carried;
  }

  /** How many were lost by chance or for want of room, both ways. */
  long lost() {
    return there.lost + back.lost;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
      near.close();
      far.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
