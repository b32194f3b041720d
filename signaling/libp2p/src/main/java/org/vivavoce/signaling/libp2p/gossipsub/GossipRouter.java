package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * One node's side of gossipsub: neighbours, RPCs, subscriptions and the time in; RPCs, messages and
 * a deadline out.
 *
 * <p>One thread drives it. Times are nanoseconds of any clock that does not jump. RPCs may be lost
 * when a neighbour's stream is full; subscriptions are then said again with the next heartbeat.
 */
public final class GossipRouter {
  private static final int MAX_SUBSCRIPTIONS_IN_RPC = 500;

  private final GossipParameters parameters;
  private final GossipIdentity self;
  private final GossipOutput output;
  private final Neighbours neighbours;
  private final Mesh mesh;
  private final SeenCache seen;
  private final MessageCache messages;
  private final Gossip gossip;
  private final RelayTable relays;
  private final Set<String> own = new LinkedHashSet<>();
  private final Set<PeerId> untold = new HashSet<>();
  private long sequence;
  private long nextHeartbeat;

  private long published;
  private long delivered;
  private long forwarded;
  private long duplicates;
  private long invalid;
  private long overRate;
  private long unwanted;
  private long graylisted;
  private long malformed;
  private long relayRefused;

  /**
   * A node without neighbours.
   *
   * @param firstSequence the number of the first message; must grow from one start of a node to the
   *     next, so that no message is taken for an old one: the time in nanoseconds, as other
   *     implementations take it
   * @param random draws whom to graft and to tell
   */
  public GossipRouter(
      GossipParameters parameters,
      GossipIdentity self,
      GossipOutput output,
      long firstSequence,
      RandomGenerator random,
      long now) {
    this.parameters = parameters;
    this.self = self;
    this.output = output;
    sequence = firstSequence;
    neighbours = new Neighbours(parameters, output, random);
    mesh = new Mesh(parameters, neighbours, output);
    seen = new SeenCache(parameters.seenNanos());
    messages = new MessageCache(parameters.historyLength(), parameters.historyGossip());
    gossip = new Gossip(parameters, neighbours, mesh, seen, messages, random);
    relays =
        new RelayTable(
            parameters.relay(), parameters.relayTopicsPerPeer(), parameters.maxTopicsPerPeer());
    nextHeartbeat = now + parameters.heartbeatNanos();
  }

  /**
   * A neighbour can be spoken to; it is told our subscriptions.
   *
   * @param outbound whether we dialed it
   */
  public void addPeer(PeerId id, GossipVersion version, boolean outbound, long now) {
    if (neighbours.get(id) != null) {
      removePeer(id, now);
    }
    GossipPeer peer = neighbours.add(id, version, outbound, now);
    tell(peer, subscriptions(), true);
  }

  /** A neighbour is gone. */
  public void removePeer(PeerId id, long now) {
    GossipPeer peer = neighbours.remove(id);
    if (peer != null) {
      untold.remove(id);
      mesh.left(peer);
      Set<String> itsTopics = Set.copyOf(peer.topics.keySet());
      relays.left(id, itsTopics);
      itsTopics.forEach(topic -> update(topic, now));
    }
  }

  /**
   * A neighbour has said what software it is: js-libp2p writes message ids in its own way, and
   * would hold the others' way against us.
   */
  public void isAgent(PeerId id, String agentVersion) {
    GossipPeer peer = neighbours.get(id);
    if (peer != null && agentVersion.contains("js-libp2p")) {
      peer.dialect = MessageId.Dialect.PUBLIC_KEY;
    }
  }

  /** Whether a neighbour is known. */
  public boolean hasPeer(PeerId id) {
    return neighbours.get(id) != null;
  }

  private Set<String> subscriptions() {
    return mesh.topics();
  }

  /** Wants the messages of a topic. Again does nothing. */
  public void subscribe(String topic, long now) {
    if (own.add(topic)) {
      update(topic, now);
    }
  }

  /** Wants them no more. Again does nothing. */
  public void unsubscribe(String topic, long now) {
    if (own.remove(topic)) {
      update(topic, now);
    }
  }

  /** Joins or leaves a topic, if its reasons have changed, and tells the neighbours. */
  private void update(String topic, long now) {
    boolean wanted = own.contains(topic) || relays.isWanted(topic);
    boolean changed = wanted != mesh.isJoined(topic);
    if (changed && !wanted) {
      mesh.leave(topic, now);
    }
    if (changed && wanted) {
      mesh.join(topic);
    }
    if (changed || wanted) {
      for (GossipPeer peer : neighbours.all()) {
        tell(peer, Set.of(topic), false);
      }
    }
    if (changed && wanted) {
      mesh.fill(topic, now);
    }
  }

