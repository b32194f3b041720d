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
  private final int max;
  private final PairBook book;
  private final Map<InetSocketAddress, Set<LocalPath>> peers = new HashMap<>();

  KnownPeers(int max, PairBook book) {
    this.max = max;
    this.book = book;
  }

  /** False when there are too many already. */
  boolean admit(LocalPath path, InetSocketAddress from) {
    Set<LocalPath> paths = peers.get(from);
    if (paths == null) {
      if (peers.size() >= max) {
        return false;
      }
      paths = new HashSet<>();
      peers.put(from, paths);
    }
    if (paths.add(path)) {
      path.learn(from, book.of(path, from));
    }
    return true;
  }

  boolean isEmpty() {
    return peers.isEmpty();
  }

  /** Another session on the port has gone: what it got of ours comes to us again. */
  void relearn(UdpPort port) {
    peers.forEach(
        (address, paths) -> {
          if (paths.contains(port)) {
            port.learn(address, book.of(port, address));
          }
        });
  }
}
