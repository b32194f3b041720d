package org.vivavoce.signaling.libp2p.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vivavoce.signaling.libp2p.gossipsub.GossipNetwork.MILLI;
import static org.vivavoce.signaling.libp2p.gossipsub.GossipNetwork.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.libp2p.gossipsub.GossipNetwork.Node;

class GossipRouterTest {
  private static final String TOPIC = "t";

  private final GossipNetwork network = new GossipNetwork(1);

  private List<Node> all(int count) {
    List<Node> nodes = network.nodes(count);
    network.connectAll(nodes);
    nodes.forEach(node -> node.subscribe(TOPIC));
    network.run(5 * SECOND);
    return nodes;
  }

  private static byte[] rpc(java.util.function.Consumer<Rpc> fill) {
    Rpc rpc = new Rpc();
    fill.accept(rpc);
    return rpc.write();
  }

  @Test
  void everybody_in_the_topic_hears_a_message_once_and_its_author_not() {
    List<Node> nodes = all(30);
    nodes.get(0).publish(TOPIC, "hello");
    network.run(SECOND);
    assertThat(nodes.get(0).heard).isEmpty();
    assertThat(nodes.subList(1, 30))
        .allSatisfy(
            node -> {
              assertThat(node.texts()).containsExactly("hello");
              assertThat(node.heard.get(0).author()).isEqualTo(nodes.get(0).id);
            });
  }

  @Test
  void who_is_not_in_the_topic_hears_nothing_and_a_publisher_need_not_be_in_it() {
    List<Node> nodes = network.nodes(3);
    network.connectAll(nodes);
    nodes.get(1).subscribe(TOPIC);
    nodes.get(2).subscribe("other");
    network.run(SECOND);
    nodes.get(0).publish(TOPIC, "hello");
    network.run(SECOND);
    assertThat(nodes.get(1).texts()).containsExactly("hello");
    assertThat(nodes.get(2).heard).isEmpty();
  }

  @Test
  void a_message_travels_over_many_steps() {
    List<Node> line = network.nodes(10);
    line.forEach(node -> node.subscribe(TOPIC));
    for (int i = 1; i < 10; i++) {
      network.connect(line.get(i), line.get(i - 1));
    }
    network.run(2 * SECOND);
    line.get(0).publish(TOPIC, "hello");
    network.run(100 * MILLI);
    assertThat(line.get(9).texts()).containsExactly("hello");
  }

  @Test
  void meshes_have_the_degree_that_is_wanted() {
    List<Node> nodes = all(40);
    network.run(30 * SECOND);
    GossipParameters d = GossipParameters.defaults();
    assertThat(nodes)
        .allSatisfy(
            node ->
                assertThat(node.router.meshOf(TOPIC).size())
                    .isBetween(d.degreeLow(), d.degreeHigh()));
    // Both sides agree.
    assertThat(nodes)
        .allSatisfy(
            node ->
                assertThat(nodes)
                    .filteredOn(other -> node.router.meshOf(TOPIC).contains(other.id))
                    .allSatisfy(other -> assertThat(other.router.meshOf(TOPIC)).contains(node.id)));
  }

  @Test
  void what_the_mesh_missed_comes_by_gossip() {
    List<Node> nodes = all(20);
    Node deaf = nodes.get(7);
    // Full messages to one node are lost for a while; IHAVE and IWANT are not.
    boolean[] losing = {true};
    for (Node node : nodes) {
      node.outgoing =
          bytes -> {
            try {
              Rpc rpc = Rpc.read(bytes);
              return losing[0] && !rpc.messages.isEmpty() && node != deaf ? new byte[0] : bytes;
            } catch (org.vivavoce.signaling.libp2p.wire.MalformedException e) {
              throw new AssertionError(e);
            }
          };
    }
    nodes.get(0).publish(TOPIC, "hello");
    network.run(200 * MILLI);
    assertThat(deaf.heard).isEmpty();
    losing[0] = false;
    network.run(2 * SECOND);
    assertThat(deaf.texts()).containsExactly("hello");
    assertThat(nodes.subList(1, 20)).allSatisfy(node -> assertThat(node.heard).hasSize(1));
  }

