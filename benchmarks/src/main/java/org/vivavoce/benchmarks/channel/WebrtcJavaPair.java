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
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/** libwebrtc by JNI. */
final class WebrtcJavaPair implements ChannelPair {
  private static final long PATIENCE_SECONDS = 20;

  private final PeerConnectionFactory factory =
      new PeerConnectionFactory(new HeadlessAudioDeviceModule());
  private final CompletableFuture<RTCDataChannel> incoming = new CompletableFuture<>();
  private final CompletableFuture<Void> open = new CompletableFuture<>();
  private UnaryOperator<String> changeFirst = UnaryOperator.identity();
  private UnaryOperator<String> changeSecond = UnaryOperator.identity();
  private volatile IntConsumer listener = size -> {};
  private volatile IntConsumer replies = size -> {};
  private RTCPeerConnection one;
  private RTCPeerConnection two;
  private RTCDataChannel out;
  private RTCDataChannel into;
  private ByteBuffer direct = ByteBuffer.allocateDirect(0);
  private ByteBuffer directReply = ByteBuffer.allocateDirect(0);

  @Override
  public void through(UnaryOperator<String> first, UnaryOperator<String> second) {
    changeFirst = first;
    changeSecond = second;
  }

  @Override
  public void connect() throws Exception {
    one =
        factory.createPeerConnection(new RTCConfiguration(), new Observer(() -> two, changeFirst));
    two =
        factory.createPeerConnection(new RTCConfiguration(), new Observer(() -> one, changeSecond));
    out = one.createDataChannel("load", new RTCDataChannelInit());
    out.registerObserver(new Messages(size -> replies.accept(size), out));
    Created offer = new Created();
    one.createOffer(new RTCOfferOptions(), offer);
    RTCSessionDescription offered = offer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    apply(it -> one.setLocalDescription(offered, it));
    apply(it -> two.setRemoteDescription(offered, it));
    Created answer = new Created();
    two.createAnswer(new RTCAnswerOptions(), answer);
    RTCSessionDescription answered = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    apply(it -> two.setLocalDescription(answered, it));
    apply(it -> one.setRemoteDescription(answered, it));
    into = incoming.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    open.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void send(byte[] message) throws Exception {
    direct = fitting(direct, message.length);
    out.send(new RTCDataChannelBuffer(direct.put(message).flip(), true));
  }

  @Override
  public void reply(byte[] message) throws Exception {
    directReply = fitting(directReply, message.length);
    into.send(new RTCDataChannelBuffer(directReply.put(message).flip(), true));
  }

  /** All of a direct buffer is sent, whatever its limit. */
  private static ByteBuffer fitting(ByteBuffer buffer, int length) {
    return buffer.capacity() == length ? buffer.clear() : ByteBuffer.allocateDirect(length);
  }

  @Override
  public long bufferedAmount() {
    return out.getBufferedAmount();
  }

  @Override
  public void onMessage(IntConsumer to) {
    listener = to;
  }

  @Override
  public void onReply(IntConsumer to) {
    replies = to;
  }

  @Override
  public void close() {
    one.close();
    two.close();
  }

  private interface Step {
    void run(SetSessionDescriptionObserver observer);
  }

  private static void apply(Step step) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    step.run(
        new SetSessionDescriptionObserver() {
          @Override
          public void onSuccess() {
            done.complete(null);
          }

          @Override
          public void onFailure(String error) {
            done.completeExceptionally(new IllegalStateException(error));
          }
        });
    done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
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

  private interface Other {
    RTCPeerConnection get();
  }

  private final class Observer implements PeerConnectionObserver {
    private final Other other;

    private final UnaryOperator<String> change;

    Observer(Other other, UnaryOperator<String> change) {
      this.other = other;
      this.change = change;
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
      String changed = change.apply(candidate.sdp);
      if (changed != null) {
        other
            .get()
            .addIceCandidate(
                new RTCIceCandidate(candidate.sdpMid, candidate.sdpMLineIndex, changed));
      }
    }

    @Override
    public void onDataChannel(RTCDataChannel channel) {
      channel.registerObserver(new Messages(size -> listener.accept(size), channel));
      incoming.complete(channel);
    }
  }

  private final class Messages implements RTCDataChannelObserver {
    private final IntConsumer to;
    private final RTCDataChannel channel;

    Messages(IntConsumer to, RTCDataChannel channel) {
      this.to = to;
      this.channel = channel;
    }

    @Override
    public void onBufferedAmountChange(long previousAmount) {}

    @Override
    public void onStateChange() {
      if (channel == out && channel.getState() == RTCDataChannelState.OPEN) {
        open.complete(null);
      }
    }

    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
      to.accept(buffer.data.remaining());
    }
  }
}
