package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vivavoce.signaling.libp2p.identify.SignedPeerRecord;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/** Which neighbours get every message of a topic at once: grafting, pruning, backoff. */
final class Mesh {
  private static final long SECOND = 1_000_000_000L;
  private static final long PRUNE_BACKOFF_SECONDS = 60;
  private static final long UNSUBSCRIBE_BACKOFF_SECONDS = 10;

  /** So late a GRAFT after PRUNE is a race, not a violation. */
  private static final long GRAFT_FLOOD_SECONDS = 10;

  private static final int MAX_BACKOFFS_PER_TOPIC = 1024;
  private static final int MAX_PEERS_HANDED_ON = 16;
  private static final int OPPORTUNISTIC_TICKS = 60;
  private static final int OPPORTUNISTIC_PEERS = 2;
  private static final double OPPORTUNISTIC_THRESHOLD = 0.5;

  /** So much better than the mesh must be who is grafted to mend it: not by who came first. */
  private static final double OPPORTUNISTIC_MARGIN = 1;

  private final GossipParameters parameters;
  private final Neighbours neighbours;
  private final GossipOutput output;
  private final Map<String, Set<GossipPeer>> meshes = new LinkedHashMap<>();
  private final Map<String, Map<PeerId, Long>> backoffs = new HashMap<>();
  private long ticks;

  Mesh(GossipParameters parameters, Neighbours neighbours, GossipOutput output) {
    this.parameters = parameters;
    this.neighbours = neighbours;
    this.output = output;
  }

  boolean isJoined(String topic) {
    return meshes.containsKey(topic);
  }

  Set<String> topics() {
    return meshes.keySet();
  }

  Set<GossipPeer> of(String topic) {
    return meshes.getOrDefault(topic, Set.of());
  }

  boolean isInAny(GossipPeer peer) {
    return meshes.values().stream().anyMatch(mesh -> mesh.contains(peer));
  }

  /** Is in a topic, with nobody yet. */
  void join(String topic) {
    meshes.put(topic, new LinkedHashSet<>());
  }

  /** Grafts the first members; who is grafted must have been told before that we are in it. */
  void fill(String topic, long now) {
    graft(topic, parameters.degree(), peer -> true, now, new LinkedHashMap<>(), true);
  }

  void leave(String topic, long now) {
    Set<GossipPeer> mesh = meshes.remove(topic);
    for (GossipPeer peer : mesh) {
      Rpc rpc = new Rpc();
      rpc.prunes.add(prune(topic, peer, UNSUBSCRIBE_BACKOFF_SECONDS, false));
      neighbours.send(peer, rpc);
      backOff(topic, peer.id, UNSUBSCRIBE_BACKOFF_SECONDS, now);
    }
  }

  /** A neighbour has become subscribed: if the mesh lacks members it need not wait. */
  void subscribed(GossipPeer peer, String topic, long now) {
    Set<GossipPeer> mesh = meshes.get(topic);
    if (mesh != null && mesh.size() < parameters.degreeLow()) {
      graft(topic, 1, each -> each == peer, now, new LinkedHashMap<>(), true);
    }
  }

  void left(GossipPeer peer) {
    meshes.values().forEach(mesh -> mesh.remove(peer));
  }

  void left(GossipPeer peer, String topic) {
    if (isJoined(topic)) {
      of(topic).remove(peer);
    }
  }

  private void graft(
      String topic,
      int count,
      java.util.function.Predicate<GossipPeer> which,
      long now,
      Map<GossipPeer, Rpc> batch,
      boolean send) {
    Set<GossipPeer> mesh = meshes.get(topic);
    List<GossipPeer> candidates =
        neighbours.in(
            topic,
            peer ->
                peer.hasMesh()
                    && !mesh.contains(peer)
                    && peer.scoreNow() >= 0
                    && !isBackingOff(topic, peer.id, now)
                    && which.test(peer));
    for (GossipPeer peer : candidates.subList(0, Math.min(Math.max(count, 0), candidates.size()))) {
      mesh.add(peer);
      batch.computeIfAbsent(peer, added -> new Rpc()).grafts.add(topic);
    }
    if (send) {
      batch.forEach(neighbours::send);
    }
  }