  @Test
  void a_floodsub_peer_gets_and_gives_messages() {
    Node a = network.node();
    Node b = network.node();
    Node c = network.node();
    network.connect(a, b, GossipVersion.FLOODSUB, MILLI);
    network.connect(c, a);
    List.of(a, b, c).forEach(node -> node.subscribe(TOPIC));
    network.run(3 * SECOND);
    b.publish(TOPIC, "from b");
    c.publish(TOPIC, "from c");
    network.run(SECOND);
    assertThat(a.texts()).containsExactlyInAnyOrder("from b", "from c");
    assertThat(b.texts()).containsExactly("from c");
    assertThat(c.texts()).containsExactly("from b");
    assertThat(a.router.meshOf(TOPIC)).containsExactly(c.id);
  }

  @Test
  void a_peer_of_version_1_0_is_in_the_mesh_and_pruned_without_backoff() {
    Node a = network.node();
    Node b = network.node();
    network.connect(a, b, GossipVersion.MESHSUB_1_0, MILLI);
    a.subscribe(TOPIC);
    b.subscribe(TOPIC);
    network.run(SECOND);
    assertThat(a.router.meshOf(TOPIC)).containsExactly(b.id);
    List<Rpc> sent = new ArrayList<>();
    a.outgoing =
        bytes -> {
          try {
            sent.add(Rpc.read(bytes));
          } catch (org.vivavoce.signaling.libp2p.wire.MalformedException e) {
            throw new AssertionError(e);
          }
          return bytes;
        };
    a.router.unsubscribe(TOPIC, network.now);
    assertThat(sent.get(0).prunes.get(0).backoffSeconds()).isZero();
  }

  @Test
  void who_unsubscribed_and_comes_back_at_once_hears_again_though_it_is_backing_off() {
    Node a = network.node();
    Node b = network.node();
    network.connect(a, b);
    a.subscribe(TOPIC);
    b.subscribe(TOPIC);
    network.run(SECOND);
    b.router.unsubscribe(TOPIC, network.now);
    network.run(100 * MILLI);
    b.subscribe(TOPIC);
    network.run(100 * MILLI);
    assertThat(a.router.meshOf(TOPIC)).isEmpty();
    a.publish(TOPIC, "hello");
    network.run(100 * MILLI);
    assertThat(b.texts()).containsExactly("hello");
    network.run(15 * SECOND);
    assertThat(a.router.meshOf(TOPIC)).containsExactly(b.id);
  }

  @Test
  void a_graft_during_backoff_is_answered_by_prune_and_held_against_the_peer() {
    Node a = network.node();
    Node b = network.node();
    network.connect(a, b);
    a.subscribe(TOPIC);
    b.subscribe(TOPIC);
    network.run(SECOND);
    byte[] prune = rpc(r -> r.prunes.add(new Rpc.Prune(TOPIC, List.of(), 60)));
    a.router.receive(b.id, prune, network.now);
    assertThat(a.router.meshOf(TOPIC)).isEmpty();
    for (int i = 0; i < 5; i++) {
      a.router.receive(b.id, rpc(r -> r.grafts.add(TOPIC)), network.now);
    }
    assertThat(a.router.meshOf(TOPIC)).isEmpty();
    assertThat(a.router.score(b.id)).isNegative();
  }

  @Test
  void a_full_mesh_prunes_and_hands_peers_on_with_signed_records() {
    Node hub = network.node();
    List<Node> others = network.nodes(30);
    hub.subscribe(TOPIC);
    for (Node other : others) {
      network.connect(other, hub);
      other.subscribe(TOPIC);
    }
    network.run(5 * SECOND);
    assertThat(hub.router.meshOf(TOPIC).size())
        .isLessThanOrEqualTo(GossipParameters.defaults().degreeHigh());
    assertThat(others).anySatisfy(other -> assertThat(other.handedOn).isNotEmpty());
    assertThat(others)
        .allSatisfy(
            other ->
                assertThat(other.handedOn)
                    .allSatisfy(record -> assertThat(record.peer()).isNotEqualTo(other.id)));
  }

