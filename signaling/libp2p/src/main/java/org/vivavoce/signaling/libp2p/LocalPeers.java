package org.vivavoce.signaling.libp2p;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/**
 * The peers that multicast DNS finds on this host's links: they are dialed, as far as there is
 * room. Of two that find each other the lower id dials at once, the other one when that has not
 * come about after a while. On the loop's thread.
 */
final class LocalPeers {
  private static final Logger LOG = LoggerFactory.getLogger(LocalPeers.class);
  private static final int MAX_KNOWN = 256;
  private static final int MAX_DIALS = 8;

  /** How long somebody who was heard of is dialed again and again: as long as his records live. */
  private static final long FRESH_NANOS = 120_000_000_000L;

  /** How long the lower id has to dial. */
  private static final long COURTESY_NANOS = 1_000_000_000L;

  private final Libp2pHost host;
  private MdnsSocket socket;
  private boolean closed;
  private int dials;

  /** Whoever was heard of first is forgotten first. */
  private final Map<PeerId, Known> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, Known> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  private static final class Known {
    List<Multiaddr> addresses = List.of();
    long heardAt;
    int failures;
    boolean planned;
  }

  LocalPeers(Libp2pHost host) {
    this.host = host;
  }

  /** Before the loop runs. */
  void open(HostLoop loop, LocalDiscovery where) throws IOException {
    if (where.isOff()) {
      return;
    }
    socket = MdnsSocket.open(loop);
    int joined = 0;
    String problems = "";
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (where.includes(each.getName()) && MdnsLink.isPossibleOn(each)) {
        SplittableRandom random =
            new SplittableRandom(ByteBuffer.wrap(host.randomBytes(8)).getLong());
        MdnsLink link = new MdnsLink(this, loop, socket, each, host.id(), random);
        try {
          socket.join(each, link);
          link.begin();
          joined++;
        } catch (IOException e) {
          problems += "; " + each.getName() + ": " + e.getMessage();
        }
      }
    }
    if (joined == 0) {
      throw new IOException(
          "no network interface on which peers could be looked for (" + where + ")" + problems);
    }
    if (!problems.isEmpty()) {
      LOG.warn("peers are not looked for everywhere{}", problems);
    }
  }

  List<Multiaddr> addresses() {
    return host.addresses();
  }

  void found(PeerId peer, List<Multiaddr> addresses) {
    host.book().addAddresses(peer, addresses);
    Known entry = known.computeIfAbsent(peer, added -> new Known());
    entry.addresses = List.copyOf(addresses);
    entry.heardAt = host.now();
    if (!entry.planned && !host.links().isConnected(peer)) {
      LOG.debug("{} is on the local network: {}", peer, addresses);
      plan(peer, entry, 0);
    }
  }

  /** A connection ended. */
  void lost(PeerId peer) {
    Known entry = known.get(peer);
    if (entry != null && !entry.planned) {
      plan(peer, entry, host.reconnectDelayNanos(0));
    }
  }

  private void plan(PeerId peer, Known entry, long delayNanos) {
    if (closed || host.now() - entry.heardAt > FRESH_NANOS) {
      known.remove(peer, entry);
      return;
    }
    entry.planned = true;
    boolean ours = host.addresses().isEmpty() || host.id().compareTo(peer) < 0;
    host.schedule(delayNanos + (ours ? 0 : COURTESY_NANOS), () -> dial(peer, entry));
  }

  private void dial(PeerId peer, Known entry) {
    if (closed
        || known.get(peer) != entry
        || host.links().isConnected(peer)
        || dials >= MAX_DIALS
        || !host.hasRoom()) {
      entry.planned = false; // when he is heard of again, there may be room
      return;
    }
    dials++;
    InTurn.dial(
        host,
        peer,
        entry.addresses,
        (reached, why) -> {
          dials--;
          if (reached == null) {
            plan(peer, entry, host.reconnectDelayNanos(++entry.failures));
          } else {
            entry.failures = 0;
            entry.planned = false;
          }
        });
  }

  void close() {
    closed = true;
    if (socket != null) {
      socket.close();
    }
  }
}