  /**
   * Tells a peer what it does not know yet. That a reason is farther away than it thinks can wait
   * for the heartbeat: so relays that lose a topic count up to infinity slowly, and cheaply.
   */
  private void tell(GossipPeer peer, Set<String> topics, boolean all) {
    Rpc rpc = new Rpc();
    for (String topic : topics) {
      Integer told = peer.told.get(topic);
      Integer now = mesh.isJoined(topic) ? distance(topic, peer) : null;
      boolean waits = !all && told != null && now != null && now > told;
      if (waits) {
        untold.add(peer.id);
      } else if (now == null && told != null) {
        peer.told.remove(topic);
        rpc.subscriptions.add(new Rpc.Subscription(topic, false, 0));
      } else if (now != null && !now.equals(told)) {
        peer.told.put(topic, now);
        rpc.subscriptions.add(new Rpc.Subscription(topic, true, now));
      }
      if (rpc.subscriptions.size() == MAX_SUBSCRIPTIONS_IN_RPC) {
        send(peer, rpc);
        rpc = new Rpc();
      }
    }
    send(peer, rpc);
  }

  private void send(GossipPeer peer, Rpc rpc) {
    if (!neighbours.send(peer, rpc)) {
      rpc.subscriptions.forEach(each -> peer.told.remove(each.topic()));
      untold.add(peer.id);
    }
  }

  private int distance(String topic, GossipPeer without) {
    return own.contains(topic) ? 0 : relays.distance(topic, without.id);
  }

  /**
   * Publishes, to all neighbours that are in the topic.
   *
   * @param data at most {@link GossipParameters#maxMessageBytes}
   * @return to how many
   * @throws IllegalArgumentException if there is more
   */
  public int publish(String topic, byte[] data) {
    if (data.length > parameters.maxMessageBytes()) {
      throw new IllegalArgumentException(
          "a message of " + data.length + " bytes; at most " + parameters.maxMessageBytes());
    }
    PubSubMessage message = PubSubMessage.signed(self, ++sequence, topic, data);
    MessageId id = message.id().orElseThrow();
    seen.add(id, nextHeartbeat);
    messages.put(id, message);
    published++;
    List<GossipPeer> all =
        neighbours.in(topic, peer -> peer.scoreNow() >= PeerScore.PUBLISH_THRESHOLD);
    return send(message, all);
  }

  private int send(PubSubMessage message, Iterable<GossipPeer> to) {
    Rpc rpc = new Rpc();
    rpc.messages.add(message);
    byte[] bytes = rpc.write();
    int sent = 0;
    for (GossipPeer peer : to) {
      sent += neighbours.send(peer, bytes) ? 1 : 0;
    }
    return sent;
  }

  /**
   * Takes an RPC of a neighbour, whatever it is.
   *
   * @param from who sent it; ignored if no neighbour
   */
  public void receive(PeerId from, byte[] bytes, long now) {
    GossipPeer peer = neighbours.get(from);
    if (peer == null) {
      return;
    }
    if (peer.scoreNow() < PeerScore.GRAYLIST_THRESHOLD) {
      graylisted++;
      return;
    }
    Rpc rpc;
    try {
      rpc = Rpc.read(bytes);
    } catch (MalformedException e) {
      malformed++;
      peer.score.misbehaved(1);
      return;
    }
    rpc.subscriptions.forEach(each -> onSubscription(peer, each, now));
    rpc.messages.forEach(each -> onMessage(peer, each, now));
    gossip.onIHave(peer, rpc.iHave, now);
    gossip.onIWant(peer, rpc.iWant);
    if (!rpc.grafts.isEmpty()) {
      mesh.onGrafts(peer, rpc.grafts, now);
    }
    rpc.prunes.forEach(prune -> mesh.onPrune(peer, prune, now));
  }

  private void onSubscription(GossipPeer peer, Rpc.Subscription said, long now) {
    String topic = said.topic();
    if (!said.subscribe()) {
      if (peer.topics.remove(topic) != null) {
        mesh.left(peer, topic);
        relays.withdrawn(peer.id, topic);
        update(topic, now);
      }
      return;
    }
    if (!peer.isIn(topic) && peer.topics.size() >= parameters.maxTopicsPerPeer()) {
      peer.score.misbehaved(0.1);
      return;
    }
    boolean isNew = peer.topics.put(topic, said.hops()) == null;
    if (!relays.announced(peer.id, topic, said.hops())) {
      relayRefused++;
    }
    if (relays.covers(topic)) {
      update(topic, now);
    }
    if (isNew) {
      mesh.subscribed(peer, topic, now);
    }
  }