  @Test
  void an_unsigned_forged_oversized_or_repeated_message_is_dropped_and_counted() {
    List<Node> nodes = all(2);
    Node a = nodes.get(0);
    Node b = nodes.get(1);
    PubSubMessage good = PubSubMessage.signed(b.author, 42, TOPIC, "x".getBytes());
    List<PubSubMessage> wrong =
        List.of(
            new PubSubMessage(good.from(), good.data(), good.sequence(), TOPIC, null, null),
            new PubSubMessage(null, good.data(), null, TOPIC, null, null),
            new PubSubMessage(
                good.from(), "y".getBytes(), good.sequence(), TOPIC, good.signature(), good.key()),
            new PubSubMessage(
                a.id.bytes(), good.data(), good.sequence(), TOPIC, good.signature(), null),
            new PubSubMessage(
                good.from(), good.data(), new byte[7], TOPIC, good.signature(), good.key()),
            new PubSubMessage(
                good.from(), good.data(), good.sequence(), TOPIC, good.signature(), new byte[3]));
    for (PubSubMessage message : wrong) {
      double before = a.router.score(b.id);
      a.router.receive(b.id, rpc(r -> r.messages.add(message)), network.now);
      assertThat(a.router.score(b.id)).isLessThan(before);
      network.run(200 * SECOND);
    }
    assertThat(a.heard).isEmpty();
    assertThat(a.router.stats().invalid()).isEqualTo(wrong.size());

    byte[] large = new byte[GossipParameters.defaults().maxMessageBytes() + 1];
    a.router.receive(
        b.id,
        rpc(r -> r.messages.add(PubSubMessage.signed(b.author, 43, TOPIC, large))),
        network.now);
    assertThat(a.router.stats().invalid()).isEqualTo(wrong.size() + 1);
    assertThatThrownBy(() -> a.router.publish(TOPIC, large))
        .isInstanceOf(IllegalArgumentException.class);

    a.router.receive(b.id, rpc(r -> r.messages.add(good)), network.now);
    a.router.receive(b.id, rpc(r -> r.messages.add(good)), network.now);
    assertThat(a.texts()).containsExactly("x");
    assertThat(a.router.stats().duplicates()).isEqualTo(1);
  }

  @Test
  void a_flood_of_valid_messages_costs_its_bringer_its_voice_and_others_are_served() {
    GossipParameters slow =
        GossipParameters.defaults().withRate(new GossipParameters.Rate(10, 50, 1 << 20, 1 << 20));
    Node a = network.node(slow);
    Node flooder = network.node();
    Node honest = network.node();
    network.connect(flooder, a);
    network.connect(honest, a);
    List.of(a, flooder, honest).forEach(node -> node.subscribe(TOPIC));
    network.run(3 * SECOND);
    for (int second = 0; second < 5; second++) {
      for (int i = 0; i < 100; i++) {
        flooder.publish(TOPIC, "flood");
      }
      honest.publish(TOPIC, "honest");
      network.run(SECOND);
    }
    assertThat(a.router.score(flooder.id)).isLessThan(PeerScore.PUBLISH_THRESHOLD);
    assertThat(a.router.meshOf(TOPIC)).containsExactly(honest.id);
    assertThat(a.router.stats().overRate()).isPositive();
    assertThat(a.router.stats().graylisted()).isPositive();
    assertThat(a.texts().stream().filter("honest"::equals)).hasSize(5);
    assertThat(a.texts().stream().filter("flood"::equals).count()).isLessThan(110);

    network.disconnect(flooder, a);
    network.connect(flooder, a);
    assertThat(a.router.score(flooder.id))
        .as("coming back does not help")
        .isLessThan(PeerScore.PUBLISH_THRESHOLD);
    network.run(300 * SECOND);
    flooder.publish(TOPIC, "sorry");
    network.run(SECOND);
    assertThat(a.texts()).as("time does").contains("sorry");
  }

  @Test
  void promises_that_are_not_kept_are_held_against_the_peer() {
    List<Node> nodes = all(2);
    Node a = nodes.get(0);
    Node b = nodes.get(1);
    for (int i = 0; i < 10; i++) {
      byte[] id =
          MessageId.of(b.id.bytes(), new byte[] {9, 9, 9, 9, 9, 9, 9, (byte) i})
              .write(MessageId.Dialect.PEER_ID, null);
      a.router.receive(b.id, rpc(r -> r.iHave.add(new Rpc.IHave(TOPIC, List.of(id)))), network.now);
    }
    network.run(5 * SECOND);
    assertThat(a.router.score(b.id)).isNegative();
    assertThat(a.router.meshOf(TOPIC)).isEmpty();
  }

