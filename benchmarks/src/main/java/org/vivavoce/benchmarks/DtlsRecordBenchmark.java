package org.vivavoce.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.dtls.DtlsConfig;
import org.vivavoce.dtls.DtlsFailure;
import org.vivavoce.dtls.DtlsListener;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.dtls.DtlsSession;
import org.vivavoce.dtls.DtlsTransport;

/**
 * Records of application data per second, from the sender's call to the receiver's listener.
 *
 * <p>In memory, the sender's thread also receives. On loopback, another thread receives from a
 * blocking socket, and at most {@link #IN_FLIGHT} records are between the two.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DtlsRecordBenchmark {
  private static final int RECORD_BYTES = 1150;
  private static final int IN_FLIGHT = 256;
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How the datagrams travel. */
  public enum Path {
    /** Received while they are sent. */
    MEMORY,
    /** Through two UDP sockets. */
    LOOPBACK
  }

  /** Which way of sending. */
  public enum Call {
    /** {@link DtlsTransport#send}. */
    SEND,
    /** {@link DtlsTransport#seal}, and then straight to the network. */
    SEAL
  }

  @Param Path path;

  @Param Call call;

  private DtlsTransport sender;
  private DtlsTransport receiver;
  private DatagramChannel out;
  private DatagramChannel in;
  private Thread reader;
  private final AtomicLong received = new AtomicLong();
  private long sent;
  private End client;
  private ByteBuffer data;

  /** Connects both ends in memory, and then puts them on the path that is measured. */
  @Setup
  public void setUp() throws InterruptedException, IOException {
    DtlsCertificate one = DtlsCertificate.generate();
    DtlsCertificate two = DtlsCertificate.generate();
    client = new End();
    End server = new End();
    sender = DtlsTransport.create(DtlsConfig.of(one), client);
    receiver = DtlsTransport.create(DtlsConfig.of(two), server);
    client.network = datagram -> hand(datagram, receiver);
    server.network = datagram -> hand(datagram, sender);
    receiver.start(DtlsRole.SERVER, List.of(one.fingerprint()));
    sender.start(DtlsRole.CLIENT, List.of(two.fingerprint()));
    client.connected.await();
    server.connected.await();
    data = ByteBuffer.allocate(DtlsTransport.HEADROOM + RECORD_BYTES + DtlsTransport.TAILROOM);
    if (path == Path.LOOPBACK) {
      InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      in = DatagramChannel.open().bind(anywhere);
      in.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      out = DatagramChannel.open().bind(anywhere);
      InetSocketAddress to = (InetSocketAddress) in.getLocalAddress();
      client.network = datagram -> write(datagram, to);
      reader = new Thread(this::read, "reader");
      reader.setDaemon(true);
      reader.start();
    }
  }

  /** Closes sockets and transports, and says so if records were lost. */
  @TearDown
  public void tearDown() throws IOException, InterruptedException {
    awaitAtMost(0);
    sender.close();
    receiver.close();
    if (in != null) {
      in.close();
      out.close();
      reader.join();
    }
  }

  /** One record. */
  @Benchmark
  public void record() {
    sent++;
    if (path == Path.LOOPBACK) {
      awaitAtMost(IN_FLIGHT);
    }
    int begin = DtlsTransport.HEADROOM;
    data.limit(begin + RECORD_BYTES).position(begin);
    boolean done =
        call == Call.SEND ? sender.send(data) : sender.seal(data) && client.network.send(data);
    if (!done) {
      throw new IllegalStateException("The record was not sent.");
    }
  }

  private void awaitAtMost(long inFlight) {
    if (sent - received.get() <= inFlight) {
      return;
    }
    long begin = System.nanoTime();
    while (sent - received.get() > inFlight / 2) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new IllegalStateException("Records were lost.");
      }
      LockSupport.parkNanos(20_000);
    }
  }

  private static boolean hand(ByteBuffer datagram, DtlsTransport to) {
    to.receive(datagram);
    return true;
  }

  private boolean write(ByteBuffer datagram, InetSocketAddress to) {
    try {
      return out.send(datagram, to) > 0;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    try {
      while (true) {
        in.receive(buffer.clear());
        receiver.receive(buffer.flip());
      }
    } catch (ClosedChannelException e) {
      // The end.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class End implements DtlsListener {
    private final CountDownLatch connected = new CountDownLatch(1);
    private volatile Network network;

    @Override
    public boolean onSend(ByteBuffer datagram) {
      return network.send(datagram);
    }

    @Override
    public void onConnected(DtlsSession session) {
      connected.countDown();
    }

    @Override
    public void onData(ByteBuffer buffer) {
      received.lazySet(received.get() + 1);
    }

    @Override
    public void onFailed(DtlsFailure failure) {
      throw new IllegalStateException(failure.message());
    }

    @Override
    public void onClosed() {}
  }

  private interface Network {
    boolean send(ByteBuffer datagram);
  }
}
