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

/** This process's place in the network that carries signals. */
final class Network implements AutoCloseable {
  /** How long somebody is looked for at most. */
  static final long LOOK_NANOS = 10_000_000_000L;

  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  /** What looking for somebody gave. */
  enum Found {
    /** Somebody near listens to calls for them, or knows a way to whoever does. */
    THERE,
    /** There are neighbours, and none knows them. */
    UNKNOWN,
    /** There is nobody to ask. */
    NO_NEIGHBOUR,
    /** Told to stop. */
    STOPPED
  }

  private final Libp2pHost host;
  private final Libp2pPubSub pubSub;
  private final Map<Multiaddr, String> troubles = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private Network(Libp2pHost host, Libp2pPubSub pubSub) {
    this.host = host;
    this.pubSub = pubSub;
  }

  /**
   * Begins to listen and to dial.
   *
   * @param identity whose key the host has
   * @throws IOException if an address cannot be listened at, or nobody be looked for
   */
  static Network open(Identity identity, NetworkSettings settings) throws IOException {
    Libp2pConfig config =
        Libp2pConfig.of(identity).listeningAt(settings.listen().toArray(Multiaddr[]::new));
    if (settings.mdns()) {
      config = config.discovering(LocalDiscovery.everywhere());
    }
    Libp2pHost host = Libp2pHost.create(config);
    GossipParameters gossip =
        settings.relay() ? Libp2pPubSub.relayParameters() : GossipParameters.defaults();
    Network network = new Network(host, Libp2pPubSub.on(host, gossip));
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

  PubSub pubSub() {
    return pubSub;
  }

  /** Every address at which others can dial this process. */
  List<Multiaddr> addresses() {
    return host.addresses();
  }

  /** Waits until somebody can be called. */
  Found look(Did did, long untilNanos, BooleanSupplier stopped) {
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

  /** Why the ways in did not work at first, in words. */
  String troubles() {
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
