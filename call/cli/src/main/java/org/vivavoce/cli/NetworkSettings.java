package org.vivavoce.cli;

import java.util.List;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;

/**
 * How the network that carries signals is entered; checked.
 *
 * @param listen where others can dial in; none for a host that only dials
 * @param bootstrap whom to stay connected with
 * @param mdns whether to look for others on the local network
 * @param nats the server, if the network is NATS; null: it is libp2p
 * @param relay whether to forward the calls of neighbours
 */
record NetworkSettings(
    List<Multiaddr> listen, List<Multiaddr> bootstrap, boolean mdns, String nats, boolean relay) {
  /** Whether there is any way to find others. */
  boolean looks() {
    return mdns || nats != null || !bootstrap.isEmpty();
  }
}
