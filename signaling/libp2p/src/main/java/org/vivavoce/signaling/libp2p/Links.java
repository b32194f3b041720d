package org.vivavoce.signaling.libp2p;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vivavoce.signaling.libp2p.connection.Connection;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/** A host's connections: who they lead to, what they have to send, when they want to be woken. */
final class Links {
  private final HostLoop loop;
  private final Set<TcpLink> all = new LinkedHashSet<>();
  private final Set<TcpLink> dirty = new LinkedHashSet<>();
  private final Map<PeerId, List<TcpLink>> byPeer = new LinkedHashMap<>();
  private volatile Set<PeerId> peers = Set.of();
  private HostLoop.Timer tick;
  private long tickAt = Long.MAX_VALUE;

  Links(HostLoop loop) {
    this.loop = loop;
    loop.afterEachRound(this::flush);
  }

  /** From any thread: the peers with a connection. */
  Set<PeerId> peers() {
    return peers;
  }

  List<TcpLink> all() {
    return List.copyOf(all);
  }

  int size() {
    return all.size();
  }

  /** How many connections an IP address has opened to us; of IPv6 its network of 64 bits. */
  long acceptedFrom(byte[] ip) {
    int bits = ip.length == 4 ? 32 : 64;
    return all.stream()
        .filter(link -> !link.connection().isInitiator())
        .filter(
            link ->
                link.remoteAddress().ip().stream()
                    .anyMatch(other -> IpPrefix.isSame(other, ip, bits)))
        .count();
  }

  List<TcpLink> to(PeerId peer) {
    return List.copyOf(byPeer.getOrDefault(peer, List.of()));
  }

  boolean isConnected(PeerId peer) {
    return byPeer.containsKey(peer);
  }

  /** Whether a peer's first connection is one that we opened. */
  boolean isOutbound(PeerId peer) {
    List<TcpLink> links = byPeer.get(peer);
    return links != null && links.get(0).connection().isInitiator();
  }

  /** As what address a connection's peer appears; null if it is gone. */
  Multiaddr remoteAddress(Connection connection) {
    return all.stream()
        .filter(link -> link.connection() == connection)
        .findFirst()
        .map(TcpLink::remoteAddress)
        .orElse(null);
  }

  Optional<PeerStream> open(PeerId peer, List<String> proposals, StreamHandler handler) {
    for (TcpLink link : byPeer.getOrDefault(peer, List.of())) {
      Optional<PeerStream> stream = link.connection().open(proposals, handler, loop.now());
      if (stream.isPresent()) {
        return stream;
      }
    }
    return Optional.empty();
  }

  void add(TcpLink link) {
    all.add(link);
  }

  /** Whether it is the first with its peer. */
  boolean established(TcpLink link, PeerId peer) {
    List<TcpLink> links = byPeer.computeIfAbsent(peer, added -> new ArrayList<>());
    links.add(link);
    peers = Set.copyOf(byPeer.keySet());
    return links.size() == 1;
  }

  /** Whether it was the last with its peer. */
  boolean remove(TcpLink link) {
    all.remove(link);
    for (Map.Entry<PeerId, List<TcpLink>> each : byPeer.entrySet()) {
      if (each.getValue().remove(link)) {
        if (each.getValue().isEmpty()) {
          byPeer.remove(each.getKey());
          peers = Set.copyOf(byPeer.keySet());
          return true;
        }
        return false;
      }
    }
    return false;
  }

  void outputReady(TcpLink link) {
    dirty.add(link);
  }

  /** After each round: sends what the round gave, and sees to it that deadlines are kept. */
  private void flush() {
    while (!dirty.isEmpty()) {
      TcpLink link = dirty.iterator().next();
      dirty.remove(link);
      if (!link.isOver()) {
        link.flush();
        tickBy(link.connection().deadline());
      }
    }
  }

  private void tickBy(long deadline) {
    if (deadline >= tickAt) {
      return;
    }
    if (tick != null) {
      tick.cancel();
    }
    tickAt = deadline;
    tick = loop.schedule(Math.max(1, deadline - loop.now()), this::tick);
  }

  private void tick() {
    tick = null;
    tickAt = Long.MAX_VALUE;
    long now = loop.now();
    for (TcpLink link : all()) {
      if (link.connection().deadline() <= now) {
        link.connection().tick(now);
      }
    }
    all.forEach(link -> tickBy(link.connection().deadline()));
  }
}
