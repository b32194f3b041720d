package org.vivavoce.benchmarks.channel;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** libwebrtc by JNI. */
final class WebrtcJavaEnd implements ChannelEnd, PeerConnectionObserver {
  private static final long PATIENCE_SECONDS = 20;

  /** One for the process: both ends share its threads, as in a browser. */
  private static final class Factory {
    static final PeerConnectionFactory ONLY =
        new PeerConnectionFactory(new HeadlessAudioDeviceModule());
  }

  private final RTCPeerConnection connection;
  private final CompletableFuture<RTCDataChannel> channel = new CompletableFuture<>();
  private final CompletableFuture<Void> open = new CompletableFuture<>();
  private final HeldCandidates remote = new HeldCandidates(this::give);
  private volatile Consumer<String> candidates = it -> {};
  private volatile IntConsumer messages = size -> {};
  private ByteBuffer direct = ByteBuffer.allocateDirect(0);

  WebrtcJavaEnd() {
    connection = Factory.ONLY.createPeerConnection(new RTCConfiguration(), this);
  }

  @Override
  public String offer() throws Exception {
    use(connection.createDataChannel("load", new RTCDataChannelInit()));
    Created made = new Created();
    connection.createOffer(new RTCOfferOptions(), made);
    return local(made);
  }

  @Override
  public String answer(String offer) throws Exception {
    remote(new RTCSessionDescription(RTCSdpType.OFFER, offer));
    Created made = new Created();
    connection.createAnswer(new RTCAnswerOptions(), made);
    return local(made);
  }

  @Override
  public void accept(String answer) throws Exception {
    remote(new RTCSessionDescription(RTCSdpType.ANSWER, answer));
  }

  private String local(Created made) throws Exception {
    RTCSessionDescription description = made.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Set set = new Set();
    connection.setLocalDescription(description, set);
    set.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return description.sdp;
  }

  private void remote(RTCSessionDescription description) throws Exception {
    Set set = new Set();
    connection.setRemoteDescription(description, set);
    set.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    remote.release();
  }

  @Override
  public void onCandidate(Consumer<String> listener) {
    candidates = listener;
  }

  @Override
  public void add(String candidate) {
    remote.add(candidate);
  }

  private void give(String candidate) {
    connection.addIceCandidate(new RTCIceCandidate("0", 0, candidate));
  }

  @Override
  public void awaitOpen() throws Exception {
    open.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void send(byte[] message) throws Exception {
    // All of a direct buffer is sent, whatever its limit.
    if (direct.capacity() != message.length) {
      direct = ByteBuffer.allocateDirect(message.length);
    }
    channel.join().send(new RTCDataChannelBuffer(direct.clear().put(message).flip(), true));
  }

  @Override
  public long bufferedAmount() {
    return channel.join().getBufferedAmount();
  }

  @Override
  public void onMessage(IntConsumer listener) {
    messages = listener;
  }

  @Override
  public void close() {
    connection.close();
  }

  private void use(RTCDataChannel made) {
    channel.complete(made);
    made.registerObserver(new Messages(made));
    if (made.getState() == RTCDataChannelState.OPEN) {
      open.complete(null);
    }
  }

  @Override
  public void onIceCandidate(RTCIceCandidate candidate) {
    candidates.accept(candidate.sdp);
  }

  @Override
  public void onDataChannel(RTCDataChannel incoming) {
    use(incoming);
  }

  private static final class Created extends CompletableFuture<RTCSessionDescription>
      implements CreateSessionDescriptionObserver {
    @Override
    public void onSuccess(RTCSessionDescription description) {
      complete(description);
    }

    @Override
    public void onFailure(String error) {
      completeExceptionally(new IllegalStateException(error));
    }
  }

  private static final class Set extends CompletableFuture<Void>
      implements SetSessionDescriptionObserver {
    @Override
    public void onSuccess() {
      complete(null);
    }

    @Override
    public void onFailure(String error) {
      completeExceptionally(new IllegalStateException(error));
    }
  }

  private final class Messages implements RTCDataChannelObserver {
    private final RTCDataChannel of;

    Messages(RTCDataChannel of) {
      this.of = of;
    }

    @Override
    public void onBufferedAmountChange(long previousAmount) {}

    @Override
    public void onStateChange() {
      if (of.getState() == RTCDataChannelState.OPEN) {
        open.complete(null);
      }
    }

    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
      messages.accept(buffer.data.remaining());
    }
  }
}