  private void onMessage(GossipPeer peer, PubSubMessage message, long now) {
    String topic = message.topic();
    if (!mesh.isJoined(topic)) {
      unwanted++;
      return;
    }
    Optional<MessageId> id = message.id();
    if (id.isPresent() && seen.contains(id.get())) {
      duplicates++;
      gossip.came(id.get());
      return;
    }
    int size = message.dataOrNothing().length;
    if (!peer.bucket.take(size, now)) {
      overRate++;
      peer.score.misbehaved(0.1);
      return;
    }
    Optional<PeerId> author =
        size > parameters.maxMessageBytes() || message.isFrom(self.id())
            ? Optional.empty()
            : message.verifiedAuthor();
    if (id.isEmpty() || author.isEmpty()) {
      invalid++;
      peer.score.invalid();
      return;
    }
    seen.add(id.get(), now);
    gossip.came(id.get());
    peer.score.delivered();
    messages.put(id.get(), message);
    forwarded += send(message, nextHops(topic, peer, author.get()));
    if (own.contains(topic)) {
      delivered++;
      output.deliver(topic, author.get(), message.dataOrNothing());
    }
  }

  /**
   * The mesh and those who have none. A small topic, as those of one person are, does not depend on
   * its mesh: whoever is in it gets the message, even while backing off.
   */
  private Set<GossipPeer> nextHops(String topic, GossipPeer source, PeerId author) {
    Set<GossipPeer> next = new LinkedHashSet<>(mesh.of(topic));
    next.addAll(neighbours.in(topic, peer -> !peer.hasMesh()));
    if (next.size() < parameters.degreeLow()) {
      for (GossipPeer peer : neighbours.in(topic, each -> !next.contains(each))) {
        if (next.size() < parameters.degree()) {
          next.add(peer);
        }
      }
    }
    next.removeIf(
        peer ->
            peer == source
                || peer.id.equals(author)
                || peer.scoreNow() < PeerScore.PUBLISH_THRESHOLD);
    return next;
  }

  /** When {@link #tick} is to be called. */
  public long deadline() {
    return nextHeartbeat;
  }

  /** The heartbeat, if it is time. */
  public void tick(long now) {
    if (now < nextHeartbeat) {
      return;
    }
    nextHeartbeat = now + parameters.heartbeatNanos();
    neighbours.second(mesh::isInAny);
    mesh.heartbeat(now);
    gossip.heartbeat(now);
    seen.forgetOld(now);
    for (PeerId id : Set.copyOf(untold)) {
      untold.remove(id);
      GossipPeer peer = neighbours.get(id);
      Set<String> topics = new LinkedHashSet<>(peer.told.keySet());
      topics.addAll(subscriptions());
      tell(peer, topics, true);
    }
  }

  /** The neighbours that are subscribed to a topic. */
  public Set<PeerId> neighboursIn(String topic) {
    Set<PeerId> in = new LinkedHashSet<>();
    neighbours.in(topic, peer -> true).forEach(peer -> in.add(peer.id));
    return in;
  }

  /** The neighbours in our mesh of a topic. */
  public Set<PeerId> meshOf(String topic) {
    Set<PeerId> in = new LinkedHashSet<>();
    mesh.of(topic).forEach(peer -> in.add(peer.id));
    return in;
  }

  /** What we are subscribed to, for ourselves or as a relay. */
  public Set<String> topics() {
    return Set.copyOf(subscriptions());
  }

  /** A neighbour's score; 0 if it is none. */
  public double score(PeerId id) {
    GossipPeer peer = neighbours.get(id);
    return peer == null ? 0 : peer.scoreNow();
  }

  /** The scores of all neighbours. */
  public Map<PeerId, Double> scores() {
    Map<PeerId, Double> scores = new java.util.LinkedHashMap<>();
    neighbours.all().forEach(peer -> scores.put(peer.id, peer.scoreNow()));
    return scores;
  }

  /** The counters. */
  public GossipStats stats() {
    return new GossipStats(
        published,
        delivered,
        forwarded,
        duplicates,
        invalid,
        overRate,
        unwanted,
        neighbours.unsent(),
        graylisted,
        malformed,
        relayRefused);
  }
}
