package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.HashMap;
import java.util.Map;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/** A neighbour and what we know of it. */
final class GossipPeer {
  final PeerId id;
  final GossipVersion version;
  final boolean outbound;
  final PeerScore score;
  final RateBucket bucket;

  /** What it is subscribed to, with how far its reason is away. */
  final Map<String, Integer> topics = new HashMap<>();

  /** What it was told that we are subscribed to, with how far our reason is away. */
  final Map<String, Integer> told = new HashMap<>();

  /** IHAVEs, and ids in them, since the last heartbeat. */
  int iHaveMessages;

  int iHaveIds;
  MessageId.Dialect dialect = MessageId.Dialect.PEER_ID;

  GossipPeer(
      PeerId id, GossipVersion version, boolean outbound, PeerScore score, RateBucket bucket) {
    this.id = id;
    this.version = version;
    this.outbound = outbound;
    this.score = score;
    this.bucket = bucket;
  }

  boolean isIn(String topic) {
    return topics.containsKey(topic);
  }

  boolean hasMesh() {
    return version != GossipVersion.FLOODSUB;
  }

  double scoreNow() {
    return score.value();
  }
}
