package org.vivavoce.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.dtls.DtlsConfig;
import org.vivavoce.dtls.DtlsFailure;
import org.vivavoce.dtls.DtlsListener;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.dtls.DtlsSession;
import org.vivavoce.dtls.DtlsTransport;

/**
 * The time from starting both ends of a DTLS connection until both are connected and have each
 * other's fingerprint checked and SRTP keys exported. Datagrams are handed over in memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DtlsHandshakeBenchmark {
  private static final long PATIENCE_SECONDS = 30;

  private DtlsCertificate one;
  private DtlsCertificate two;

  /** Makes the certificates: a process makes its own once. */
  @Setup
  public void setUp() {
    one = DtlsCertificate.generate();
    two = DtlsCertificate.generate();
  }

  /** One handshake; closing is part of it. */
  @Benchmark
  public int handshake() throws InterruptedException {
    End client = new End();
    End server = new End();
    try (DtlsTransport a = DtlsTransport.create(DtlsConfig.of(one), client);
        DtlsTransport b = DtlsTransport.create(DtlsConfig.of(two), server)) {
      client.peer = b;
      server.peer = a;
      b.start(DtlsRole.SERVER, List.of(one.fingerprint()));
      a.start(DtlsRole.CLIENT, List.of(two.fingerprint()));
      return client.keys() + server.keys();
    }
  }

  private static final class End implements DtlsListener {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile DtlsTransport peer;
    private volatile DtlsSession session;

    int keys() throws InterruptedException {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || session == null) {
        throw new IllegalStateException("The handshake did not succeed.");
      }
      return session.localMasterKey().length;
    }

    @Override
    public boolean onSend(ByteBuffer datagram) {
      peer.receive(datagram);
      return true;
    }

    @Override
    public void onConnected(DtlsSession connected) {
      session = connected;
      ended.countDown();
    }

    @Override
    public void onData(ByteBuffer data) {}

    @Override
    public void onFailed(DtlsFailure failure) {
      ended.countDown();
    }

    @Override
    public void onClosed() {}
  }
}
