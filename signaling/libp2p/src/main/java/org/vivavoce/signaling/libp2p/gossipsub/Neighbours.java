package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/** The peers that we speak with, and what is remembered of those that behaved badly and left. */
final class Neighbours {
  private static final int MAX_REMEMBERED = 1024;

  private final GossipParameters parameters;
  private final GossipOutput output;
  private final RandomGenerator random;
  private final Map<PeerId, GossipPeer> peers = new LinkedHashMap<>();
  private final Map<PeerId, PeerScore> remembered = new LinkedHashMap<>();
  private long unsent;

  Neighbours(GossipParameters parameters, GossipOutput output, RandomGenerator random) {
    this.parameters = parameters;
    this.output = output;
    this.random = random;
  }

  GossipPeer add(PeerId id, GossipVersion version, boolean outbound, long now) {
    PeerScore score = remembered.remove(id);
    GossipPeer peer =
        new GossipPeer(
            id,
            version,
            outbound,
            score == null ? new PeerScore() : score,
            new RateBucket(parameters.rate(), now));
    peers.put(id, peer);
    return peer;
  }

  GossipPeer remove(PeerId id) {
    GossipPeer peer = peers.remove(id);
    if (peer != null) {
      peer.score.left();
      if (!peer.score.isBlank()) {
        remembered.put(id, peer.score);
        if (remembered.size() > MAX_REMEMBERED) {
          remembered.remove(remembered.keySet().iterator().next());
        }
      }
    }
    return peer;
  }

  GossipPeer get(PeerId id) {
    return peers.get(id);
  }

  List<GossipPeer> all() {
    return List.copyOf(peers.values());
  }

  /** Those that are in a topic and pass, in random order. */
  List<GossipPeer> in(String topic, Predicate<GossipPeer> passes) {
    List<GossipPeer> found = new ArrayList<>();
    for (GossipPeer peer : peers.values()) {
      if (peer.isIn(topic) && passes.test(peer)) {
        found.add(peer);
      }
    }
    mix(found);
    return found;
  }

  /** Into random order. */
  void mix(List<GossipPeer> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
  }

  /** Sends it unless it is empty. */
  boolean send(GossipPeer peer, Rpc rpc) {
    if (rpc.isEmpty() || output.send(peer.id, rpc.write())) {
      return true;
    }
    unsent++;
    return false;
  }

  /** Sends bytes that several get. */
  boolean send(GossipPeer peer, byte[] rpc) {
    if (output.send(peer.id, rpc)) {
      return true;
    }
    unsent++;
    return false;
  }

  void second(Predicate<GossipPeer> inMesh) {
    peers.values().forEach(peer -> peer.score.second(inMesh.test(peer)));
    remembered.values().forEach(score -> score.second(false));
    remembered.values().removeIf(PeerScore::isBlank);
  }

  long unsent() {
    return unsent;
  }
}
