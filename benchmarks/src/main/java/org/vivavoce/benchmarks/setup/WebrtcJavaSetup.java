package org.vivavoce.benchmarks.setup;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** libwebrtc by JNI. Each connection makes its own certificate when it is made. */
final class WebrtcJavaSetup implements SetupPair {
  private final CompletableFuture<Void> oneConnected = new CompletableFuture<>();
  private final CompletableFuture<Void> twoConnected = new CompletableFuture<>();
  // Candidates wait for the description of whom they come from.
  private final CompletableFuture<RTCPeerConnection> oneReady = new CompletableFuture<>();
  private final CompletableFuture<RTCPeerConnection> twoReady = new CompletableFuture<>();
  private final RTCPeerConnection one;
  private final RTCPeerConnection two;

  private WebrtcJavaSetup(PeerConnectionFactory factory) {
    one =
        factory.createPeerConnection(new RTCConfiguration(), new Observer(twoReady, oneConnected));
    two =
        factory.createPeerConnection(new RTCConfiguration(), new Observer(oneReady, twoConnected));
    one.createDataChannel("setup", new RTCDataChannelInit());
  }

  /** All connections share one factory, as they would in an application. */
  static Supplier<SetupPair> factory() {
    PeerConnectionFactory factory = new PeerConnectionFactory(new HeadlessAudioDeviceModule());
    return () -> new WebrtcJavaSetup(factory);
  }

  @Override
  public void connect() throws Exception {
    RTCSessionDescription offer = made(it -> one.createOffer(new RTCOfferOptions(), it));
    set(it -> one.setLocalDescription(offer, it));
    set(it -> two.setRemoteDescription(offer, it));
    twoReady.complete(two);
    RTCSessionDescription answer = made(it -> two.createAnswer(new RTCAnswerOptions(), it));
    set(it -> two.setLocalDescription(answer, it));
    set(it -> one.setRemoteDescription(answer, it));
    oneReady.complete(one);
    oneConnected.get(SetupRun.PATIENCE_SECONDS, TimeUnit.SECONDS);
    twoConnected.get(SetupRun.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    one.close();
    two.close();
  }

  private static RTCSessionDescription made(Consumer<CreateSessionDescriptionObserver> step)
      throws Exception {
    CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
    step.accept(
        new CreateSessionDescriptionObserver() {
          @Override
          public void onSuccess(RTCSessionDescription description) {
            made.complete(description);
          }

          @Override
          public void onFailure(String error) {
            made.completeExceptionally(new IllegalStateException(error));
          }
        });
    return made.get(SetupRun.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void set(Consumer<SetSessionDescriptionObserver> step) throws Exception {
    CompletableFuture<Void> set = new CompletableFuture<>();
    step.accept(
        new SetSessionDescriptionObserver() {
          @Override
          public void onSuccess() {
            set.complete(null);
          }

          @Override
          public void onFailure(String error) {
            set.completeExceptionally(new IllegalStateException(error));
          }
        });
    set.get(SetupRun.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private record Observer(
      CompletableFuture<RTCPeerConnection> other, CompletableFuture<Void> connected)
      implements PeerConnectionObserver {
    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
      other.thenAccept(it -> it.addIceCandidate(candidate));
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
      if (state == RTCPeerConnectionState.CONNECTED) {
        connected.complete(null);
      } else if (state == RTCPeerConnectionState.FAILED) {
        connected.completeExceptionally(new IllegalStateException("The connection failed."));
      }
    }
  }
}
