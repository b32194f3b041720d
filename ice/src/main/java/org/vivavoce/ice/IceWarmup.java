package org.vivavoce.ice;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** See {@link IceAgent#warmUp}. */
final class IceWarmup {
  private static boolean done;

  private IceWarmup() {}

  static synchronized void run() {
    if (done) {
      return;
    }
    IceConfig config = IceConfig.builder().loopbackOnly().ipv6(false).build();
    CountDownLatch received = new CountDownLatch(2);
    End a = new End(received);
    End b = new End(received);
    try (IceAgent first = IceAgent.create(config, a);
        IceAgent second = IceAgent.create(config, b)) {
      a.other = second;
      b.other = first;
      a.own = first;
      b.own = second;
      first.gather();
      second.gather();
      first.start(IceRole.CONTROLLING, second.localParameters());
      second.start(IceRole.CONTROLLED, first.localParameters());
      if (received.await(5, TimeUnit.SECONDS)) {
        done = true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class End implements IceListener {
    private final CountDownLatch received;
    private volatile IceAgent own;
    private volatile IceAgent other;

    End(CountDownLatch received) {
      this.received = received;
    }

    @Override
    public void onLocalCandidate(IceCandidate candidate) {
      other.addRemoteCandidate(IceCandidate.parse(candidate.toString()));
    }

    @Override
    public void onSelectedPair(IceCandidatePair pair) {
      received.countDown();
      own.send(ByteBuffer.wrap(new byte[] {(byte) 0x80}));
    }
  }
}
