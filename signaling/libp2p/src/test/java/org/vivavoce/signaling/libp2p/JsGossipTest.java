package org.vivavoce.signaling.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;
import org.vivavoce.signaling.libp2p.gossipsub.GossipStats;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.wire.DelimitedReader;
import org.vivavoce.signaling.libp2p.wire.ProtoWriter;

/** With js-libp2p's gossipsub. */
@Timeout(120)
class JsGossipTest {
  private static final String TOPIC = "telecon/test";

  private final List<AutoCloseable> all = new ArrayList<>();

  private JsPeer js(String options) throws Exception {
    JsPeer peer = JsPeer.start(options);
    all.add(peer);
    return peer;
  }

  private Libp2pPubSub ours() throws Exception {
    Libp2pHost host =
        Libp2pHost.create(
            Libp2pConfig.of(Identity.generate())
                .listeningAt(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
    all.add(host);
    return Libp2pPubSub.on(host);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : all) {
      each.close();
    }
  }

  private static void dial(Libp2pPubSub from, JsPeer to) throws Exception {
    from.host().dial(to.address()).get(20, TimeUnit.SECONDS);
  }

  private static void await(String what, Callable<Boolean> until) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!until.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
    }
  }

  private static GossipStats stats(Libp2pPubSub pubSub) throws Exception {
    return pubSub.stats().get(10, TimeUnit.SECONDS);
  }

  @Test
  void five_mixed_nodes_in_a_ring_hear_each_others_signed_messages() throws Exception {
    List<JsPeer> js = List.of(js("{}"), js("{}"), js("{}"));
    List<Libp2pPubSub> ours = List.of(ours(), ours());
    // ours 0 - js 0 - js 1 - ours 1 - js 2 - ours 0
    dial(ours.get(0), js.get(0));
    js.get(0).ask("dial", "address", js.get(1).address().toString());
    js.get(1).ask("dial", "address", ours.get(1).host().addresses().get(0).toString());
    dial(ours.get(1), js.get(2));
    js.get(2).ask("dial", "address", ours.get(0).host().addresses().get(0).toString());
    List<BlockingQueue<byte[]>> heard = new ArrayList<>();
    for (Libp2pPubSub each : ours) {
      BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
      each.subscribe(TOPIC, queue::add);
      heard.add(queue);
    }
    for (JsPeer each : js) {
      each.ask("subscribe", "topic", TOPIC);
    }
    for (Libp2pPubSub each : ours) {
      await("neighbours", () -> each.neighboursIn(TOPIC).get(10, TimeUnit.SECONDS).size() == 2);
    }
    for (JsPeer each : js) {
      await("mesh of js", () -> each.ask("mesh", "topic", TOPIC).size() == 2);
    }

    ours.get(0).publish(TOPIC, new byte[] {1});
    for (JsPeer each : js) {
      JsonNode message = each.message(20);
      assertThat(JsPeer.data(message)).containsExactly(1);
      assertThat(message.get("type").asText()).isEqualTo("signed");
      assertThat(message.get("from").asText()).isEqualTo(ours.get(0).host().id().toString());
    }
    assertThat(heard.get(1).poll(20, TimeUnit.SECONDS)).containsExactly(1);
    assertThat(heard.get(0).poll(20, TimeUnit.SECONDS)).as("its own").containsExactly(1);

    for (int i = 0; i < js.size(); i++) {
      byte[] data = new byte[100 + i];
      js.get(i).publish(TOPIC, data);
      for (BlockingQueue<byte[]> queue : heard) {
        assertThat(queue.poll(20, TimeUnit.SECONDS)).hasSize(data.length);
      }
    }
    for (Libp2pPubSub each : ours) {
      assertThat(stats(each).invalid()).isZero();
      assertThat(stats(each).malformed()).isZero();
      assertThat(each.scores().get(10, TimeUnit.SECONDS).values())
          .allSatisfy(score -> assertThat(score).isNotNegative());
    }
    assertThat(heard).allSatisfy(queue -> assertThat(queue).as("once each").isEmpty());
  }

  @Test
  void the_largest_message_passes_both_ways_and_a_larger_one_is_refused() throws Exception {
    JsPeer js = js("{}");
    Libp2pPubSub ours = ours();
    dial(ours, js);
    BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    ours.subscribe(TOPIC, heard::add);
    js.ask("subscribe", "topic", TOPIC);
    await("js", () -> js.ask("subscribers", "topic", TOPIC).size() == 1);
    await("ours", () -> ours.neighboursIn(TOPIC).get(10, TimeUnit.SECONDS).size() == 1);

    ours.publish(TOPIC, new byte[PubSub.MAX_MESSAGE_BYTES]);
    assertThat(JsPeer.data(js.message(20))).hasSize(PubSub.MAX_MESSAGE_BYTES);
    assertThat(heard.poll(20, TimeUnit.SECONDS)).hasSize(PubSub.MAX_MESSAGE_BYTES);
    js.publish(TOPIC, new byte[PubSub.MAX_MESSAGE_BYTES]);
    assertThat(heard.poll(20, TimeUnit.SECONDS)).hasSize(PubSub.MAX_MESSAGE_BYTES);
    js.publish(TOPIC, new byte[PubSub.MAX_MESSAGE_BYTES + 1]);
    await("refused", () -> stats(ours).invalid() == 1);
    assertThat(heard).isEmpty();
  }

  private static byte[] unsigned(byte[] from) {
    ProtoWriter message =
        new ProtoWriter()
            .bytes(1, from)
            .bytes(2, new byte[] {6, 6, 6})
            .bytes(3, new byte[8])
            .text(4, TOPIC);
    return DelimitedReader.delimit(new ProtoWriter().message(2, message).toByteArray());
  }

  @Test
  void an_unsigned_message_is_refused_here_and_there() throws Exception {
    JsPeer js = js("{}");
    Libp2pPubSub ours = ours();
    dial(ours, js);
    BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    ours.subscribe(TOPIC, heard::add);
    js.ask("subscribe", "topic", TOPIC);
    await("js", () -> js.ask("subscribers", "topic", TOPIC).size() == 1);

    js.ask(
        "raw",
        "peer",
        ours.host().id().toString(),
        "rpc",
        Base64.getEncoder().encodeToString(unsigned(js.id().bytes())));
    await("refused here", () -> stats(ours).invalid() == 1);
    assertThat(heard).isEmpty();

    StreamHandler quiet = (stream, data) -> data.position(data.limit());
    PeerStream raw =
        ours.host().open(js.id(), List.of("/meshsub/1.1.0"), quiet).get(20, TimeUnit.SECONDS);
    ours.host().execute(() -> raw.write(unsigned(ours.host().id().bytes())));
    assertThat(js.message(2)).as("refused there").isNull();
  }

  @Test
  void two_of_us_hear_each_other_over_a_js_node_that_is_in_what_its_neighbours_announce()
      throws Exception {
    JsPeer relay = js("{\"relay\":true}");
    Libp2pPubSub caller = ours();
    Libp2pPubSub callee = ours();
    dial(caller, relay);
    dial(callee, relay);
    BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    callee.subscribe("offer_call/x", heard::add);
    await(
        "the relay",
        () -> caller.neighboursIn("offer_call/x").get(10, TimeUnit.SECONDS).size() == 1);
    // js forwards to its mesh only, and may take a heartbeat to graft.
    await(
        "its mesh",
        () ->
            relay
                .ask("mesh", "topic", "offer_call/x")
                .toString()
                .contains(callee.host().id().toString()));
    caller.publish("offer_call/x", ByteBuffer.allocate(4).putInt(42).array());
    assertThat(heard.poll(20, TimeUnit.SECONDS)).containsExactly(0, 0, 0, 42);
  }
}
