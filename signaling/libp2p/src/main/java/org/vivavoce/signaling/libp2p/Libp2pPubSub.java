package org.vivavoce.signaling.libp2p;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.TopicDelivery;
import org.vivavoce.signaling.libp2p.gossipsub.GossipParameters;
import org.vivavoce.signaling.libp2p.gossipsub.GossipStats;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/**
 * Signaling's {@link PubSub} over the gossipsub of a libp2p host. One for each host; the host stays
 * its owner's, who goes on using it for other protocols, and this for other topics.
 *
 * <pre>{@code
 * Libp2pHost host = Libp2pHost.create(Libp2pConfig.of(identity));
 * PubSub network = Libp2pPubSub.on(host);
 * host.keepConnected(Multiaddr.parse("/dns4/relay.example.org/tcp/4001/p2p/12D3KooW..."));
 * }</pre>
 *
 * <p><b>Delivery.</b> As {@link PubSub} promises. Between neighbours what one thread published
 * comes in order; over several steps two messages may take different ways, and come in another. A
 * message is lost if nobody around is subscribed yet, if more than 8 MiB wait to be sent, or if a
 * peer's link is full. Messages are signed by the host's key, not sealed.
 *
 * <p><b>Relaying.</b> A network of gossipsub nodes forwards only what its nodes are subscribed to.
 * {@link #relayParameters} make a node that also forwards what its neighbours' calls need. Whoever
 * has dialed one such relay is told of others by it, and every node keeps a connection to {@link
 * #RELAYS} of them: when one is lost, another is dialed.
 *
 * <p><b>Threads.</b> The host's, and for handlers those of {@link InProcessPubSub}.
 */
public final class Libp2pPubSub implements PubSub {
  /** How many relays a node keeps a connection to. */
  public static final int RELAYS = 2;

  private static final int MAX_WAITING_BYTES = 8 * 1024 * 1024;

  /** What a message costs besides its bytes, while it waits. */
  private static final int OVERHEAD = 256;

  private final Libp2pHost host;
  private final TopicDelivery local;
  private final GossipService service;
  private final RelayService relays;
  private final AtomicInteger waitingBytes = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean closed;

  private Libp2pPubSub(Libp2pHost host, GossipParameters parameters) {
    this.host = host;
    local =
        TopicDelivery.of(
            new TopicDelivery.Network() {
              @Override
              public void join(String topic) {
                host.execute(() -> service.subscribe(topic));
              }

              @Override
              public void leave(String topic) {
                host.executeIfOpen(() -> service.unsubscribe(topic));
              }
            });
    service = new GossipService(host, parameters, local::deliver);
    relays = new RelayService(host, !parameters.relay().isEmpty(), RELAYS);
  }

  /**
   * Puts gossipsub on a host.
   *
   * @throws IllegalStateException if it has one already, or is closed
   */
  public static Libp2pPubSub on(Libp2pHost host) {
    return on(host, GossipParameters.defaults());
  }

  /** The same with other parameters. */
  public static Libp2pPubSub on(Libp2pHost host, GossipParameters parameters) {
    Objects.requireNonNull(parameters, "parameters");
    Libp2pPubSub pubSub = new Libp2pPubSub(host, parameters);
    pubSub.service.start();
    pubSub.relays.start();
    return pubSub;
  }

  /** Parameters of a relay: it forwards the topics of calls that its neighbours are in. */
  public static GossipParameters relayParameters() {
    return GossipParameters.defaults().relaying("offer_call/", "telecon/");
  }

  /** The host under it. */
  public Libp2pHost host() {
    return host;
  }

  @Override
  public Subscription subscribe(String topic, Handler handler) {
    requireOpen();
    return local.subscribe(topic, handler);
  }

  @Override
  public void publish(String topic, byte[] message) {
    requireOpen();
    local.deliver(topic, message); // checks both
    int size = message.length + OVERHEAD;
    if (waitingBytes.addAndGet(size) > MAX_WAITING_BYTES) {
      waitingBytes.addAndGet(-size);
      dropped.incrementAndGet();
      return;
    }
    byte[] copy = message.clone();
    host.execute(
        () -> {
          waitingBytes.addAndGet(-size);
          service.publish(topic, copy);
        });
  }

  /** The neighbours that are subscribed to a topic, as far as they have told. */
  public CompletableFuture<Set<PeerId>> neighboursIn(String topic) {
    return ask(() -> service.router().neighboursIn(topic));
  }

  /** What this node is subscribed to, as a relay too. */
  public CompletableFuture<Set<String>> topics() {
    return ask(() -> service.router().topics());
  }

  /** How many relays are connected that we dialed. */
  public CompletableFuture<Integer> relays() {
    return ask(relays::connected);
  }

  /** How the neighbours are judged: below 0 they are in no mesh, below -80 not heard. */
  public CompletableFuture<Map<PeerId, Double>> scores() {
    return ask(() -> service.router().scores());
  }

  /** The counters. */
  public CompletableFuture<GossipStats> stats() {
    return ask(() -> service.router().stats());
  }

  /** Messages that were not published because too many were waiting. */
  public long dropped() {
    return dropped.get();
  }

  private <T> CompletableFuture<T> ask(java.util.function.Supplier<T> question) {
    requireOpen();
    CompletableFuture<T> answer = new CompletableFuture<>();
    host.execute(() -> answer.complete(question.get()));
    return answer;
  }

  /** {@inheritDoc} The host is left as it is, and can get another one. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    relays.stop();
    service.stop();
    local.close();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this PubSub is closed");
    }
  }
}
