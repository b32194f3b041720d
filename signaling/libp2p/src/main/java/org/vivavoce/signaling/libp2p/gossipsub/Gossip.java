package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/** IHAVE and IWANT: what the mesh missed comes a heartbeat later. */
final class Gossip {
  private static final int MAX_IHAVE_MESSAGES = 10;
  private static final int MAX_IHAVE_IDS = 5000;
  private static final int MAX_PROMISES = 4096;
  private static final long FOLLOW_UP_NANOS = 3_000_000_000L;
  private static final double FACTOR = 0.25;

  private final GossipParameters parameters;
  private final Neighbours neighbours;
  private final Mesh mesh;
  private final SeenCache seen;
  private final MessageCache messages;
  private final RandomGenerator random;

  /** A message that peers said they would send, and until when. */
  private final Map<MessageId, Map<PeerId, Long>> promises = new LinkedHashMap<>();

  Gossip(
      GossipParameters parameters,
      Neighbours neighbours,
      Mesh mesh,
      SeenCache seen,
      MessageCache messages,
      RandomGenerator random) {
    this.parameters = parameters;
    this.neighbours = neighbours;
    this.mesh = mesh;
    this.seen = seen;
    this.messages = messages;
    this.random = random;
  }

  void onIHave(GossipPeer peer, List<Rpc.IHave> all, long now) {
    if (all.isEmpty() || peer.scoreNow() < PeerScore.GOSSIP_THRESHOLD) {
      return;
    }
    if (++peer.iHaveMessages > MAX_IHAVE_MESSAGES) {
      return;
    }
    Map<MessageId, byte[]> wanted = new LinkedHashMap<>();
    for (Rpc.IHave have : all) {
      if (!mesh.isJoined(have.topic())) {
        continue;
      }
      for (byte[] bytes : have.ids()) {
        if (peer.iHaveIds >= MAX_IHAVE_IDS) {
          break;
        }
        MessageId id = MessageId.read(bytes);
        peer.dialect = MessageId.dialectOf(bytes);
        if (!seen.contains(id) && wanted.put(id, bytes) == null) {
          peer.iHaveIds++;
        }
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    List<MessageId> ids = new ArrayList<>(wanted.keySet());
    promise(peer, ids.get(random.nextInt(ids.size())), now);
    Rpc rpc = new Rpc();
    rpc.iWant.addAll(wanted.values());
    neighbours.send(peer, rpc);
  }

  /** One of the messages, drawn so that the peer cannot know which, is watched for. */
  private void promise(GossipPeer peer, MessageId id, long now) {
    if (promises.size() < MAX_PROMISES || promises.containsKey(id)) {
      promises
          .computeIfAbsent(id, added -> new HashMap<>())
          .putIfAbsent(peer.id, now + FOLLOW_UP_NANOS);
    }
  }

  void onIWant(GossipPeer peer, List<byte[]> ids) {
    if (peer.scoreNow() < PeerScore.GOSSIP_THRESHOLD) {
      return;
    }
    for (byte[] bytes : ids) {
      PubSubMessage message = messages.handOut(MessageId.read(bytes), peer.id);
      if (message != null) {
        Rpc rpc = new Rpc();
        rpc.messages.add(message);
        if (!neighbours.send(peer, rpc)) {
          return;
        }
      }
    }
  }

  /** A message came, whoever brought it: nobody owes it any more. */
  void came(MessageId id) {
    promises.remove(id);
  }

  void heartbeat(long now) {
    for (Map<PeerId, Long> each : promises.values()) {
      each.forEach(
          (id, until) -> {
            GossipPeer peer = neighbours.get(id);
            if (now >= until && peer != null) {
              peer.score.misbehaved(1);
            }
          });
      each.values().removeIf(until -> now >= until);
    }
    promises.values().removeIf(Map::isEmpty);
    for (GossipPeer peer : neighbours.all()) {
      peer.iHaveMessages = 0;
      peer.iHaveIds = 0;
    }
    emit();
    messages.shift();
  }

  private void emit() {
    if (messages.isEmpty()) {
      return;
    }
    Map<GossipPeer, Rpc> batch = new LinkedHashMap<>();
    for (String topic : mesh.topics()) {
      Map<MessageId, PubSubMessage> told = messages.toTellOf(topic);
      if (told.isEmpty()) {
        continue;
      }
      List<GossipPeer> others =
          neighbours.in(
              topic,
              peer ->
                  peer.hasMesh()
                      && !mesh.of(topic).contains(peer)
                      && peer.scoreNow() >= PeerScore.GOSSIP_THRESHOLD);
      int count = Math.max(parameters.degreeLazy(), (int) (FACTOR * others.size()));
      for (GossipPeer peer : others.subList(0, Math.min(count, others.size()))) {
        List<byte[]> ids = new ArrayList<>();
        told.forEach(
            (id, message) -> {
              if (ids.size() < MAX_IHAVE_IDS) {
                ids.add(id.write(peer.dialect, message.key()));
              }
            });
        batch.computeIfAbsent(peer, added -> new Rpc()).iHave.add(new Rpc.IHave(topic, ids));
      }
    }
    batch.forEach(neighbours::send);
  }
}
