package org.vivavoce.signaling.libp2p;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vivavoce.signaling.libp2p.identify.Identify;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/**
 * What is known of peers: addresses, and what they said of themselves. Bounded: whoever was least
 * recently heard of is forgotten. On the loop's thread.
 */
final class PeerBook {
  private static final int MAX_PEERS = 1024;
  private static final int MAX_ADDRESSES = 16;

  private static final class Entry {
    final Set<Multiaddr> addresses = new LinkedHashSet<>();
    Identify identify;
    byte[] signedRecord = {};
  }

  private final Map<PeerId, Entry> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, Entry> eldest) {
          return size() > MAX_PEERS;
        }
      };

  private Entry entry(PeerId peer) {
    return entries.computeIfAbsent(peer, key -> new Entry());
  }

  /** Remembers addresses that can be dialed; the newest first. */
  void addAddresses(PeerId peer, List<Multiaddr> addresses) {
    Set<Multiaddr> known = entry(peer).addresses;
    List<Multiaddr> all = new ArrayList<>();
    addresses.stream()
        .map(Multiaddr::withoutPeerId)
        .filter(address -> address.tcpEndpoint().isPresent())
        .forEach(all::add);
    all.addAll(known);
    known.clear();
    all.stream().distinct().limit(MAX_ADDRESSES).forEach(known::add);
  }

  void identified(PeerId peer, Identify identify) {
    Entry entry = entry(peer);
    entry.identify = identify;
  }

  void signed(PeerId peer, byte[] record) {
    entry(peer).signedRecord = record.clone();
  }

  List<Multiaddr> addresses(PeerId peer) {
    Entry entry = entries.get(peer);
    return entry == null ? List.of() : List.copyOf(entry.addresses);
  }

  Optional<Identify> identify(PeerId peer) {
    return Optional.ofNullable(entries.get(peer)).map(entry -> entry.identify);
  }

  /** The peer's own signed record; empty if it never gave one. */
  byte[] signedRecord(PeerId peer) {
    Entry entry = entries.get(peer);
    return entry == null ? new byte[0] : entry.signedRecord.clone();
  }
}
