package org.vivavoce.dtls;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Handshakes of this JVM with itself. */
final class WarmUp {
  /** The first takes a quarter of a second; after these, one takes a few milliseconds. */
  private static final int HANDSHAKES = 8;

  private static final long PATIENCE_SECONDS = 10;
  private static boolean done;

  private WarmUp() {}

  static synchronized void run() {
    if (done) {
      return;
    }
    for (int i = 0; i < HANDSHAKES; i++) {
      handshake();
    }
    done = true;
  }

  private static void handshake() {
    DtlsCertificate one = DtlsCertificate.generate();
    DtlsCertificate two = DtlsCertificate.generate();
    CountDownLatch connected = new CountDownLatch(2);
    End client = new End(connected);
    End server = new End(connected);
    try (DtlsTransport a = DtlsTransport.create(DtlsConfig.of(one), client);
        DtlsTransport b = DtlsTransport.create(DtlsConfig.of(two), server)) {
      client.peer = b;
      server.peer = a;
      b.start(DtlsRole.SERVER, List.of(one.fingerprint()));
      a.start(DtlsRole.CLIENT, List.of(two.fingerprint()));
      if (!connected.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "A handshake in memory did not end within " + PATIENCE_SECONDS + " s");
      }
      a.send(ByteBuffer.wrap(new byte[1000]));
      b.send(ByteBuffer.wrap(new byte[1000]));
    } catch (InterruptedException e) {
      // The caller wants this thread back; being less warm harms nobody.
      Thread.currentThread().interrupt();
    }
  }

  private static final class End implements DtlsListener {
    private final CountDownLatch connected;
    private volatile DtlsTransport peer;

    End(CountDownLatch connected) {
      this.connected = connected;
    }

    @Override
    public boolean onSend(ByteBuffer datagram) {
      peer.receive(datagram);
      return true;
    }

    @Override
    public void onConnected(DtlsSession session) {
      connected.countDown();
    }

    @Override
    public void onData(ByteBuffer data) {}

    @Override
    public void onFailed(DtlsFailure failure) {}

    @Override
    public void onClosed() {}
  }
}
