package org.vivavoce.signaling.libp2p.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vivavoce.signaling.libp2p.gossipsub.GossipNetwork.MILLI;
import static org.vivavoce.signaling.libp2p.gossipsub.GossipNetwork.SECOND;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.libp2p.gossipsub.GossipNetwork.Node;

class RelayTest {
  private static final String TOPIC = "offer_call/did:key:z6Mk";

  private final GossipNetwork network = new GossipNetwork(2);

  private Node relay() {
    return network.node(GossipParameters.defaults().relaying("offer_call/", "telecon/"));
  }

  @Test
  void a_relay_takes_a_topic_up_for_its_neighbour_and_drops_it_when_the_neighbour_leaves() {
    Node relay = relay();
    Node callee = network.node();
    Node caller = network.node();
    network.connect(callee, relay);
    network.connect(caller, relay);
    callee.subscribe(TOPIC);
    callee.subscribe("private/topic");
    network.run(100 * MILLI);
    assertThat(relay.router.topics()).containsExactly(TOPIC);
    caller.publish(TOPIC, "ring");
    network.run(100 * MILLI);
    assertThat(callee.texts()).containsExactly("ring");
    assertThat(relay.heard).isEmpty();

    network.disconnect(callee, relay);
    network.run(SECOND);
    assertThat(relay.router.topics()).isEmpty();
    assertThat(caller.router.neighboursIn(TOPIC)).isEmpty();
  }

  @Test
  void relays_pass_topics_on_to_relays_over_several_steps() {
    List<Node> chain = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      chain.add(relay());
      if (i > 0) {
        network.connect(chain.get(i), chain.get(i - 1));
      }
    }
    Node callee = network.node();
    Node caller = network.node();
    network.connect(callee, chain.get(0));
    network.connect(caller, chain.get(4));
    callee.subscribe(TOPIC);
    network.run(200 * MILLI);
    caller.publish(TOPIC, "ring");
    network.run(200 * MILLI);
    assertThat(callee.texts()).containsExactly("ring");

    callee.router.unsubscribe(TOPIC, network.now);
    network.run(SECOND);
    assertThat(chain).allSatisfy(relay -> assertThat(relay.router.topics()).isEmpty());
  }

  @Test
  void relays_that_know_each_other_do_not_keep_a_topic_alive_among_themselves() {
    List<Node> relays = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      relays.add(relay());
    }
    network.connectAll(relays);
    Node callee = network.node();
    network.connect(callee, relays.get(0));
    network.connect(callee, relays.get(1));
    callee.subscribe(TOPIC);
    network.run(3 * SECOND);
    assertThat(relays).allSatisfy(relay -> assertThat(relay.router.topics()).hasSize(1));
    network.disconnect(callee, relays.get(0));
    network.run(3 * SECOND);
    assertThat(relays).allSatisfy(relay -> assertThat(relay.router.topics()).hasSize(1));

    network.disconnect(callee, relays.get(1));
    relays.forEach(relay -> relay.bytesSent = 0);
    network.run(20 * SECOND);
    assertThat(relays).allSatisfy(relay -> assertThat(relay.router.topics()).isEmpty());
    assertThat(relays).allSatisfy(relay -> assertThat(relay.bytesSent).isLessThan(10_000));
  }

  @Test
  void a_callee_with_two_relays_is_reached_when_one_is_gone() {
    Node first = relay();
    Node second = relay();
    network.connect(first, second);
    Node callee = network.node();
    Node caller = network.node();
    network.connect(callee, first);
    network.connect(callee, second);
    network.connect(caller, first);
    network.connect(caller, second);
    callee.subscribe(TOPIC);
    network.run(2 * SECOND);
    network.disconnect(callee, first);
    network.disconnect(caller, second);
    network.run(100 * MILLI);
    caller.publish(TOPIC, "ring");
    network.run(100 * MILLI);
    assertThat(callee.texts()).containsExactly("ring");
  }

  @Test
  void relays_that_take_up_many_topics_at_once_do_not_hold_it_against_each_other() {
    List<Node> relays = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      relays.add(relay());
    }
    network.connectAll(relays);
    Node callee = network.node();
    network.connect(callee, relays.get(0));
    for (int i = 0; i < 60; i++) {
      callee.subscribe("offer_call/" + i);
    }
    network.run(2 * SECOND);
    for (Node relay : relays) {
      assertThat(relay.router.topics()).hasSize(60);
      assertThat(relay.router.scores().values()).allMatch(score -> score >= 0);
    }
  }

  @Test
  void a_node_that_is_no_relay_takes_nothing_up() {
    Node plain = network.node();
    Node callee = network.node();
    network.connect(callee, plain);
    callee.subscribe(TOPIC);
    network.run(SECOND);
    assertThat(plain.router.topics()).isEmpty();
  }
}
