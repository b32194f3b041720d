package org.vivavoce.signaling.libp2p.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;

class MdnsDiscoveryTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final String SERVICE = MdnsDiscovery.SERVICE;

  private long now = -5 * SECOND; // any origin

  private static PeerId peer() {
    return PeerId.of(PublicKey.ofEd25519(Identity.generate().did().keyBytes()));
  }

  /** Somebody on the link 10.0.0.0/24. */
  private final class Somebody implements MdnsOutput {
    final PeerId id = peer();
    final byte[] ip;
    final List<Multiaddr> addresses = new ArrayList<>();
    final List<Long> sentAt = new ArrayList<>();
    final List<byte[]> sent = new ArrayList<>();
    final List<byte[]> unicast = new ArrayList<>();
    final Map<PeerId, List<Multiaddr>> found = new LinkedHashMap<>();
    final MdnsDiscovery core;

    Somebody(int host) {
      ip = new byte[] {10, 0, 0, (byte) host};
      addresses.add(Multiaddr.ofTcp(ip, 4000 + host).withPeerId(id));
      core = new MdnsDiscovery(id, this, new SplittableRandom(host), now);
    }

    @Override
    public void multicast(byte[] message) {
      sentAt.add(now);
      sent.add(message);
    }

    @Override
    public void unicast(byte[] message, byte[] to, int port) {
      assertThat(port).isEqualTo(40_000);
      unicast.add(message);
    }

    @Override
    public List<Multiaddr> addresses() {
      return addresses;
    }

    @Override
    public boolean isOnLink(byte[] it) {
      return it.length == 4 && it[0] == 10 && it[1] == 0 && it[2] == 0;
    }

    @Override
    public void found(PeerId peer, List<Multiaddr> at) {
      found.put(peer, List.copyOf(at));
    }

    void hear(byte[] message) {
      hear(message, 5353);
    }

    void hear(byte[] message, int port) {
      core.receive(ByteBuffer.wrap(message), new byte[] {10, 0, 0, 99}, port, now);
    }

    List<MdnsMessage> said(boolean responses) {
      return sent.stream()
          .map(each -> MdnsMessage.parse(ByteBuffer.wrap(each)).orElseThrow())
          .filter(each -> each.response() == responses)
          .toList();
    }
  }

  /** Lets time go by; what anybody multicasts all hear. */
  private void run(long until, Somebody... all) {
    Map<Somebody, Integer> passedOn = new LinkedHashMap<>();
    for (Somebody each : all) {
      passedOn.put(each, each.sent.size());
    }
    while (true) {
      long next = Long.MAX_VALUE;
      for (Somebody each : all) {
        next = Math.min(next, each.core.deadline());
      }
      if (next > until) {
        now = until;
        return;
      }
      now = Math.max(now, next);
      for (Somebody each : all) {
        each.core.tick(now);
        while (passedOn.get(each) < each.sent.size()) {
          byte[] message = each.sent.get(passedOn.merge(each, 1, Integer::sum) - 1);
          for (Somebody other : all) { // the sender too: multicast comes back
            other.core.receive(ByteBuffer.wrap(message), each.ip, 5353, now);
          }
        }
      }
    }
  }

  private static byte[] answer(String name, String... addresses) {
    return MdnsWriter.response(
        0,
        null,
        SERVICE,
        name + "." + SERVICE,
        List.of(addresses).stream().map(it -> "dnsaddr=" + it).toList(),
        120);
  }

  @Test
  void three_on_a_link_find_each_other_within_half_a_second_and_never_themselves() {
    Somebody a = new Somebody(1);
    Somebody b = new Somebody(2);
    Somebody c = new Somebody(3);
    run(now + SECOND / 2, a, b, c);
    assertThat(a.found).containsOnlyKeys(b.id, c.id).containsEntry(b.id, b.addresses);
    assertThat(b.found).containsOnlyKeys(a.id, c.id);
    assertThat(c.found).containsOnlyKeys(a.id, b.id);
  }

  @Test
  void a_latecomer_is_found_and_finds() {
    Somebody a = new Somebody(1);
    run(now + 100 * SECOND, a);
    Somebody b = new Somebody(2);
    run(now + SECOND + SECOND / 4, a, b);
    assertThat(a.found).containsOnlyKeys(b.id);
    assertThat(b.found).containsOnlyKeys(a.id);
  }

  @Test
  void questions_are_asked_more_and_more_rarely() {
    Somebody a = new Somebody(1);
    a.addresses.clear();
    run(now + 300 * SECOND, a);
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < a.sentAt.size(); i++) {
      gaps.add((a.sentAt.get(i) - a.sentAt.get(i - 1)) / SECOND);
    }
    assertThat(gaps).startsWith(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L).hasSizeLessThan(11);
    assertThat(a.said(true)).as("nothing to tell").isEmpty();
  }

  @Test
  void a_flood_of_questions_is_answered_once_a_second_after_a_random_while() {
    Somebody a = new Somebody(1);
    run(now + 10 * SECOND, a);
    int before = a.said(true).size();
    long asked = now;
    a.hear(MdnsWriter.query(SERVICE));
    run(now + 200 * MILLI, a);
    assertThat(a.said(true)).hasSize(before + 1);
    assertThat(a.sentAt.get(a.sentAt.size() - 1) - asked).isBetween(20 * MILLI, 120 * MILLI);
    for (int i = 0; i < 5000; i++) {
      a.hear(MdnsWriter.query(SERVICE));
      run(now + MILLI, a);
    }
    assertThat(a.said(true).size() - before).isBetween(5, 7);
  }

  @Test
  void who_knows_us_already_is_not_told_again() {
    Somebody a = new Somebody(1);
    run(now + 10 * SECOND, a);
    String name = a.said(true).get(0).pointers().get(0).target();
    int before = a.sent.size();
    a.hear(asking(name, 60));
    run(now + SECOND, a);
    assertThat(a.sent).hasSize(before);
    a.hear(asking(name, 59));
    run(now + SECOND, a);
    assertThat(a.sent).as("what he knows will soon be old").hasSize(before + 1);
  }

  /** A question with one known answer. */
  private static byte[] asking(String known, int ttl) {
    byte[] message =
        MdnsWriter.response(
            0, new MdnsMessage.Question(SERVICE, 12), SERVICE, known, List.of(), ttl);
    message[2] = 0;
    return message;
  }

  @Test
  void a_one_shot_question_is_answered_to_its_sender_with_its_id_and_itself() {
    Somebody a = new Somebody(1);
    run(now + 10 * SECOND, a);
    byte[] question = MdnsWriter.query(SERVICE);
    question[1] = 77;
    a.hear(question, 40_000);
    assertThat(a.unicast).hasSize(1);
    MdnsMessage answer = MdnsMessage.parse(ByteBuffer.wrap(a.unicast.get(0))).orElseThrow();
    assertThat(answer.id()).isEqualTo(77);
    assertThat(answer.questions()).hasSize(1);
    assertThat(answer.texts().get(0).ttl()).isEqualTo(10);
    for (int i = 0; i < 1000; i++) {
      a.hear(question, 40_000);
      run(now + MILLI, a);
    }
    assertThat(a.unicast).as("nobody can have somebody else flooded").hasSizeBetween(10, 12);
  }

  @Test
  void other_questions_are_not_answered() {
    Somebody a = new Somebody(1);
    run(now + 10 * SECOND, a);
    int before = a.sent.size();
    a.hear(MdnsWriter.query("_http._tcp.local"));
    a.hear(MdnsWriter.query("x." + SERVICE));
    run(now + SECOND, a);
    assertThat(a.sent).hasSize(before);
  }

  @Test
  void only_addresses_on_the_link_that_name_somebody_else_are_believed() {
    Somebody a = new Somebody(1);
    PeerId it = peer();
    String good = "/ip4/10.0.0.7/tcp/4001/p2p/" + it;
    a.hear(
        answer(
            "somebody",
            "/ip4/192.0.2.1/tcp/4001/p2p/" + it,
            "/ip4/127.0.0.1/tcp/22/p2p/" + it,
            "/dns4/example.org/tcp/4001/p2p/" + it,
            "/ip4/10.0.0.7/udp/4001/quic-v1/p2p/" + it,
            "/ip4/10.0.0.7/tcp/4001",
            "/ip4/10.0.0.7/tcp/4001/p2p/" + a.id,
            "no address at all",
            good,
            good));
    assertThat(a.found).containsOnlyKeys(it);
    assertThat(a.found.get(it)).containsExactly(Multiaddr.parse(good));
  }

  @Test
  void a_crowd_in_one_message_and_a_peer_with_many_addresses_are_cut() {
    Somebody a = new Somebody(1);
    List<String> crowd = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      crowd.add("/ip4/10.0.0.7/tcp/4001/p2p/" + peer());
    }
    for (String each : crowd.subList(0, 14)) {
      a.hear(answer("crowd", each));
    }
    assertThat(a.found).hasSize(14);
    a.found.clear();
    PeerId it = peer();
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      many.add("/ip4/10.0.0.7/tcp/" + (4000 + i) + "/p2p/" + it);
    }
    a.hear(answer("many", many.toArray(String[]::new)));
    assertThat(a.found.get(it)).hasSizeBetween(10, 16);
  }

  @Test
  void who_is_not_on_the_link_or_answers_from_another_port_is_not_heard() {
    Somebody a = new Somebody(1);
    byte[] message = answer("somebody", "/ip4/10.0.0.7/tcp/4001/p2p/" + peer());
    a.core.receive(ByteBuffer.wrap(message), new byte[] {10, 0, 1, 99}, 5353, now);
    assertThat(a.core.dropped()).isEqualTo(1);
    a.hear(message, 5354);
    assertThat(a.found).isEmpty();
    a.hear(message);
    assertThat(a.found).hasSize(1);
  }

  @Test
  void strings_of_a_name_that_is_not_in_the_service_are_not_taken() {
    Somebody a = new Somebody(1);
    byte[] message = answer("somebody", "/ip4/10.0.0.7/tcp/4001/p2p/" + peer());
    message[12 + 1] = 'X'; // _p2p of the pointer: now it is another service's
    a.hear(message);
    assertThat(a.found).isEmpty();
  }

  @Test
  void a_goodbye_is_no_discovery() {
    Somebody a = new Somebody(1);
    Somebody b = new Somebody(2);
    run(now + 10 * SECOND, b);
    b.core.goodbye();
    byte[] goodbye = b.sent.get(b.sent.size() - 1);
    assertThat(MdnsMessage.parse(ByteBuffer.wrap(goodbye)).orElseThrow().pointers())
        .singleElement()
        .matches(pointer -> pointer.ttl() == 0);
    a.hear(goodbye);
    assertThat(a.found).isEmpty();
  }

  @Test
  void mutations_of_real_messages_do_no_harm() {
    Somebody a = new Somebody(1);
    byte[] whole =
        answer(
            "somebody",
            "/ip4/10.0.0.7/tcp/4001/p2p/" + peer(),
            "/ip4/10.0.0.8/tcp/4001/p2p/" + peer());
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = whole.clone();
      for (int k = random.nextInt(6); k >= 0; k--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      a.hear(mutated, random.nextBoolean() ? 5353 : 40_000);
    }
    assertThat(a.core.dropped()).isBetween(1000L, 19_000L);
    assertThat(a.found).isNotEmpty();
  }
}
