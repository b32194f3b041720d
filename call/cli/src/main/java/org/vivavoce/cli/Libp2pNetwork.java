package org.vivavoce.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.Topics;
import org.vivavoce.signaling.libp2p.Libp2pConfig;
import org.vivavoce.signaling.libp2p.Libp2pHost;
import org.vivavoce.signaling.libp2p.Libp2pPubSub;
import org.vivavoce.signaling.libp2p.LocalDiscovery;
import org.vivavoce.signaling.libp2p.gossipsub.GossipParameters;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;

/** A libp2p network, of which this process is a node. */
final class Libp2pNetwork implements Network {
  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private final Libp2pHost host;
  private final Libp2pPubSub pubSub;
  private final Map<Multiaddr, String> troubles = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private Libp2pNetwork(Libp2pHost host, Libp2pPubSub pubSub) {
    this.host = host;
    this.pubSub = pubSub;
  }

  /**
   * Begins to listen and to dial.
   *
   * @param identity whose key the host has
   * @throws IOException if an address cannot be listened at, or nobody be looked for
   */
  static Libp2pNetwork open(Identity identity, NetworkSettings settings) throws IOException {
    Libp2pConfig config =
        Libp2pConfig.of(identity).listeningAt(settings.listen().toArray(Multiaddr[]::new));
    if (settings.mdns()) {
      config = config.discovering(LocalDiscovery.everywhere());
    }
    Libp2pHost host = Libp2pHost.create(config);
    GossipParameters gossip =
        settings.relay() ? Libp2pPubSub.relayParameters() : GossipParameters.defaults();
    Libp2pNetwork network = new Libp2pNetwork(host, Libp2pPubSub.on(host, gossip));
    settings.bootstrap().forEach(network::enter);
    return network;
  }

  private void enter(Multiaddr address) {
    host.dial(address)
        .whenComplete(
            (peer, error) -> {
              if (error == null) {
                troubles.remove(address);
              } else {
                Throwable cause = error instanceof CompletionException ? error.getCause() : error;
                troubles.put(address, cause.getMessage());
              }
              if (!closed) {
                host.keepConnected(address);
              }
            });
  }

  @Override
  public PubSub pubSub() {
    return pubSub;
  }

  @Override
  public List<Multiaddr> addresses() {
    return host.addresses();
  }

  @Override
  public Found look(Did did, long untilNanos, BooleanSupplier stopped) {
    String topic = Topics.offerCall(did);
    while (!stopped.getAsBoolean()) {
      if (!pubSub.neighboursIn(topic).join().isEmpty()) {
        return Found.THERE;
      }
      if (System.nanoTime() - untilNanos >= 0) {
        return host.peers().isEmpty() ? Found.NO_NEIGHBOUR : Found.UNKNOWN;
      }
      LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
    }
    return Found.STOPPED;
  }

  @Override
  public String troubles() {
    StringBuilder text = new StringBuilder();
    troubles.forEach(
        (address, why) ->
            text.append(text.length() == 0 ? "" : "; ").append(address).append(": ").append(why));
    return text.toString();
  }

  @Override
  public void close() {
    closed = true;
    pubSub.close();
    host.close();
  }
}
