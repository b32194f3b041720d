package org.vivavoce.ice;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Prints what an agent costs; run by hand, asserts nothing. */
final class IceFigures {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private IceFigures() {}

  public static void main(String[] arguments) throws Exception {
    long start = System.nanoTime();
    IceAgent.warmUp();
    System.out.printf("warm-up: %d ms%n", (System.nanoTime() - start) / 1_000_000);
    for (int round = 0; round < 2; round++) {
      setup(IceNomination.REGULAR);
      setup(IceNomination.EARLY);
    }
    if (arguments.length > 0) {
      stress(Integer.parseInt(arguments[0]));
      return;
    }
    for (int round = 0; round < 3; round++) {
      plain();
      packets();
    }
    idle();
  }

  private static void setup(IceNomination nomination) throws Exception {
    IceConfig config = Peer.LOOPBACK.toBuilder().nomination(nomination).build();
    int n = 300;
    long[] connect = new long[n];
    long[] gather = new long[n];
    long[] close = new long[n];
    for (int i = 0; i < n; i++) {
      long begin = System.nanoTime();
      Peer a = new Peer(config);
      Peer b = new Peer(config);
      a.agent.gather();
      gather[i] = System.nanoTime() - begin;
      b.agent.gather();
      a.gathered.get();
      b.gathered.get();
      Peer.exchange(a, b);
      a.agent.start(IceRole.CONTROLLING, b.agent.localParameters());
      b.agent.start(IceRole.CONTROLLED, a.agent.localParameters());
      a.awaitConnected();
      b.awaitConnected();
      long done = System.nanoTime();
      connect[i] = done - begin;
      a.close();
      b.close();
      close[i] = System.nanoTime() - done;
    }
    System.out.printf(
        "%s: create..both connected %s; create+gather() of one %s; close of both %s%n",
        nomination, spread(connect), spread(gather), spread(close));
  }

  private static String spread(long[] nanos) {
    Arrays.sort(nanos);
    return String.format(
        "median %.2f p90 %.2f max %.2f ms",
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 9 / 10] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }

  /** 64 packets of 1,200 bytes in flight, as in the notes. */
  private static void packets() throws Exception {
    AtomicLong received = new AtomicLong();
    long[] loopThread = new long[1];
    IceListener counting =
        new IceListener() {
          @Override
          public void onDatagram(ByteBuffer packet, long arrivalNanos) {
            loopThread[0] = Thread.currentThread().getId();
            received.incrementAndGet();
          }
        };
    Peer a = new Peer();
    try (IceAgent b = IceAgent.create(Peer.LOOPBACK, counting)) {
      a.trickle = b::addRemoteCandidate;
      b.gather();
      a.gather();
      b.start(IceRole.CONTROLLED, a.agent.localParameters());
      a.agent.start(IceRole.CONTROLLING, b.localParameters());
      a.awaitConnected();
      ByteBuffer packet = ByteBuffer.allocate(1200).put(0, (byte) 0x80);
      for (int round = 0; round < 1; round++) {
        int n = 500_000;
        long begin = System.nanoTime();
        received.set(0);
        long mine = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        long theirs = loopThread[0] == 0 ? 0 : THREADS.getThreadAllocatedBytes(loopThread[0]);
        long refused = 0;
        for (int i = 0; i < n; ) {
          if (i - received.get() < 64) {
            packet.clear();
            if (a.agent.send(packet)) {
              i++;
            } else {
              refused++;
            }
          } else {
            Thread.onSpinWait();
          }
          if (i == n) {
            break;
          }
        }
        long deadline = System.nanoTime() + 1_000_000_000L;
        while (received.get() < n && System.nanoTime() < deadline) {
          Thread.onSpinWait();
        }
        long nanos = System.nanoTime() - begin;
        System.out.printf(
            "64 in flight: %.0f k packets/s, lost %d, refused %d, bytes per packet sent %.3f,"
                + " received %.3f%n",
            n * 1e6 / nanos,
            n - received.get(),
            refused,
            (THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - mine) / (double) n,
            (THREADS.getThreadAllocatedBytes(loopThread[0]) - theirs) / (double) n);
      }
      received.set(0);
      int n = 500_000;
      int sent = 0;
      long begin = System.nanoTime();
      for (int i = 0; i < n; i++) {
        packet.clear();
        if (a.agent.send(packet)) {
          sent++;
        }
      }
      long last = -1;
      while (received.get() != last) {
        last = received.get();
        Thread.sleep(50);
      }
      System.out.printf(
          "flood: %.0f k packets/s sent, %.2f %% lost, buffer %d%n",
          sent * 1e6 / (System.nanoTime() - begin),
          100.0 * (sent - received.get()) / sent,
          b.stats().receiveBufferBytes());
    }
    a.close();
  }

  /** Many connects in a row: is there one that gets stuck? */
  private static void stress(int n) throws Exception {
    long[] nanos = new long[n];
    long slow = 0;
    for (int i = 0; i < n; i++) {
      IceNomination nomination = IceNomination.values()[i % 2];
      IceConfig config = Peer.LOOPBACK.toBuilder().nomination(nomination).build();
      long begin = System.nanoTime();
      try (Peer a = new Peer(config);
          Peer b = new Peer(config)) {
        Peer.connect(a, b);
      }
      nanos[i] = System.nanoTime() - begin;
      slow += nanos[i] > 1_000_000_000L ? 1 : 0;
    }
    System.out.printf("%d connects: %s; over one second: %d%n", n, spread(nanos), slow);
  }

  /** The mark: two channels without anything. */
  private static void plain() throws Exception {
    AtomicLong received = new AtomicLong();
    try (DatagramChannel a = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        DatagramChannel b = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
      b.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
      Thread reader =
          new Thread(
              () -> {
                ByteBuffer buffer = ByteBuffer.allocate(2000);
                try {
                  while (true) {
                    b.receive(buffer.clear());
                    received.incrementAndGet();
                  }
                } catch (IOException e) {
                  // Closed: the end.
                }
              });
      reader.start();
      ByteBuffer packet = ByteBuffer.allocate(1200);
      SocketAddress to = b.getLocalAddress();
      int n = 500_000;
      long begin = System.nanoTime();
      for (int i = 0; i < n; ) {
        if (i - received.get() < 64) {
          a.send(packet.clear(), to);
          i++;
        } else {
          Thread.onSpinWait();
        }
      }
      System.out.printf(
          "plain channels, 64 in flight: %.0f k packets/s%n",
          n * 1e6 / (System.nanoTime() - begin));
    }
  }

  private static void idle() throws Exception {
    int n = 200;
    long heap = usedHeap();
    long descriptors = descriptors();
    int threads = Thread.activeCount();
    Peer[] peers = new Peer[2 * n];
    for (int i = 0; i < 2 * n; i += 2) {
      peers[i] = new Peer();
      peers[i + 1] = new Peer();
      Peer.connect(peers[i], peers[i + 1]);
    }
    System.out.printf(
        "idle, per connected agent of %d: heap %.1f KB, descriptors %.3f, threads %.3f"
            + " (ours %d)%n",
        2 * n,
        (usedHeap() - heap) / 1024.0 / (2 * n),
        (descriptors() - descriptors) / (2.0 * n),
        (Thread.activeCount() - threads) / (2.0 * n),
        Thread.getAllStackTraces().keySet().stream()
            .filter(it -> it.getName().startsWith("vivavoce"))
            .count());
    for (Peer it : peers) {
      it.close();
    }
  }

  private static long usedHeap() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long descriptors() throws Exception {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }
}
