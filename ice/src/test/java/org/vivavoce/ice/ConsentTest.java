package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConsentTest {
  private static final IceConfig CONFIG =
      Peer.LOOPBACK.toBuilder()
          .consentInterval(Duration.ofMillis(100))
          .consentTimeout(Duration.ofMillis(600))
          .build();

  private static UdpRelay nat(Peer a, Peer b, double loss) throws Exception {
    return nat(a, b, loss, IceRole.CONTROLLING);
  }

  private static UdpRelay nat(Peer a, Peer b, double loss, IceRole roleOfA) throws Exception {
    a.gather();
    b.gather();
    IceCandidate there = b.candidates.get(0);
    UdpRelay relay = new UdpRelay(new InetSocketAddress(there.address(), there.port()), loss, 42);
    a.agent.addRemoteCandidate(
        IceCandidate.parse(
            "candidate:1 1 udp 2130706431 127.0.0.1 " + relay.outside().getPort() + " typ host"));
    a.agent.start(roleOfA, b.agent.localParameters());
    b.agent.start(roleOfA.other(), a.agent.localParameters());
    return relay;
  }

  @Test
  void a_peer_that_vanishes_is_noticed_within_the_consent_timeout_and_sending_stops()
      throws Exception {
    try (Peer a = new Peer(CONFIG);
        Peer b = new Peer(CONFIG);
        UdpRelay relay = nat(a, b, 0)) {
      a.awaitConnected();
      b.awaitConnected();
      relay.cut(true);
      long gone = System.nanoTime();
      IceFailure failure = a.failed.get(5, TimeUnit.SECONDS);
      long noticed = System.nanoTime() - gone;
      assertThat(failure).isInstanceOf(IceFailure.ConsentLost.class);
      assertThat(((IceFailure.ConsentLost) failure).silence())
          .isBetween(Duration.ofMillis(600), Duration.ofMillis(2500));
      // Never before the timeout less the last interval, and not long after it.
      assertThat(Duration.ofNanos(noticed))
          .isBetween(Duration.ofMillis(400), Duration.ofMillis(2500));
      assertThat(a.states).endsWith(IceState.DISCONNECTED, IceState.FAILED);
      assertThat(a.failures).hasSize(1);
      assertThat(a.send(0x80)).isFalse();
      assertThat(a.agent.selectedPair()).isEmpty();
      assertThat(b.failed.get(5, TimeUnit.SECONDS)).isInstanceOf(IceFailure.ConsentLost.class);
    }
  }

  @Test
  void a_path_that_comes_back_in_time_is_connected_again() throws Exception {
    IceConfig patient = CONFIG.toBuilder().consentTimeout(Duration.ofSeconds(10)).build();
    try (Peer a = new Peer(patient);
        Peer b = new Peer(patient);
        UdpRelay relay = nat(a, b, 0)) {
      a.awaitConnected();
      b.awaitConnected();
      relay.cut(true);
      a.awaitState(IceState.DISCONNECTED);
      relay.cut(false);
      a.awaitState(IceState.CONNECTED);
      assertThat(a.failures).isEmpty();
      assertThat(a.send(0x80, 1)).isTrue();
      assertThat(b.awaitDatagram()).containsExactly(0x80, 1);
    }
  }

  @Test
  void consent_outlives_its_timeout_while_the_other_side_answers() throws Exception {
    IceConfig config = CONFIG.toBuilder().consentTimeout(Duration.ofSeconds(2)).build();
    try (Peer a = new Peer(config);
        Peer b = new Peer(config);
        UdpRelay relay = nat(a, b, 0)) {
      a.awaitConnected();
      b.awaitConnected();
      long connected = System.nanoTime();
      // Thirty answers, 80 ms or more apart, are more than the timeout.
      IceAgentTest.await(() -> a.agent.stats().consentReceived() >= 30);
      assertThat(Duration.ofNanos(System.nanoTime() - connected))
          .isGreaterThan(config.consentTimeout());
      assertThat(a.failures).isEmpty();
      assertThat(relay.forwarded()).isPositive();
      assertThat(a.agent.selectedPair().orElseThrow().roundTrip()).isPresent();
    }
  }

  @Test
  void two_agents_connect_and_stay_connected_over_a_path_that_loses_a_third() throws Exception {
    IceConfig patient = CONFIG.toBuilder().consentTimeout(Duration.ofSeconds(5)).build();
    try (Peer a = new Peer(patient);
        Peer b = new Peer(patient);
        UdpRelay relay = nat(a, b, 0.33)) {
      a.awaitConnected();
      b.awaitConnected();
      IceAgentTest.await(() -> a.agent.stats().consentReceived() >= 5);
      assertThat(a.failures).isEmpty();
      assertThat(b.failures).isEmpty();
      assertThat(relay.forwarded()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(IceRole.class)
  void a_peer_whose_address_changes_on_the_way_is_followed_to_the_new_one(IceRole roleOfPeer)
      throws Exception {
    IceConfig patient = CONFIG.toBuilder().consentTimeout(Duration.ofSeconds(20)).build();
    try (Peer a = new Peer(patient);
        Peer b = new Peer(patient);
        UdpRelay relay = nat(a, b, 0, roleOfPeer)) {
      a.awaitConnected();
      int before = b.awaitConnected().remote().port();
      relay.rebind();
      IceAgentTest.await(() -> b.pairs.size() == 2);
      assertThat(b.pairs.get(1).remote().type()).isEqualTo(IceCandidateType.PEER_REFLEXIVE);
      assertThat(b.pairs.get(1).remote().port()).isNotEqualTo(before);
      assertThat(b.send(0x80, 1)).isTrue();
      assertThat(a.awaitDatagram()).containsExactly(0x80, 1);
      assertThat(a.send(0x80, 2)).isTrue();
      assertThat(b.awaitDatagram()).containsExactly(0x80, 2);
      IceAgentTest.await(() -> b.agent.state() != IceState.DISCONNECTED);
      assertThat(b.failures).isEmpty();
      assertThat(b.agent.report().selectedPairChanges()).isEqualTo(2);
    }
  }

  @Test
  void a_stall_of_a_second_ends_nothing_and_is_not_even_told() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer();
        UdpRelay relay = nat(a, b, 0)) {
      a.awaitConnected();
      b.awaitConnected();
      relay.cut(true);
      a.send(0x80, 1);
      // The stall itself.
      new CompletableFuture<Void>().completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
      relay.cut(false);
      assertThat(a.send(0x80, 2)).isTrue();
      assertThat(b.awaitDatagram()).containsExactly(0x80, 2);
      assertThat(b.send(0x80, 3)).isTrue();
      assertThat(a.awaitDatagram()).containsExactly(0x80, 3);
      assertThat(a.states).doesNotContain(IceState.DISCONNECTED, IceState.FAILED);
      assertThat(b.states).doesNotContain(IceState.DISCONNECTED, IceState.FAILED);
    }
  }

  @Test
  void behind_a_nat_both_sides_learn_peer_reflexive_candidates() throws Exception {
    try (Peer a = new Peer(CONFIG);
        Peer b = new Peer(CONFIG);
        UdpRelay relay = nat(a, b, 0)) {
      assertThat(a.awaitConnected().local().type()).isEqualTo(IceCandidateType.PEER_REFLEXIVE);
      assertThat(b.awaitConnected().remote().type()).isEqualTo(IceCandidateType.PEER_REFLEXIVE);
      assertThat(relay.forwarded()).isPositive();
      assertThat(a.send(0x80, 3)).isTrue();
      assertThat(b.awaitDatagram()).containsExactly(0x80, 3);
    }
  }
}
