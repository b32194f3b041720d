package org.vivavoce.peer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vivavoce.ice.IceCandidateError;
import org.vivavoce.ice.IceState;

/**
 * One end in a test: a connection, its events, the candidates it gave, and the payloads it
 * received.
 */
final class Peer implements PeerObserver, AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final EventLoop loop = EventLoop.shared("test");
  final PeerConnection pc;
  final List<String> events = new CopyOnWriteArrayList<>();
  final List<String> received = new CopyOnWriteArrayList<>();

  /** Everything that the observer was told, in its order, and what the test put between. */
  final List<String> order = new CopyOnWriteArrayList<>();

  final List<RtcIceCandidate> told = new CopyOnWriteArrayList<>();
  final List<RtpTransceiver> tracks = new CopyOnWriteArrayList<>();
  final List<ChannelEnd> channels = new CopyOnWriteArrayList<>();

  /** Sees ICE's states while they are told. */
  volatile Consumer<IceState> iceHook = state -> {};

  private final List<RtcIceCandidate> candidates = new ArrayList<>();
  private volatile Peer other;
  private volatile boolean hasRemote;

  Peer() {
    this(b -> b);
  }

  Peer(UnaryOperator<PeerConfiguration.Builder> change) {
    pc =
        PeerConnection.create(
            change
                .apply(PeerConfiguration.builder().ice(i -> i.loopbackOnly()).eventLoop(loop))
                .build(),
            this);
  }

  /** From now on candidates trickle both ways. */
  static void trickle(Peer a, Peer b) {
    a.other = b;
    b.other = a;
  }

  /** Offer, answer, and candidates as they come. */
  void call(Peer callee) {
    trickle(this, callee);
    negotiate(callee);
  }

  /** Connects both ends, with a track of that name that this one sends. */
  Frames connect(Peer callee, String track) {
    Frames frames = Frames.audio(track);
    pc.addTrack(frames, "s");
    call(callee);
    awaitConnected();
    callee.awaitConnected();
    return frames;
  }

  /**
   * An offer and its answer; candidates that came before the other side could take them follow
   * then.
   */
  void negotiate(Peer callee) {
    hasRemote = false;
    callee.hasRemote = false;
    negotiate(callee, () -> {});
  }

  /** The same; something happens at the callee's between offer and answer. */
  void negotiate(Peer callee, Runnable beforeAnswer) {
    RtcSessionDescription offer = pc.setLocalDescription().join();
    callee.pc.setRemoteDescription(offer).join();
    callee.ready();
    beforeAnswer.run();
    RtcSessionDescription answer = callee.pc.setLocalDescription().join();
    pc.setRemoteDescription(answer).join();
    ready();
  }

  /** This end has a remote description: what the other had to say meanwhile can be said. */
  void ready() {
    hasRemote = true;
    other.flush();
  }

  private synchronized void flush() {
    if (other != null && other.hasRemote) {
      candidates.forEach(other.pc::addIceCandidate);
      candidates.clear();
    }
  }

  @Override
  public void onIceCandidate(RtcIceCandidate candidate) {
    told.add(candidate);
    order.add(candidate.candidate().isEmpty() ? "end of candidates" : "candidate");
    synchronized (this) {
      candidates.add(candidate);
    }
    flush();
  }

  @Override
  public void onSignalingStateChange(SignalingState state) {
    events.add("signaling " + state);
    order.add("signaling " + state.text());
  }

  @Override
  public void onConnectionStateChange(PeerConnectionState state) {
    events.add("connection " + state);
    order.add("connection " + state);
  }

  @Override
  public void onNegotiationNeeded() {
    events.add("negotiationneeded");
    order.add("negotiationneeded");
  }

  @Override
  public void onDataChannel(RtcDataChannel channel) {
    channels.add(new ChannelEnd(channel));
  }

  @Override
  public void onTrack(RtpTransceiver t) {
    tracks.add(t);
    order.add("track " + t.mid().orElse("?"));
    events.add("track " + t.receiver().track().streamIds());
    t.receiver()
        .track()
        .sink(
            (buffer, offset, length, seq, ts, marker, pt, arrival) ->
                received.add(
                    new String(buffer, offset + 4, length - 4, StandardCharsets.US_ASCII)));
  }

  @Override
  public void onIceGatheringStateChange(IceGatheringState state) {
    order.add("gathering " + state);
  }

  @Override
  public void onIceConnectionStateChange(IceState state) {
    order.add("ice " + state);
    iceHook.accept(state);
  }

  @Override
  public void onTrackMute(RemoteTrack track) {
    order.add("mute");
  }

  @Override
  public void onTrackUnmute(RemoteTrack track) {
    order.add("unmute");
  }

  @Override
  public void onTrackEnded(RemoteTrack track) {
    order.add("ended");
  }

  @Override
  public void onIceRestartFailure(PeerFailure failure) {
    order.add("restart failed");
  }

  /** What was asked of the loop so far has happened, and what that asked of it. */
  void settle() {
    for (int i = 0; i < 4; i++) {
      CompletableFuture<Void> turn = new CompletableFuture<>();
      loop.execute(() -> turn.complete(null));
      turn.join();
    }
  }

  /** No candidate will come any more, so that nothing changes by itself. */
  void awaitGathered() {
    await("gathered", () -> pc.iceGatheringState() != IceGatheringState.GATHERING);
    settle();
  }

  @Override
  public void onIceCandidateError(IceCandidateError error) {
    order.add("candidate error " + error.errorCode());
  }

  void awaitConnected() {
    await("connected", () -> pc.connectionState() == PeerConnectionState.CONNECTED);
  }

  /** Polls, because the condition is on counters that nothing announces. */
  static void await(String what, BooleanSupplier condition) {
    await(() -> what, condition);
  }

  /** The same with more to say when it never came. */
  static void await(Supplier<String> what, BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("never: " + what.get());
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Sends frames until the other end has one. */
  static void sendUntilReceived(Frames track, Peer to) {
    await(
        "a frame of " + track.id() + " received",
        () -> {
          track.send();
          return to.received.contains(track.id());
        });
  }

  long packetsReceived() {
    return pc.stats().inbound().stream().mapToLong(s -> s.packetsReceived()).sum();
  }

  @Override
  public void close() {
    pc.close();
    loop.close();
  }
}
