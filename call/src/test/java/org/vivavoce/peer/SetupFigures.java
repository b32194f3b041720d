package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.ice.IceNomination;

/**
 * Prints how long it takes from createOffer until both sides are connected, over loopback, with
 * certificates made ahead; run by hand, asserts nothing. An argument: how many at a time, 50 unless
 * said.
 */
final class SetupFigures {
  private static final DtlsCertificate A = DtlsCertificate.generate();
  private static final DtlsCertificate B = DtlsCertificate.generate();

  private SetupFigures() {}

  public static void main(String[] arguments) throws Exception {
    int n = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
    for (int round = 0; round < 6; round++) {
      for (IceNomination nomination : IceNomination.values()) {
        double[] millis = new double[n];
        for (int i = 0; i < n; i++) {
          millis[i] = setup(nomination);
        }
        Arrays.sort(millis);
        System.out.printf(
            "round %d %s: median %.1f ms, least %.1f, p90 %.1f%n",
            round, nomination, millis[n / 2], millis[0], millis[n * 9 / 10]);
      }
    }
  }

  /** Signaling without delay, candidates as they come. */
  private static final class End implements PeerObserver {
    private final PeerConnection pc;
    private final CountDownLatch connected = new CountDownLatch(1);
    private final List<RtcIceCandidate> early = new ArrayList<>();
    private PeerConnection other;

    End(DtlsCertificate certificate, IceNomination nomination) {
      pc =
          PeerConnection.create(
              PeerConfiguration.builder()
                  .ice(i -> i.loopbackOnly().nomination(nomination))
                  .certificate(certificate)
                  .build(),
              this);
    }

    synchronized void to(PeerConnection there) {
      other = there;
      early.forEach(other::addIceCandidate);
    }

    @Override
    public synchronized void onIceCandidate(RtcIceCandidate candidate) {
      if (other == null) {
        early.add(candidate);
      } else {
        other.addIceCandidate(candidate);
      }
    }

    @Override
    public void onConnectionStateChange(PeerConnectionState state) {
      if (state == PeerConnectionState.CONNECTED) {
        connected.countDown();
      }
    }
  }

  private static double setup(IceNomination nomination) throws InterruptedException {
    End a = new End(A, nomination);
    End b = new End(B, nomination);
    try {
      a.pc.addTrack(Frames.audio("a"), "s");
      b.pc.addTrack(Frames.audio("b"), "s");
      long begin = System.nanoTime();
      a.pc
          .createOffer()
          .thenCompose(
              offer ->
                  a.pc
                      .setLocalDescription(offer)
                      .thenCompose(x -> b.pc.setRemoteDescription(offer)))
          .thenCompose(
              x -> {
                a.to(b.pc);
                return b.pc.setLocalDescription();
              })
          .thenCompose(answer -> a.pc.setRemoteDescription(answer))
          .thenRun(() -> b.to(a.pc));
      if (!a.connected.await(20, TimeUnit.SECONDS) || !b.connected.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("not connected");
      }
      return (System.nanoTime() - begin) / 1e6;
    } finally {
      a.pc.close();
      b.pc.close();
    }
  }
}
