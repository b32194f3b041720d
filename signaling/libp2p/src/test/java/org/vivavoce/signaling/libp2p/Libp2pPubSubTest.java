package org.vivavoce.signaling.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.PubSubContract;
import org.vivavoce.signaling.libp2p.gossipsub.GossipParameters;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;

class Libp2pPubSubTest extends PubSubContract {
  private final List<Libp2pHost> hosts = new ArrayList<>();

  private Libp2pPubSub member(GossipParameters parameters) throws Exception {
    Libp2pHost host =
        Libp2pHost.create(
            Libp2pConfig.of(Identity.generate())
                .listeningAt(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
    hosts.add(host);
    return Libp2pPubSub.on(host, parameters);
  }

  private static void connect(Libp2pPubSub from, Libp2pPubSub to) throws Exception {
    from.host().dial(to.host().addresses().get(0)).get(10, TimeUnit.SECONDS);
  }

  @Override
  protected List<PubSub> network() throws Exception {
    Libp2pPubSub first = member(GossipParameters.defaults());
    Libp2pPubSub second = member(GossipParameters.defaults());
    connect(first, second);
    return List.of(first, second);
  }

  /** What is said on a stream comes in order: when a late topic is known, so are all before it. */
  @Override
  protected void settle() throws Exception {
    for (List<PubSub> way : List.of(List.of(a, b), List.of(b, a))) {
      Libp2pPubSub to = (Libp2pPubSub) way.get(1);
      try (PubSub.Subscription late = way.get(0).subscribe("test/settled", message -> {})) {
        awaitNeighbours(to, late.topic(), 1);
      }
      awaitNeighbours(to, "test/settled", 0);
    }
  }

  private static void awaitNeighbours(Libp2pPubSub at, String topic, int count) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (at.neighboursIn(topic).get(10, TimeUnit.SECONDS).size() != count) {
      assertThat(System.nanoTime()).as("%s neighbours in %s", count, topic).isLessThan(end);
    }
  }

  @AfterEach
  void closeTheHosts() {
    hosts.forEach(Libp2pHost::close);
  }

  @Test
  void a_caller_and_a_callee_meet_over_two_relays() throws Exception {
    Libp2pPubSub first = member(Libp2pPubSub.relayParameters());
    Libp2pPubSub second = member(Libp2pPubSub.relayParameters());
    Libp2pPubSub caller = member(GossipParameters.defaults());
    Libp2pPubSub callee = member(GossipParameters.defaults());
    connect(first, second);
    connect(caller, first);
    connect(callee, second);
    BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    PubSub.Subscription subscription = callee.subscribe("offer_call/x", heard::add);
    awaitNeighbours(caller, "offer_call/x", 1);
    caller.publish("offer_call/x", new byte[] {1, 2});
    assertThat(heard.poll(10, TimeUnit.SECONDS)).containsExactly(1, 2);
    subscription.close();
    awaitNeighbours(caller, "offer_call/x", 0);
    assertThat(first.topics().get(10, TimeUnit.SECONDS)).isEmpty();
  }

  private static void awaitRelays(Libp2pPubSub at, int count) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (at.relays().get(10, TimeUnit.SECONDS) != count) {
      assertThat(System.nanoTime()).as("%s relays", count).isLessThan(end);
    }
  }

  @Test
  void a_leaf_that_knows_one_relay_keeps_two_and_finds_another_when_one_dies() throws Exception {
    List<Libp2pPubSub> relays = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Libp2pPubSub relay = member(Libp2pPubSub.relayParameters());
      for (Libp2pPubSub other : relays) {
        connect(relay, other);
      }
      relays.add(relay);
    }
    Libp2pPubSub caller = member(GossipParameters.defaults());
    Libp2pPubSub callee = member(GossipParameters.defaults());
    connect(caller, relays.get(0));
    connect(callee, relays.get(0));
    awaitRelays(caller, 2);
    awaitRelays(callee, 2);
    BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    callee.subscribe("offer_call/x", heard::add);

    relays.get(0).host().close();
    for (Libp2pPubSub leaf : List.of(caller, callee)) {
      long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (leaf.host().peers().contains(relays.get(0).host().id())) {
        assertThat(System.nanoTime()).as("the relay's death is noticed").isLessThan(limit);
      }
    }
    awaitRelays(caller, 2);
    awaitRelays(callee, 2);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    byte[] came = null;
    while (came == null) {
      assertThat(System.nanoTime()).isLessThan(end);
      caller.publish("offer_call/x", new byte[] {3});
      came = heard.poll(100, TimeUnit.MILLISECONDS);
    }
    assertThat(came).containsExactly(3);
  }

  @Test
  void who_dials_a_leaf_and_says_that_it_is_a_relay_counts_as_none() throws Exception {
    Libp2pPubSub leaf = member(GossipParameters.defaults());
    Libp2pPubSub pushy = member(Libp2pPubSub.relayParameters());
    connect(pushy, leaf);
    Libp2pPubSub good = member(Libp2pPubSub.relayParameters());
    connect(leaf, good);
    awaitRelays(leaf, 1);
    assertThat(leaf.host().identify(pushy.host().id()).get(10, TimeUnit.SECONDS))
        .as("it has said so")
        .isPresent();
    assertThat(leaf.relays().get(10, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void a_host_has_one_and_gets_another_when_that_is_closed() throws Exception {
    Libp2pPubSub first = (Libp2pPubSub) a;
    assertThatThrownBy(() -> Libp2pPubSub.on(first.host()))
        .isInstanceOf(IllegalStateException.class);
    first.close();
    try (Libp2pPubSub again = Libp2pPubSub.on(first.host())) {
      BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
      again.subscribe("t", heard::add);
      awaitNeighbours((Libp2pPubSub) b, "t", 1);
      b.publish("t", new byte[] {7});
      assertThat(heard.poll(10, TimeUnit.SECONDS)).containsExactly(7);
    }
  }

  @Test
  void a_topic_is_left_with_its_last_subscription() throws Exception {
    PubSub.Subscription one = a.subscribe("t", message -> {});
    PubSub.Subscription two = a.subscribe("t", message -> {});
    awaitNeighbours((Libp2pPubSub) b, "t", 1);
    one.close();
    one.close();
    settle();
    assertThat(((Libp2pPubSub) b).neighboursIn("t").get(10, TimeUnit.SECONDS)).hasSize(1);
    two.close();
    awaitNeighbours((Libp2pPubSub) b, "t", 0);
  }
}
