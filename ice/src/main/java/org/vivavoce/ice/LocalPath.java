package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A way out: a socket of ours, or a TURN allocation. Its address is a base (RFC 8445 section 4).
 */
abstract class LocalPath {
  private final IceCandidate candidate;
  private final InetSocketAddress address;
  private final Map<InetSocketAddress, PairRecord> owners = new HashMap<>();
  private InetSocketAddress lastSource;
  private PairRecord lastOwner;

  LocalPath(IceCandidate candidate, InetSocketAddress address) {
    this.candidate = candidate;
    this.address = address;
  }

  final IceCandidate candidate() {
    return candidate;
  }

  final InetSocketAddress address() {
    return address;
  }

  final boolean isRelay() {
    return candidate.type() == IceCandidateType.RELAYED;
  }

  /** Whether what is sent arrives, or the path breaks: then requests are not sent again. */
  boolean isReliable() {
    return false;
  }

  /** Without waiting; any thread; false when nothing was sent. */
  abstract boolean send(ByteBuffer packet, InetSocketAddress to);

  /** An agent has authenticated the pair's address; the latest agent gets what comes from there. */
  void learn(InetSocketAddress remote, PairRecord pair) {
    PairRecord known = owners.get(remote);
    if (known == null || known.session().number() <= pair.session().number()) {
      owners.put(remote, pair);
      lastSource = null;
    }
  }

  /** The pair of the agent that gets what comes from there, or null; on the loop. */
  final PairRecord owner(InetSocketAddress source) {
    if (source != lastSource) {
      // A channel hands out the same object while the source stays the same.
      lastSource = source;
      lastOwner = owners.get(source);
    }
    return lastOwner;
  }

  /** Forgets an agent's pairs; on the loop. */
  final void disown(IceSession session) {
    owners.values().removeIf(it -> it.session() == session);
    lastSource = null;
    lastOwner = null;
  }

  /** Checks will go to, and come from, this address; a relay wants a permission for it. */
  void expect(InetSocketAddress remote) {}

  /** The pair with this address is in use; a relay gives it a channel. */
  void selected(InetSocketAddress remote) {}

  /** Nothing is sent or received any more; on the loop. */
  abstract void close();
}