  /** Neighbours want to have us in their mesh. */
  void onGrafts(GossipPeer peer, List<String> topics, long now) {
    Rpc answer = new Rpc();
    for (String topic : topics) {
      Set<GossipPeer> mesh = meshes.get(topic);
      if (mesh == null || mesh.contains(peer)) {
        continue; // who grafts for a topic that we are not in learns nothing from an answer
      }
      if (!peer.isIn(topic) || !peer.hasMesh()) {
        peer.score.misbehaved(0.5);
        continue;
      }
      Long until = backoffs.getOrDefault(topic, Map.of()).get(peer.id);
      if (until != null && now < until) {
        boolean flood = until - now > (PRUNE_BACKOFF_SECONDS - GRAFT_FLOOD_SECONDS) * SECOND;
        peer.score.misbehaved(flood ? 2 : 1);
        answer.prunes.add(prune(topic, peer, PRUNE_BACKOFF_SECONDS, false));
        backOff(topic, peer.id, PRUNE_BACKOFF_SECONDS, now);
      } else if (peer.scoreNow() < 0) {
        answer.prunes.add(prune(topic, peer, PRUNE_BACKOFF_SECONDS, false));
        backOff(topic, peer.id, PRUNE_BACKOFF_SECONDS, now);
      } else if (mesh.size() >= parameters.degreeHigh() && !peer.outbound) {
        answer.prunes.add(prune(topic, peer, PRUNE_BACKOFF_SECONDS, true));
        backOff(topic, peer.id, PRUNE_BACKOFF_SECONDS, now);
      } else {
        mesh.add(peer);
      }
    }
    neighbours.send(peer, answer);
  }

  /** A neighbour does not want us in its mesh. */
  void onPrune(GossipPeer peer, Rpc.Prune prune, long now) {
    Set<GossipPeer> mesh = meshes.get(prune.topic());
    if (mesh == null) {
      return;
    }
    mesh.remove(peer);
    long seconds = prune.backoffSeconds() > 0 ? prune.backoffSeconds() : PRUNE_BACKOFF_SECONDS;
    backOff(prune.topic(), peer.id, seconds, now);
    if (peer.scoreNow() < PeerScore.ACCEPT_PEERS_THRESHOLD) {
      return;
    }
    prune.peers().stream().limit(MAX_PEERS_HANDED_ON).forEach(each -> handedOn(peer, each));
  }

  private void handedOn(GossipPeer by, Rpc.PeerInfo info) {
    if (info.signedRecord().length == 0) {
      return; // an address that nobody answers for
    }
    try {
      SignedPeerRecord record = SignedPeerRecord.open(info.signedRecord());
      if (record.peer().equals(PeerId.read(info.peer())) && neighbours.get(record.peer()) == null) {
        output.connect(record);
      }
    } catch (MalformedException e) {
      by.score.misbehaved(1);
    }
  }

  private Rpc.Prune prune(String topic, GossipPeer peer, long backoffSeconds, boolean handOn) {
    if (peer.version != GossipVersion.MESHSUB_1_1) {
      return new Rpc.Prune(topic, List.of(), 0);
    }
    List<Rpc.PeerInfo> others = new ArrayList<>();
    if (handOn) {
      neighbours.in(topic, other -> other != peer && other.scoreNow() >= 0).stream()
          .limit(MAX_PEERS_HANDED_ON)
          .forEach(
              other ->
                  others.add(new Rpc.PeerInfo(other.id.bytes(), output.signedRecord(other.id))));
    }
    return new Rpc.Prune(topic, others, backoffSeconds);
  }

  private void backOff(String topic, PeerId peer, long seconds, long now) {
    Map<PeerId, Long> ofTopic = backoffs.computeIfAbsent(topic, added -> new HashMap<>());
    if (ofTopic.size() < MAX_BACKOFFS_PER_TOPIC || ofTopic.containsKey(peer)) {
      ofTopic.merge(peer, now + seconds * SECOND, Math::max);
    }
  }