  @Test
  void ids_are_understood_as_go_and_as_js_write_them_and_peers_answered_in_kind() {
    Node a = network.node();
    byte[] sequence = {1, 2, 3, 4, 5, 6, 7, 8};
    MessageId id = MessageId.of(a.id.bytes(), sequence);
    byte[] likeGo = id.write(MessageId.Dialect.PEER_ID, null);
    byte[] likeJs = id.write(MessageId.Dialect.PUBLIC_KEY, null);
    assertThat(likeGo).hasSize(46);
    assertThat(likeJs).hasSize(44).startsWith(a.key.toProtobuf());
    assertThat(MessageId.read(likeGo)).isEqualTo(id);
    assertThat(MessageId.read(likeJs)).isEqualTo(id);
    assertThat(MessageId.dialectOf(likeJs)).isEqualTo(MessageId.Dialect.PUBLIC_KEY);
    assertThat(MessageId.dialectOf(likeGo)).isEqualTo(MessageId.Dialect.PEER_ID);
  }

  @Test
  void idle_nodes_say_nothing() {
    List<Node> nodes = all(10);
    network.run(30 * SECOND);
    nodes.forEach(node -> node.bytesSent = 0);
    network.run(100 * SECOND);
    assertThat(nodes).allSatisfy(node -> assertThat(node.bytesSent).isLessThan(100_000));
    assertThat(nodes.get(0).bytesSent).isZero();
  }

  @Test
  void random_and_mutated_rpcs_are_taken_or_dropped_and_memory_stays_bounded() {
    Node a = network.node(GossipParameters.defaults().relaying("offer_call/"));
    Node b = network.node();
    a.subscribe(TOPIC);
    byte[] good =
        rpc(
            r -> {
              r.subscriptions.add(new Rpc.Subscription(TOPIC, true, 3));
              r.subscriptions.add(new Rpc.Subscription("offer_call/x", true, 0));
              r.messages.add(PubSubMessage.signed(b.author, 1, TOPIC, "x".getBytes()));
              r.iHave.add(new Rpc.IHave(TOPIC, List.of(new byte[46], new byte[44])));
              r.iWant.add(new byte[46]);
              r.grafts.add(TOPIC);
              r.prunes.add(
                  new Rpc.Prune(TOPIC, List.of(new Rpc.PeerInfo(b.id.bytes(), new byte[5])), 60));
            });
    Random random = new Random(77);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = java.util.Arrays.copyOf(good, random.nextInt(good.length + 4));
      for (int change = random.nextInt(5); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      if (i % 50 == 0) { // a fresh start, or nothing would be heard any more
        a.router.removePeer(b.id, network.now);
        network.run(200 * SECOND);
        a.router.addPeer(b.id, GossipVersion.MESHSUB_1_1, false, network.now);
      }
      a.router.receive(b.id, bytes, network.now);
    }
    GossipStats stats = a.router.stats();
    assertThat(stats.malformed()).isPositive();
    assertThat(stats.invalid()).isPositive();
    assertThat(stats.graylisted()).isPositive();
    a.router.removePeer(b.id, network.now);
    assertThat(a.router.topics()).containsExactly(TOPIC);
  }

  @Test
  void a_peer_may_not_announce_topics_without_end() {
    Node a = network.node(GossipParameters.defaults().relaying("offer_call/"));
    Node b = network.node();
    network.connect(b, a);
    for (int i = 0; i < 5_000; i++) {
      String topic = "offer_call/" + i;
      a.router.receive(
          b.id, rpc(r -> r.subscriptions.add(new Rpc.Subscription(topic, true, 0))), network.now);
    }
    assertThat(a.router.topics()).hasSize(GossipParameters.defaults().relayTopicsPerPeer());
    assertThat(a.router.stats().relayRefused()).isPositive();
    assertThat(a.router.score(b.id)).isNegative();
  }
}
