package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ids of messages that came, for a while; the oldest goes when there are too many. */
final class SeenCache {
  private static final int MAX_IDS = 100_000;

  private final long lifetimeNanos;
  private final Map<MessageId, Long> seen = new LinkedHashMap<>();

  SeenCache(long lifetimeNanos) {
    this.lifetimeNanos = lifetimeNanos;
  }

  boolean contains(MessageId id) {
    return seen.containsKey(id);
  }

  /** False if it was there already. */
  boolean add(MessageId id, long now) {
    if (seen.putIfAbsent(id, now) != null) {
      return false;
    }
    if (seen.size() > MAX_IDS) {
      Iterator<MessageId> oldest = seen.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }

  void forgetOld(long now) {
    Iterator<Long> times = seen.values().iterator();
    while (times.hasNext() && now - times.next() > lifetimeNanos) {
      times.remove();
    }
  }

  int size() {
    return seen.size();
  }
}