  private boolean isBackingOff(String topic, PeerId peer, long now) {
    Long until = backoffs.getOrDefault(topic, Map.of()).get(peer);
    return until != null && now < until + SECOND; // a second of slack, for the peer's clock
  }

  void heartbeat(long now) {
    ticks++;
    backoffs
        .values()
        .forEach(ofTopic -> ofTopic.values().removeIf(until -> now >= until + 2 * SECOND));
    backoffs.values().removeIf(Map::isEmpty);
    Map<GossipPeer, Rpc> batch = new LinkedHashMap<>();
    meshes.forEach((topic, mesh) -> maintain(topic, mesh, now, batch));
    batch.forEach(neighbours::send);
  }

  private void maintain(String topic, Set<GossipPeer> mesh, long now, Map<GossipPeer, Rpc> batch) {
    for (GossipPeer peer : List.copyOf(mesh)) {
      if (peer.scoreNow() < 0 || !peer.isIn(topic)) {
        drop(topic, mesh, peer, now, batch, false);
      }
    }
    if (mesh.size() < parameters.degreeLow()) {
      graft(topic, parameters.degree() - mesh.size(), peer -> true, now, batch, false);
    }
    if (mesh.size() > parameters.degreeHigh()) {
      shrink(topic, mesh, now, batch);
    }
    long out = mesh.stream().filter(peer -> peer.outbound).count();
    if (mesh.size() >= parameters.degreeLow() && out < parameters.degreeOut()) {
      int lacking = (int) (parameters.degreeOut() - out);
      graft(topic, lacking, peer -> peer.outbound, now, batch, false);
    }
    if (ticks % OPPORTUNISTIC_TICKS == 0 && mesh.size() > 1) {
      double median =
          mesh.stream().mapToDouble(GossipPeer::scoreNow).sorted().toArray()[mesh.size() / 2];
      if (median < OPPORTUNISTIC_THRESHOLD) {
        double enough = median + OPPORTUNISTIC_MARGIN;
        graft(topic, OPPORTUNISTIC_PEERS, peer -> peer.scoreNow() > enough, now, batch, false);
      }
    }
  }

  /** Keeps the best by score, enough that we dialed, and others by chance. */
  private void shrink(String topic, Set<GossipPeer> mesh, long now, Map<GossipPeer, Rpc> batch) {
    List<GossipPeer> order = new ArrayList<>(mesh);
    neighbours.mix(order);
    order.sort(Comparator.comparingDouble(GossipPeer::scoreNow).reversed());
    List<GossipPeer> rest = new ArrayList<>(order.subList(parameters.degreeScore(), order.size()));
    neighbours.mix(rest);
    Set<GossipPeer> keep = new LinkedHashSet<>(order.subList(0, parameters.degreeScore()));
    long out = keep.stream().filter(peer -> peer.outbound).count();
    for (GossipPeer peer : rest) {
      if (peer.outbound && out < parameters.degreeOut() && keep.size() < parameters.degree()) {
        keep.add(peer);
        out++;
      }
    }
    for (GossipPeer peer : rest) {
      if (keep.size() < parameters.degree()) {
        keep.add(peer);
      }
    }
    for (GossipPeer peer : order) {
      if (!keep.contains(peer)) {
        drop(topic, mesh, peer, now, batch, true);
      }
    }
  }

  private void drop(
      String topic,
      Set<GossipPeer> mesh,
      GossipPeer peer,
      long now,
      Map<GossipPeer, Rpc> batch,
      boolean handOn) {
    mesh.remove(peer);
    backOff(topic, peer.id, PRUNE_BACKOFF_SECONDS, now);
    batch
        .computeIfAbsent(peer, added -> new Rpc())
        .prunes
        .add(prune(topic, peer, PRUNE_BACKOFF_SECONDS, handOn));
  }
}
