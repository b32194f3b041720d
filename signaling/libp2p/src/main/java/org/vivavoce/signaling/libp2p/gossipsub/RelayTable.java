package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/**
 * What a relay is subscribed to on behalf of its neighbours, and how far away the reason is.
 *
 * <p>A topic that only relays are subscribed to must not live for ever because each of them sees
 * the others subscribed. So a relay says with its subscription how many steps away somebody is who
 * wants the topic for themselves, and does so like a distance-vector routing protocol: one more
 * than the nearest neighbour says; to that neighbour itself, what it would be without it (split
 * horizon with poisoned reverse); eight steps are as good as none. Who says nothing (a leaf,
 * another implementation) is taken to want it for itself.
 *
 * <pre>
 *  leaf ----- relay A ------- relay B ----- caller
 *     wants (0) ->  1 ->          2 ->
 *                   &lt;- 8 (only because of you)
 * </pre>
 */
final class RelayTable {
  /** As far away as to be no reason. */
  static final int INFINITY = 8;

  private final List<String> prefixes;
  private final int perLeaf;
  private final int perRelay;
  private final Map<String, Map<PeerId, Integer>> topics = new HashMap<>();
  private final Map<PeerId, Integer> counts = new HashMap<>();

  RelayTable(List<String> prefixes, int perLeaf, int perRelay) {
    this.prefixes = prefixes;
    this.perLeaf = perLeaf;
    this.perRelay = perRelay;
  }

  boolean covers(String topic) {
    return prefixes.stream().anyMatch(topic::startsWith);
  }

  /**
   * A neighbour is subscribed.
   *
   * @return false if it has more topics than we relay for one
   */
  boolean announced(PeerId peer, String topic, int hops) {
    if (!covers(topic)) {
      return true;
    }
    boolean known = topics.getOrDefault(topic, Map.of()).containsKey(peer);
    if (!known && counts.getOrDefault(peer, 0) >= (hops == 0 ? perLeaf : perRelay)) {
      return false;
    }
    topics.computeIfAbsent(topic, added -> new HashMap<>()).put(peer, hops);
    if (!known) {
      counts.merge(peer, 1, Integer::sum);
    }
    return true;
  }

  /** A neighbour is no longer subscribed. */
  void withdrawn(PeerId peer, String topic) {
    Map<PeerId, Integer> reasons = topics.get(topic);
    if (reasons != null && reasons.remove(peer) != null) {
      counts.merge(peer, -1, Integer::sum);
      if (reasons.isEmpty()) {
        topics.remove(topic);
      }
    }
  }

  /** A neighbour is gone. */
  void left(PeerId peer, Set<String> itsTopics) {
    itsTopics.forEach(topic -> withdrawn(peer, topic));
    counts.remove(peer);
  }

  /** Whether somebody wants it. */
  boolean isWanted(String topic) {
    return distance(topic, null) < INFINITY;
  }

  /** How far we are from who wants it, not counting one neighbour. */
  int distance(String topic, PeerId without) {
    int least = INFINITY;
    for (Map.Entry<PeerId, Integer> each : topics.getOrDefault(topic, Map.of()).entrySet()) {
      if (!each.getKey().equals(without)) {
        least = Math.min(least, each.getValue() + 1);
      }
    }
    return least;
  }

  /** Topics that are remembered. */
  int size() {
    return topics.size();
  }
}
