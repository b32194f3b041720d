package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pair in use, and the change to another. On the loop, but for the getters. */
final class Selection {
  private final KnownPeers known;
  private final Map<InetSocketAddress, IceCandidate> remotes;
  private final List<IceCandidate> locals;
  private volatile SelectedPath current;
  private volatile long roundTripNanos = -1;

  /** The collections are the session's. */
  Selection(
      KnownPeers known, Map<InetSocketAddress, IceCandidate> remotes, List<IceCandidate> locals) {
    this.known = known;
    this.remotes = remotes;
    this.locals = locals;
  }

  /** Null without a pair; any thread. */
  SelectedPath current() {
    return current;
  }

  /** Any thread. */
  Optional<IceCandidatePair> pair() {
    SelectedPath path = current;
    long nanos = roundTripNanos;
    return path == null
        ? Optional.empty()
        : Optional.of(
            new IceCandidatePair(
                path.local(),
                path.remote(),
                nanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos))));
  }

  void roundTrip(long nanos) {
    roundTripNanos = nanos;
  }

  void select(LocalPath path, InetSocketAddress to, InetSocketAddress mapped) {
    current = new SelectedPath(path, to, localCandidate(path, mapped), remoteCandidate(to));
    path.selected(to);
  }

  void clear() {
    current = null;
  }

  /** Whether a pair would be better than the current one. */
  boolean improvedBy(LocalPath path, InetSocketAddress remote) {
    SelectedPath now = current;
    return Candidates.pairPriority(path.candidate(), remoteCandidate(remote))
        > Candidates.pairPriority(now.path().candidate(), now.remote());
  }

  private IceCandidate remoteCandidate(InetSocketAddress address) {
    IceCandidate candidate = remotes.get(address);
    return candidate == null
        ? Candidates.remotePeerReflexive(address, known.priority(address))
        : candidate;
  }

  private IceCandidate localCandidate(LocalPath path, InetSocketAddress mapped) {
    if (mapped.equals(path.address())) {
      return path.candidate();
    }
    String address = IceCandidate.text(mapped.getAddress());
    for (IceCandidate it : locals) {
      if (it.address().equals(address) && it.port() == mapped.getPort()) {
        return it;
      }
    }
    return Candidates.reflexive(mapped, path.candidate(), null, IceCandidateType.PEER_REFLEXIVE);
  }
}
