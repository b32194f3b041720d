package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A way out: a socket of ours, or a TURN allocation. Its address is a base (RFC 8445 section 4).
 */
abstract class LocalPath {
  private final IceCandidate candidate;
  private final InetSocketAddress address;

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

  /** Without waiting; any thread; false when nothing was sent. */
  abstract boolean send(ByteBuffer packet, InetSocketAddress to);

  /** The agent has authenticated this address; on the loop. */
  abstract void learn(InetSocketAddress remote, IceSession agent);

  /** Checks will go to, and come from, this address; a relay wants a permission for it. */
  void expect(InetSocketAddress remote) {}

  /** The pair with this address is in use; a relay gives it a channel. */
  void selected(InetSocketAddress remote) {}

  /** Nothing is sent or received any more; on the loop. */
  abstract void close();
}
