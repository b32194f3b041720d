package org.vivavoce.ice;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An agent whose events a test can wait for. */
final class Peer implements IceListener, AutoCloseable {
  static final IceConfig LOOPBACK = IceConfig.builder().loopbackOnly().ipv6(false).build();

  final IceAgent agent;
  final List<IceCandidate> candidates = new CopyOnWriteArrayList<>();
  final List<IceState> states = new CopyOnWriteArrayList<>();
  final List<IceFailure> failures = new CopyOnWriteArrayList<>();
  final List<IceCandidateError> errors = new CopyOnWriteArrayList<>();
  final List<IceCandidatePair> pairs = new CopyOnWriteArrayList<>();
  final CompletableFuture<Void> gathered = new CompletableFuture<>();
  final CompletableFuture<IceCandidatePair> connected = new CompletableFuture<>();
  final CompletableFuture<IceFailure> failed = new CompletableFuture<>();
  final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  final BlockingQueue<IceState> stateQueue = new LinkedBlockingQueue<>();
  volatile Consumer<IceCandidate> trickle = it -> {};

  Peer(IceConfig config) {
    agent = IceAgent.create(config, this);
  }

  Peer() {
    this(LOOPBACK);
  }

  @Override
  public void onLocalCandidate(IceCandidate candidate) {
    candidates.add(candidate);
    trickle.accept(IceCandidate.parse(candidate.toString()));
  }

  @Override
  public void onGatheringComplete(String usernameFragment) {
    gathered.complete(null);
  }

  @Override
  public void onCandidateError(IceCandidateError error) {
    errors.add(error);
  }

  @Override
  public void onStateChange(IceState state) {
    states.add(state);
    stateQueue.add(state);
  }

  @Override
  public void onSelectedPair(IceCandidatePair pair) {
    pairs.add(pair);
    connected.complete(pair);
  }

  @Override
  public void onFailed(IceFailure reason) {
    failures.add(reason);
    failed.complete(reason);
  }

  @Override
  public void onDatagram(ByteBuffer packet, long arrivalNanos) {
    byte[] copy = new byte[packet.remaining()];
    packet.get(copy);
    received.add(copy);
  }

  Peer gather() throws Exception {
    agent.gather();
    gathered.get(10, TimeUnit.SECONDS);
    return this;
  }

  IceCandidatePair awaitConnected() throws Exception {
    return connected.get(10, TimeUnit.SECONDS);
  }

  void awaitState(IceState wanted) throws Exception {
    List<IceState> seen = new ArrayList<>();
    for (IceState it; (it = stateQueue.poll(10, TimeUnit.SECONDS)) != null; ) {
      seen.add(it);
      if (it == wanted) {
        return;
      }
    }
    throw new AssertionError("state " + wanted + " did not come, but " + seen);
  }

  byte[] awaitDatagram() throws Exception {
    byte[] datagram = received.poll(10, TimeUnit.SECONDS);
    if (datagram == null) {
      throw new AssertionError("no datagram came");
    }
    return datagram;
  }

  boolean send(int... bytes) {
    byte[] packet = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      packet[i] = (byte) bytes[i];
    }
    return agent.send(ByteBuffer.wrap(packet));
  }

  /** Gathers both, hands over everything, starts both. */
  static void connect(Peer a, Peer b) throws Exception {
    a.gather();
    b.gather();
    exchange(a, b);
    a.agent.start(IceRole.CONTROLLING, b.agent.localParameters());
    b.agent.start(IceRole.CONTROLLED, a.agent.localParameters());
    a.awaitConnected();
    b.awaitConnected();
  }

  static void exchange(Peer a, Peer b) {
    a.candidates.forEach(b.agent::addRemoteCandidate);
    b.candidates.forEach(a.agent::addRemoteCandidate);
    a.agent.endOfRemoteCandidates();
    b.agent.endOfRemoteCandidates();
  }

  @Override
  public void close() {
    agent.close();
  }
}
