package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.identify.SignedPeerRecord;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;

/** Whole networks of routers in virtual time, from a seed. */
final class GossipNetwork {
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000_000_000L;

  /** What stands before the 32 bytes of a private key (RFC 8410 section 7). */
  private static final String PKCS8_ED25519 = "302e020100300506032b657004220420";

  /** What a node heard: where, what, from whom, when. */
  record Heard(String topic, String text, PeerId author, long at) {}

  final class Node implements GossipOutput {
    final Identity identity = identity(nodes.size());
    final PublicKey key = PublicKey.ofEd25519(identity.did().keyBytes());
    final PeerId id = PeerId.of(key);
    final GossipIdentity author = new GossipIdentity(id, key, identity::sign);
    final Map<PeerId, Link> links = new LinkedHashMap<>();
    final List<Heard> heard = new ArrayList<>();
    final List<SignedPeerRecord> handedOn = new ArrayList<>();
    final GossipRouter router;
    long bytesSent;
    long bytesReceived;
    UnaryOperator<byte[]> outgoing = UnaryOperator.identity();

    Node(GossipParameters parameters) {
      router =
          new GossipRouter(
              parameters,
              author,
              this,
              1_000_000L * nodes.size(),
              new Random(random.nextLong()),
              now);
      schedule(router.deadline(), this::tick);
    }

    private void tick() {
      router.tick(now);
      schedule(router.deadline(), this::tick);
    }

    @Override
    public boolean send(PeerId peer, byte[] rpc) {
      Link link = links.get(peer);
      if (link == null) {
        return false;
      }
      bytesSent += rpc.length + framing;
      byte[] bytes = outgoing.apply(rpc);
      Node to = link.a == this ? link.b : link.a;
      schedule(
          now + link.latency,
          () -> {
            if (links.get(peer) == link && !silent.contains(link)) {
              to.bytesReceived += bytes.length + framing;
              to.router.receive(id, bytes, now);
            }
          });
      return true;
    }

    @Override
    public void deliver(String topic, PeerId from, byte[] data) {
      heard.add(new Heard(topic, new String(data), from, now));
    }

    @Override
    public void connect(SignedPeerRecord record) {
      handedOn.add(record);
    }

    @Override
    public byte[] signedRecord(PeerId peer) {
      Node node = nodes.stream().filter(each -> each.id.equals(peer)).findFirst().orElseThrow();
      return new SignedPeerRecord(peer, 1, List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/1")))
          .seal(node.key, node.identity::sign);
    }

    void subscribe(String topic) {
      router.subscribe(topic, now);
    }

    void publish(String topic, String text) {
      router.publish(topic, text.getBytes());
    }

    List<String> texts() {
      return heard.stream().map(Heard::text).toList();
    }
  }

  /** The same for every run, so that a seed replays whatever depends on ids. */
  private static Identity identity(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    seed[1] = (byte) (number >> 8);
    return Identity.fromPkcs8(
        HexFormat.of().parseHex(PKCS8_ED25519 + HexFormat.of().formatHex(seed)));
  }

  /** A connection of two nodes, which {@code a} dialed. */
  record Link(Node a, Node b, long latency) {}

  private record Event(long at, long order, Runnable action) {}

  final List<Node> nodes = new ArrayList<>();
  final Random random;
  long now;

  /** What an RPC costs besides itself: the length before it. */
  int framing = 2;

  /** Links that lose everything, while neither end has noticed. */
  final Set<Link> silent = Collections.newSetFromMap(new IdentityHashMap<>());

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          java.util.Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private long order;

  GossipNetwork(long seed) {
    random = new Random(seed);
  }

  void schedule(long at, Runnable action) {
    events.add(new Event(at, order++, action));
  }

  Node node() {
    return node(GossipParameters.defaults());
  }

  Node node(GossipParameters parameters) {
    Node node = new Node(parameters);
    nodes.add(node);
    return node;
  }

  List<Node> nodes(int count) {
    List<Node> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(node());
    }
    return some;
  }

  void connect(Node a, Node b) {
    connect(a, b, GossipVersion.MESHSUB_1_1, 10 * MILLI);
  }

  void connect(Node a, Node b, GossipVersion version, long latency) {
    Link link = new Link(a, b, latency);
    a.links.put(b.id, link);
    b.links.put(a.id, link);
    a.router.addPeer(b.id, version, true, now);
    b.router.addPeer(a.id, version, false, now);
  }

  void disconnect(Node a, Node b) {
    a.links.remove(b.id);
    b.links.remove(a.id);
    a.router.removePeer(b.id, now);
    b.router.removePeer(a.id, now);
  }

  void connectAll(List<Node> some) {
    for (int i = 0; i < some.size(); i++) {
      for (int j = 0; j < i; j++) {
        connect(some.get(i), some.get(j));
      }
    }
  }

  void run(long duration) {
    long end = now + duration;
    while (!events.isEmpty() && events.element().at <= end) {
      Event event = events.remove();
      now = event.at;
      event.action.run();
    }
    now = end;
  }
}
