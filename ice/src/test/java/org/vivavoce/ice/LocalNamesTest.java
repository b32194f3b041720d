package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What agents do with names, without a link: the names are the test's own. */
class LocalNamesTest {
  private static final class Names implements LocalNames {
    final List<String> asked = new CopyOnWriteArrayList<>();
    final Map<String, Consumer<InetAddress>> waiting = new ConcurrentHashMap<>();
    final AtomicInteger closed = new AtomicInteger();
    Optional<String> ours = Optional.of("ours.local");

    @Override
    public void resolve(String name, Consumer<InetAddress> then) {
      asked.add(name);
      waiting.put(name, then);
    }

    @Override
    public Optional<String> nameOf(InetAddress address) {
      return ours;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private static IceConfig with(UdpHub hub, IceMdns mdns) {
    return Peer.LOOPBACK.toBuilder().hub(hub).mdns(mdns).build();
  }

  private static IceCandidate named(String name, int port) {
    return IceCandidate.parse("candidate:1 1 udp 2130706431 " + name + " " + port + " typ host");
  }

  @Test
  void a_local_name_is_looked_up_once_started_or_before_and_its_candidate_used() throws Exception {
    Names names = new Names();
    try (UdpHub hub = UdpHub.create(Peer.LOOPBACK)) {
      hub.names(names);
      try (Peer a = new Peer(with(hub, IceMdns.RESOLVE)).gather();
          FakePeer peer = new FakePeer(a)) {
        a.agent.addRemoteCandidate(named("Some-Name.LOCAL", peer.port()));
        IceAgentTest.await(() -> names.asked.size() == 1);
        assertThat(names.asked).containsExactly("some-name.local");
        a.agent.start(IceRole.CONTROLLING, FakePeer.PARAMETERS);
        names.waiting.get("some-name.local").accept(InetAddress.getByName("127.0.0.1"));
        IceCandidatePair pair = a.awaitConnected();
        // What the application is told is the name, as the other side wanted it.
        assertThat(pair.remote().address()).isEqualTo("Some-Name.LOCAL");
        assertThat(pair.remote().type()).isEqualTo(IceCandidateType.HOST);
        assertThat(a.agent.report().toString()).doesNotContain("PEER_REFLEXIVE");
      }
    }
    assertThat(names.closed).hasValue(1);
  }

  @Test
  void a_name_that_is_never_found_delays_nothing() throws Exception {
    Names names = new Names();
    try (UdpHub hub = UdpHub.create(Peer.LOOPBACK)) {
      hub.names(names);
      try (Peer a = new Peer(with(hub, IceMdns.RESOLVE));
          Peer b = new Peer()) {
        a.agent.addRemoteCandidate(named("nowhere.local", 9));
        Peer.connect(a, b);
        a.awaitState(IceState.COMPLETED);
        assertThat(names.asked).containsExactly("nowhere.local");
        assertThat(a.agent.stats().candidatesIgnored()).isZero();
      }
      // An answer for an agent that has gone is nobody's.
      names.waiting.get("nowhere.local").accept(InetAddress.getByName("127.0.0.1"));
    }
  }

  @Test
  void names_of_other_forms_and_too_many_are_ignored_and_so_are_all_without_the_option()
      throws Exception {
    Names names = new Names();
    try (UdpHub hub = UdpHub.create(Peer.LOOPBACK)) {
      hub.names(names);
      try (Peer a = new Peer(with(hub, IceMdns.RESOLVE)).gather();
          Peer off = new Peer(with(hub, IceMdns.OFF)).gather()) {
        a.agent.addRemoteCandidate(named("a.b.local", 9));
        a.agent.addRemoteCandidate(named("example.org", 9));
        a.agent.addRemoteCandidate(named("local", 9));
        off.agent.addRemoteCandidate(named("a.local", 9));
        assertThat(a.agent.stats().candidatesIgnored()).isEqualTo(3);
        assertThat(off.agent.stats().candidatesIgnored()).isEqualTo(1);
        for (int i = 0; i < 5000; i++) {
          a.agent.addRemoteCandidate(named("n" + i + ".local", 9));
        }
        IceAgentTest.await(() -> names.asked.size() == 64);
        assertThat(a.agent.stats().candidatesIgnored()).isEqualTo(3 + 5000 - 64);
      }
    }
  }

  @Test
  void our_own_addresses_are_told_as_names_and_not_in_foundation_or_related_address()
      throws Exception {
    Names names = new Names();
    try (Coturn coturn = Coturn.start();
        UdpHub hub = UdpHub.create(Peer.LOOPBACK)) {
      hub.names(names);
      IceConfig config =
          with(hub, IceMdns.HIDE).toBuilder().iceServers(List.of(coturn.turn())).build();
      try (Peer a = new Peer(config).gather()) {
        assertThat(a.candidates).hasSize(2);
        IceCandidate host = a.candidates.get(0);
        assertThat(host.address()).isEqualTo("ours.local");
        assertThat(host.isMdns()).isTrue();
        IceCandidate real = Candidates.host(new InetSocketAddress("127.0.0.1", 9), 1);
        assertThat(host.foundation()).isNotEqualTo(real.foundation());
        IceCandidate relayed = a.candidates.get(1);
        assertThat(relayed.relatedAddress()).contains("0.0.0.0");
      }
    }
  }

  @Test
  void a_reflexive_candidate_keeps_its_base_to_itself() throws Exception {
    IceCandidate base = Candidates.host(new InetSocketAddress("10.1.2.3", 4), 65_535);
    IceCandidate reflexive =
        Candidates.reflexive(
            new InetSocketAddress("192.0.2.1", 5),
            base,
            InetAddress.getByName("192.0.2.2"),
            IceCandidateType.SERVER_REFLEXIVE);
    IceCandidate told = Candidates.named(reflexive, "ours.local");
    assertThat(told.address()).isEqualTo("192.0.2.1");
    assertThat(told.toString()).contains("raddr 0.0.0.0 rport 9").doesNotContain("10.1.2.3");
    assertThat(told.foundation()).isNotEqualTo(reflexive.foundation());
    assertThat(told.priority()).isEqualTo(reflexive.priority());
  }

  @Test
  void where_there_can_be_no_name_nothing_is_told_and_checks_go_out_all_the_same()
      throws Exception {
    Names names = new Names();
    names.ours = Optional.empty();
    try (UdpHub hub = UdpHub.create(Peer.LOOPBACK)) {
      hub.names(names);
      try (Peer a = new Peer(with(hub, IceMdns.HIDE));
          Peer b = new Peer()) {
        Peer.connect(a, b);
        assertThat(a.candidates).isEmpty();
        assertThat(b.pairs.get(0).remote().type()).isEqualTo(IceCandidateType.PEER_REFLEXIVE);
      }
    }
  }

  @Test
  void prefixes_tell_the_link_from_elsewhere() throws Exception {
    InetAddress own = InetAddress.getByName("10.1.2.3");
    assertThat(MdnsSocket.samePrefix(InetAddress.getByName("10.1.2.200"), own, 24)).isTrue();
    assertThat(MdnsSocket.samePrefix(InetAddress.getByName("10.1.3.3"), own, 24)).isFalse();
    assertThat(MdnsSocket.samePrefix(InetAddress.getByName("10.1.3.3"), own, 23)).isTrue();
    assertThat(MdnsSocket.samePrefix(InetAddress.getByName("11.1.2.3"), own, 0)).isTrue();
    assertThat(MdnsSocket.samePrefix(InetAddress.getByName("::1"), own, 0)).isFalse();
  }
}
