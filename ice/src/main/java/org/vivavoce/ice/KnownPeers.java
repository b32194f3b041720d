package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The addresses that have authenticated themselves to a session, and on which paths; bounded. On
 * the loop.
 */
final class KnownPeers {
  private static final class Peer {
    final Set<LocalPath> paths = new HashSet<>();
    long priority = 1;
  }

  private final int max;
  private final Map<InetSocketAddress, Peer> peers = new HashMap<>();

  KnownPeers(int max) {
    this.max = max;
  }

  /** False when there are too many already. */
  boolean admit(LocalPath path, InetSocketAddress from, IceSession session) {
    Peer peer = peers.get(from);
    if (peer == null) {
      if (peers.size() >= max) {
        return false;
      }
      peer = new Peer();
      peers.put(from, peer);
    }
    if (peer.paths.add(path)) {
      path.learn(from, session);
    }
    return true;
  }

  /** PRIORITY of its check: that of the peer-reflexive candidate that it is (RFC 8445 7.3.1.3). */
  void priority(InetSocketAddress from, long priority) {
    Peer peer = peers.get(from);
    if (peer != null && priority > 0) {
      peer.priority = priority;
    }
  }

  long priority(InetSocketAddress from) {
    Peer peer = peers.get(from);
    return peer == null ? 1 : peer.priority;
  }

  boolean knows(LocalPath path, InetSocketAddress from) {
    Peer peer = peers.get(from);
    return peer != null && peer.paths.contains(path);
  }

  boolean isEmpty() {
    return peers.isEmpty();
  }

  /** Another session on the port has gone: what it got of ours comes to us again. */
  void relearn(UdpPort port, IceSession session) {
    peers.forEach(
        (address, peer) -> {
          if (peer.paths.contains(port)) {
            port.learn(address, session);
          }
        });
  }
}
