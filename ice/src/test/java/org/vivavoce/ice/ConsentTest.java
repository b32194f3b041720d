package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsentTest {
  private static final IceConfig CONFIG =
      Peer.LOOPBACK.toBuilder()
          .consentInterval(Duration.ofMillis(100))
          .consentTimeout(Duration.ofMillis(600))
          .build();

  private static UdpRelay nat(Peer a, Peer b, double loss) throws Exception {
    a.gather();
    b.gather();
    IceCandidate there = b.candidates.get(0);
    UdpRelay relay = new UdpRelay(new InetSocketAddress(there.address(), there.port()), loss, 42);
    a.agent.addRemoteCandidate(
        IceCandidate.parse(
            "candidate:1 1 udp 2130706431 127.0.0.1 " + relay.outside().getPort() + " typ host"));
    a.agent.start(IceRole.CONTROLLING, b.agent.localParameters());
    b.agent.start(IceRole.CONTROLLED, a.agent.localParameters());
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
