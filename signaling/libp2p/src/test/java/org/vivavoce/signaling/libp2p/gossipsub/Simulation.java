package org.vivavoce.signaling.libp2p.gossipsub;

import static org.vivavoce.signaling.libp2p.gossipsub.GossipNetwork.MILLI;
import static org.vivavoce.signaling.libp2p.gossipsub.GossipNetwork.SECOND;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.vivavoce.signaling.libp2p.gossipsub.GossipNetwork.Link;
import org.vivavoce.signaling.libp2p.gossipsub.GossipNetwork.Node;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.relays.RelayKeeper;

/**
 * A network of relays and of people who keep two of them, in virtual time: how long signals take,
 * how many arrive while links fail, and what it costs to be there and do nothing.
 *
 * <p>Links fail all the time: a link that does is silent for a while, then both ends notice;
 * whoever keeps relays ({@link RelayKeeper}) connects to another one, and a link between others
 * comes back after its outage. Nothing is repeated: what is measured is one signal, published once.
 *
 * <p>{@code main} prints the figures; {@link SimulationTest} holds them to their bounds.
 */
final class Simulation {
  /**
   * What the network is like.
   *
   * @param nodes all of them
   * @param relays how many of them relay; each knows all others
   * @param relaysPerLeaf how many relays everybody else keeps
   * @param degree how many other neighbours one of those has
   * @param latencyMillis one way, of a link
   * @param linksDown the part of all links that is down, on the average
   * @param outageSeconds how long a link is down, on the average
   * @param silentSeconds how long nobody notices
   */
  record Setup(
      int nodes,
      int relays,
      int relaysPerLeaf,
      ToDoubleFunction<Random> degree,
      ToDoubleFunction<Random> latencyMillis,
      double linksDown,
      double outageSeconds,
      double silentSeconds) {

    /** With other failures. */
    Setup failing(double down, double outage, double silent) {
      return new Setup(nodes, relays, relaysPerLeaf, degree, latencyMillis, down, outage, silent);
    }

    /** 200 nodes, 10 relays, 5 % of the links down. */
    static Setup usual() {
      return new Setup(
          200,
          10,
          2,
          random -> random.nextInt(4),
          random -> Math.min(400, 40 * Math.exp(0.7 * random.nextGaussian())),
          0.05,
          20,
          2);
    }
  }

