package org.vivavoce.benchmarks.channel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.datachannel.DataChannelListener;
import org.vivavoce.datachannel.DataChannelState;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtcDataChannel;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtcSessionDescription;

/** Ours. */
final class VivavocePair implements ChannelPair {
  private static final long PATIENCE_SECONDS = 20;

  private final CompletableFuture<RtcDataChannel> incoming = new CompletableFuture<>();
  private final CompletableFuture<Void> open = new CompletableFuture<>();
  private UnaryOperator<String> changeFirst = UnaryOperator.identity();
  private UnaryOperator<String> changeSecond = UnaryOperator.identity();
  private volatile IntConsumer listener = size -> {};
  private volatile IntConsumer replies = size -> {};
  private final boolean largeDatagrams;
  private PeerConnection one;
  private PeerConnection two;
  private RtcDataChannel out;
  private RtcDataChannel into;

  VivavocePair(boolean largeDatagrams) {
    this.largeDatagrams = largeDatagrams;
  }

  @Override
  public void through(UnaryOperator<String> first, UnaryOperator<String> second) {
    changeFirst = first;
    changeSecond = second;
  }

  @Override
  public void connect() throws Exception {
    one = PeerConnection.create(configuration(), new Observer(() -> two, changeFirst));
    two = PeerConnection.create(configuration(), new Observer(() -> one, changeSecond));
    out = one.createDataChannel("load", DataChannelInit.defaults());
    out.setListener(new Messages(size -> replies.accept(size)));
    RtcSessionDescription offer = done(one.setLocalDescription());
    done(two.setRemoteDescription(offer));
    done(one.setRemoteDescription(done(two.setLocalDescription())));
    into = done(incoming);
    done(open);
  }

  private PeerConfiguration configuration() {
    return PeerConfiguration.builder().loopbackOnly().largeDatagrams(largeDatagrams).build();
  }

  private static <T> T done(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void send(byte[] message) {
    out.send(message);
  }

  @Override
  public void reply(byte[] message) {
    into.send(message);
  }

  @Override
  public long bufferedAmount() {
    return out.bufferedAmount();
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

  private interface Other {
    PeerConnection get();
  }

  private final class Observer implements PeerObserver {
    private final Other other;

    private final UnaryOperator<String> change;

    Observer(Other other, UnaryOperator<String> change) {
      this.other = other;
      this.change = change;
    }

    @Override
    public void onIceCandidate(RtcIceCandidate candidate) {
      String changed = candidate.candidate().isEmpty() ? "" : change.apply(candidate.candidate());
      if (changed != null) {
        other
            .get()
            .addIceCandidate(
                new RtcIceCandidate(
                    changed,
                    candidate.sdpMid(),
                    candidate.sdpMLineIndex(),
                    candidate.usernameFragment()));
      }
    }

    @Override
    public void onDataChannel(RtcDataChannel channel) {
      channel.setListener(new Messages(size -> listener.accept(size)));
      incoming.complete(channel);
    }
  }

  private final class Messages implements DataChannelListener {
    private final IntConsumer to;

    Messages(IntConsumer to) {
      this.to = to;
    }

    @Override
    public void onOpen() {
      if (out.readyState() == DataChannelState.OPEN) {
        open.complete(null);
      }
    }

    @Override
    public void onMessage(byte[] data) {
      to.accept(data.length);
    }
  }
}
