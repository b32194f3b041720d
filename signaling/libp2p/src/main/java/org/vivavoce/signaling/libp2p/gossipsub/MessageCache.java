package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/**
 * The messages of the last heartbeats, to be told of and handed out again. Bounded by bytes: when
 * there are too many the oldest go early.
 */
final class MessageCache {
  private static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final int MAX_HANDED_OUT = 3;

  private static final class Entry {
    final PubSubMessage message;
    final Map<PeerId, Integer> handedOut = new HashMap<>();
    int age;

    Entry(PubSubMessage message) {
      this.message = message;
    }
  }

  private final int length;
  private final int gossip;
  private final LinkedHashMap<MessageId, Entry> entries = new LinkedHashMap<>();
  private long bytes;

  MessageCache(int length, int gossip) {
    this.length = length;
    this.gossip = gossip;
  }

  void put(MessageId id, PubSubMessage message) {
    if (entries.putIfAbsent(id, new Entry(message)) == null) {
      bytes += message.dataOrNothing().length;
      ArrayDeque<MessageId> oldest = new ArrayDeque<>();
      long over = bytes - MAX_BYTES;
      for (Map.Entry<MessageId, Entry> each : entries.entrySet()) {
        if (over <= 0) {
          break;
        }
        over -= each.getValue().message.dataOrNothing().length;
        oldest.add(each.getKey());
      }
      oldest.forEach(this::remove);
    }
  }

  private void remove(MessageId id) {
    bytes -= entries.remove(id).message.dataOrNothing().length;
  }

  /** For a peer that asks; null if it is not here, or that peer has asked too often. */
  PubSubMessage handOut(MessageId id, PeerId peer) {
    Entry entry = entries.get(id);
    if (entry == null || entry.handedOut.merge(peer, 1, Integer::sum) > MAX_HANDED_OUT) {
      return null;
    }
    return entry.message;
  }

  /** The messages of a topic that peers are to be told of. */
  Map<MessageId, PubSubMessage> toTellOf(String topic) {
    Map<MessageId, PubSubMessage> told = new LinkedHashMap<>();
    entries.forEach(
        (id, entry) -> {
          if (entry.age < gossip && entry.message.topic().equals(topic)) {
            told.put(id, entry.message);
          }
        });
    return told;
  }

  /** A heartbeat has passed. */
  void shift() {
    List<MessageId> old = new ArrayList<>();
    entries.forEach(
        (id, entry) -> {
          if (++entry.age >= length) {
            old.add(id);
          }
        });
    old.forEach(this::remove);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }
}