  /**
   * What was seen.
   *
   * @param signals published
   * @param arrived how many came to their addressee
   * @param millis how long each took, sorted; infinite for what did not come
   * @param idleLeaf bytes per second that an idle node sends and receives, the worst one, while no
   *     link fails
   * @param idleRelay the same of a relay
   * @param failingLeaf the same while links fail
   * @param failingRelay the same of a relay
   * @param cuts how many links failed
   */
  record Figures(
      int signals,
      long arrived,
      double[] millis,
      double idleLeaf,
      double idleRelay,
      double failingLeaf,
      double failingRelay,
      int cuts) {
    double quantile(double q) {
      return millis[(int) Math.min(millis.length - 1, Math.ceil(q * millis.length) - 1)];
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d signals, %d arrived; median %.0f ms, 90 %% %.0f ms, 99 %% %.0f ms; %d links failed;"
              + " idle: a leaf at most %.0f B/s, a relay %.0f B/s, while links fail %.0f and %.0f",
          signals,
          arrived,
          quantile(0.5),
          quantile(0.9),
          quantile(0.99),
          cuts,
          idleLeaf,
          idleRelay,
          failingLeaf,
          failingRelay);
    }
  }

  /**
   * What an RPC costs besides itself: its length, Yamux' header, Noise's length and tag, and the
   * headers of TCP and IP, as if none shared a packet.
   */
  private static final int FRAMING = 2 + 12 + 2 + 16 + 40;

  private static final List<Multiaddr> SOMEWHERE = List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/1"));

  private final Setup setup;
  private final GossipNetwork network;
  private final Random random;
  private final List<Node> relays = new ArrayList<>();
  private final List<Node> leaves = new ArrayList<>();
  private final Map<Node, RelayKeeper> keepers = new HashMap<>();
  private boolean failing;
  private int cuts;

  private Simulation(Setup setup, long seed) {
    this.setup = setup;
    network = new GossipNetwork(seed);
    random = new Random(seed + 1);
    network.framing = FRAMING;
  }

  static Figures run(Setup setup, int signals, long seed) {
    Simulation simulation = new Simulation(setup, seed);
    simulation.build();
    double[] idle = simulation.traffic(60);
    simulation.beginToFail();
    double[] failing = simulation.traffic(20);
    return simulation.signal(signals, idle, failing);
  }

  private void build() {
    for (int i = 0; i < setup.relays; i++) {
      Node relay = network.node(GossipParameters.defaults().relaying("offer_call/", "telecon/"));
      relays.forEach(other -> connect(relay, other));
      relays.add(relay);
    }
    for (int i = setup.relays; i < setup.nodes; i++) {
      Node leaf = network.node();
      RelayKeeper keeper =
          new RelayKeeper(setup.relaysPerLeaf, new Finding(leaf), new Random(random.nextLong()));
      keepers.put(leaf, keeper);
      // The one that its user knows.
      connect(leaf, relays.get(random.nextInt(relays.size())));
      for (int k = (int) setup.degree.applyAsDouble(random); k > 0 && !leaves.isEmpty(); k--) {
        connect(leaf, leaves.get(random.nextInt(leaves.size())));
      }
      leaves.add(leaf);
      leaf.subscribe(topic(leaf));
    }
    network.run(30 * SECOND);
    keepers.forEach(
        (leaf, keeper) -> {
          if (keeper.connected() < setup.relaysPerLeaf) {
            throw new AssertionError("a leaf with " + keeper.connected() + " relays");
          }
        });
  }

  private static String topic(Node node) {
    return "offer_call/" + node.identity.did();
  }

  /**
   * How a leaf's keeper asks and dials: it takes the time that the link's latency makes it take.
   */
  private final class Finding implements RelayKeeper.Actions {
    private final Node leaf;

    Finding(Node leaf) {
      this.leaf = leaf;
    }

    private Node node(PeerId id) {
      return relays.stream().filter(each -> each.id.equals(id)).findFirst().orElseThrow();
    }

    @Override
    public void ask(PeerId relay) {
      Link link = leaf.links.get(relay);
      network.schedule(
          network.now + 2 * link.latency(),
          () -> {
            if (leaf.links.get(relay) == link && !network.silent.contains(link)) {
              Map<PeerId, List<Multiaddr>> others = new LinkedHashMap<>();
              relays.stream()
                  .filter(each -> node(relay).links.containsKey(each.id))
                  .forEach(each -> others.put(each.id, SOMEWHERE));
              keepers.get(leaf).named(relay, others, network.now);
            }
          });
      look(leaf);
    }

    /** TCP's and Noise's handshakes. */
    @Override
    public void dial(PeerId relay, List<Multiaddr> addresses) {
      long latency = (long) (setup.latencyMillis.applyAsDouble(random) * MILLI);
      network.schedule(
          network.now + 6 * latency,
          () -> {
            keepers.get(leaf).dialed(relay, true, network.now);
            connect(leaf, node(relay));
          });
    }
  }

  private void look(Node leaf) {
    RelayKeeper keeper = keepers.get(leaf);
    long deadline = keeper.deadline();
    if (deadline != Long.MAX_VALUE) {
      network.schedule(
          Math.max(network.now + 1, deadline),
          () -> {
            if (keeper.deadline() <= network.now) {
              keeper.tick(network.now);
              look(leaf);
            }
          });
    }
  }

  private void connect(Node a, Node b) {
    if (a != b && !a.links.containsKey(b.id)) {
      long latency = (long) (setup.latencyMillis.applyAsDouble(random) * MILLI);
      network.connect(a, b, GossipVersion.MESHSUB_1_1, latency);
      if (keepers.containsKey(a) && relays.contains(b)) {
        keepers.get(a).connected(b.id, network.now);
        look(a);
      }
      if (failing) {
        scheduleCut(a.links.get(b.id));
      }
    }
  }

  private void beginToFail() {
    failing = setup.linksDown > 0;
    if (failing) {
      network.nodes.forEach(
          node ->
              node.links.values().stream().filter(it -> it.a() == node).forEach(this::scheduleCut));
    }
  }

  /** So that the given part of a link's life is outage. */
  private void scheduleCut(Link link) {
    double up = setup.outageSeconds * (1 - setup.linksDown) / setup.linksDown;
    network.schedule(network.now + exponential(up), () -> cut(link));
  }

  private long exponential(double seconds) {
    return (long) (-Math.log(1 - random.nextDouble()) * seconds * SECOND);
  }

  private void cut(Link link) {
    if (link.a().links.get(link.b().id) != link) {
      return;
    }
    cuts++;
    network.silent.add(link);
    long outage = exponential(setup.outageSeconds);
    network.schedule(
        network.now + Math.min(outage, (long) (setup.silentSeconds * SECOND)),
        () -> {
          network.silent.remove(link);
          network.disconnect(link.a(), link.b());
          if (relays.contains(link.b()) && !relays.contains(link.a())) {
            keepers.get(link.a()).disconnected(link.b().id, network.now);
            look(link.a());
          } else {
            network.schedule(network.now + outage, () -> connect(link.a(), link.b()));
          }
        });
  }

  /** Bytes per second, both ways, of the busiest leaf and the busiest relay. */
  private double[] traffic(long seconds) {
    Map<Node, Long> before = new HashMap<>();
    network.nodes.forEach(node -> before.put(node, node.bytesSent + node.bytesReceived));
    network.run(seconds * SECOND);
    double[] most = new double[2];
    for (Node node : network.nodes) {
      double rate = (double) (node.bytesSent + node.bytesReceived - before.get(node)) / seconds;
      int kind = relays.contains(node) ? 1 : 0;
      most[kind] = Math.max(most[kind], rate);
    }
    return most;
  }

  private Figures signal(int count, double[] idle, double[] failing) {
    double[] millis = new double[count];
    for (int i = 0; i < count; i++) {
      Node from = leaves.get(random.nextInt(leaves.size()));
      Node to = leaves.get(random.nextInt(leaves.size()));
      if (from == to) {
        i--;
        continue;
      }
      int heard = to.heard.size();
      int index = i;
      millis[index] = Double.POSITIVE_INFINITY;
      long at = network.now;
      String text = "signal " + i;
      from.publish(topic(to), text);
      network.schedule(
          at + 10 * SECOND,
          () ->
              to.heard.stream()
                  .skip(heard)
                  .filter(each -> each.text().equals(text))
                  .findFirst()
                  .ifPresent(each -> millis[index] = (double) (each.at() - at) / MILLI));
      network.run(exponential(0.2));
    }
    network.run(11 * SECOND);
    java.util.Arrays.sort(millis);
    long arrived = java.util.Arrays.stream(millis).filter(Double::isFinite).count();
    return new Figures(count, arrived, millis, idle[0], idle[1], failing[0], failing[1], cuts);
  }

  /** How many signals, and from which seed on, one run each: 1000 1 2 if not told. */
  public static void main(String[] options) {
    int signals = options.length > 0 ? Integer.parseInt(options[0]) : 1000;
    long seed = options.length > 1 ? Long.parseLong(options[1]) : 1;
    int runs = options.length > 2 ? Integer.parseInt(options[2]) : 2;
    for (int i = 0; i < runs; i++) {
      System.out.println("seed " + (seed + i) + ": " + run(Setup.usual(), signals, seed + i));
    }
    System.out.println("no link fails: " + run(Setup.usual().failing(0, 1, 1), signals, seed));
    System.out.println(
        "outages that nobody notices: " + run(Setup.usual().failing(0.05, 20, 60), signals, seed));
  }
}
