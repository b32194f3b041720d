package org.vivavoce.benchmarks.setup;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.ice.IceNomination;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtcSessionDescription;

/** Ours, by the public API, on loopback. */
final class VivavoceSetup implements SetupPair {
  private final CompletableFuture<Void> oneConnected = new CompletableFuture<>();
  private final CompletableFuture<Void> twoConnected = new CompletableFuture<>();
  // Candidates wait for the description of whom they come from.
  private final CompletableFuture<PeerConnection> oneReady = new CompletableFuture<>();
  private final CompletableFuture<PeerConnection> twoReady = new CompletableFuture<>();
  private final PeerConnection one;
  private final PeerConnection two;

  VivavoceSetup(DtlsCertificate first, DtlsCertificate second, IceNomination nomination) {
    one = connection(first, nomination, new Observer(twoReady, oneConnected));
    two = connection(second, nomination, new Observer(oneReady, twoConnected));
    one.createDataChannel("setup", DataChannelInit.defaults());
  }

  private static PeerConnection connection(
      DtlsCertificate certificate, IceNomination nomination, PeerObserver observer) {
    return PeerConnection.create(
        PeerConfiguration.builder()
            .loopbackOnly()
            .certificate(certificate)
            .ice(ice -> ice.nomination(nomination))
            .build(),
        observer);
  }

  @Override
  public void connect() throws Exception {
    RtcSessionDescription offer = done(one.createOffer());
    done(one.setLocalDescription(offer));
    done(two.setRemoteDescription(offer));
    twoReady.complete(two);
    RtcSessionDescription answer = done(two.createAnswer());
    done(two.setLocalDescription(answer));
    done(one.setRemoteDescription(answer));
    oneReady.complete(one);
    done(oneConnected);
    done(twoConnected);
  }

  private static <T> T done(CompletableFuture<T> future) throws Exception {
    return future.get(SetupRun.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    one.close();
    two.close();
  }

  private record Observer(
      CompletableFuture<PeerConnection> other, CompletableFuture<Void> connected)
      implements PeerObserver {
    @Override
    public void onIceCandidate(RtcIceCandidate candidate) {
      other.thenAccept(it -> it.addIceCandidate(candidate));
    }

    @Override
    public void onConnectionStateChange(PeerConnectionState state) {
      if (state == PeerConnectionState.CONNECTED) {
        connected.complete(null);
      }
    }

    @Override
    public void onFailure(PeerFailure failure) {
      connected.completeExceptionally(new IllegalStateException(failure.message()));
    }
  }
}
