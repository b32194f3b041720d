package org.vivavoce.benchmarks.channel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.datachannel.DataChannelListener;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtcDataChannel;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtcSessionDescription;
import org.vivavoce.peer.SdpType;

/** Ours. */
final class VivavoceEnd implements ChannelEnd, PeerObserver, DataChannelListener {
  private static final long PATIENCE_SECONDS = 20;

  private final PeerConnection connection;
  private final CompletableFuture<RtcDataChannel> channel = new CompletableFuture<>();
  private final CompletableFuture<Void> open = new CompletableFuture<>();
  private final HeldCandidates remote = new HeldCandidates(this::give);
  private volatile Consumer<String> candidates = it -> {};
  private volatile IntConsumer messages = size -> {};

  VivavoceEnd(boolean largeDatagrams) {
    connection =
        PeerConnection.create(
            PeerConfiguration.builder().loopbackOnly().largeDatagrams(largeDatagrams).build(),
            this);
  }

  private static <T> T done(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public String offer() throws Exception {
    use(connection.createDataChannel("load", DataChannelInit.defaults()));
    return done(connection.setLocalDescription()).sdp();
  }

  @Override
  public String answer(String offer) throws Exception {
    done(connection.setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, offer)));
    remote.release();
    return done(connection.setLocalDescription()).sdp();
  }

  @Override
  public void accept(String answer) throws Exception {
    done(connection.setRemoteDescription(new RtcSessionDescription(SdpType.ANSWER, answer)));
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
    connection.addIceCandidate(new RtcIceCandidate(candidate, "0", 0, null));
  }

  @Override
  public void awaitOpen() throws Exception {
    done(open);
  }

  @Override
  public void send(byte[] message) {
    channel.join().send(message);
  }

  @Override
  public long bufferedAmount() {
    return channel.join().bufferedAmount();
  }

  @Override
  public void onMessage(IntConsumer listener) {
    messages = listener;
  }

  @Override
  public void close() {
    connection.close();
  }

  private void use(RtcDataChannel made) {
    channel.complete(made);
    made.setListener(this);
  }

  // --- what the connection says

  @Override
  public void onIceCandidate(RtcIceCandidate candidate) {
    if (!candidate.candidate().isEmpty()) {
      candidates.accept(candidate.candidate());
    }
  }

  @Override
  public void onDataChannel(RtcDataChannel incoming) {
    use(incoming);
  }

  // --- what the channel says

  @Override
  public void onOpen() {
    open.complete(null);
  }

  @Override
  public void onMessage(byte[] data) {
    messages.accept(data.length);
  }
}
