package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IceAgentTest {
  @ParameterizedTest
  @EnumSource(IceNomination.class)
  void two_agents_connect_over_loopback_and_carry_datagrams_both_ways(IceNomination nomination)
      throws Exception {
    IceConfig config = Peer.LOOPBACK.toBuilder().nomination(nomination).build();
    try (Peer a = new Peer(config);
        Peer b = new Peer(config)) {
      Peer.connect(a, b);
      assertThat(a.send(0x80, 1)).isTrue();
      assertThat(b.awaitDatagram()).containsExactly(0x80, 1);
      assertThat(b.send(20, 2)).isTrue();
      assertThat(a.awaitDatagram()).containsExactly(20, 2);
      assertThat(a.agent.role()).isEqualTo(IceRole.CONTROLLING);
      assertThat(b.agent.role()).isEqualTo(IceRole.CONTROLLED);
      a.awaitState(IceState.COMPLETED);
      assertThat(a.states)
          .containsExactly(IceState.CHECKING, IceState.CONNECTED, IceState.COMPLETED);
      assertThat(a.agent.selectedPair().orElseThrow().remote()).isEqualTo(b.candidates.get(0));
      assertThat(a.agent.selectedPair().orElseThrow().roundTrip()).isPresent();
      assertThat(a.failures).isEmpty();
    }
  }

  @Test
  void two_agents_connect_over_ipv6() throws Exception {
    assumeTrue(hasIpv6Loopback(), "this machine has no ::1");
    IceConfig config =
        Peer.LOOPBACK.toBuilder().ipv6(true).bindAddress(InetAddress.getByName("::1")).build();
    try (Peer a = new Peer(config);
        Peer b = new Peer(config)) {
      Peer.connect(a, b);
      assertThat(a.pairs.get(0).remote().address()).isEqualTo("0:0:0:0:0:0:0:1");
      assertThat(a.send(0x80, 1)).isTrue();
      assertThat(b.awaitDatagram()).containsExactly(0x80, 1);
    }
  }

  private static boolean hasIpv6Loopback() throws Exception {
    try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getByName("::1"))) {
      return probe.isBound();
    } catch (SocketException e) {
      return false;
    }
  }

  /**
   * Every order in which signalling may bring things: bit 0 start, bit 1 candidates of that side.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void candidates_may_come_before_and_after_start_on_either_side(int order) throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Runnable startA = () -> a.agent.start(IceRole.CONTROLLING, b.agent.localParameters());
      Runnable startB = () -> b.agent.start(IceRole.CONTROLLED, a.agent.localParameters());
      if (order >= 4) { // candidates before anything else happened at the other side
        b.gather();
        b.candidates.forEach(a.agent::addRemoteCandidate);
        a.gather();
      } else {
        a.gather();
        b.gather();
      }
      Runnable giveA = () -> b.candidates.forEach(a.agent::addRemoteCandidate);
      Runnable giveB = () -> a.candidates.forEach(b.agent::addRemoteCandidate);
      List<Runnable> steps =
          switch (order) {
            case 0 -> List.of(giveA, giveB, startA, startB);
            case 1 -> List.of(startA, startB, giveA, giveB);
            case 2 -> List.of(startA, giveA, giveB, startB);
            case 3 -> List.of(startB, giveB, startA, giveA);
            case 4 -> List.of(startA, startB); // b learns a by its checks only
            default -> List.of(startB, giveB, startA);
          };
      steps.forEach(Runnable::run);
      a.awaitConnected();
      b.awaitConnected();
      assertThat(b.send(0x80, 1)).isTrue();
      assertThat(a.awaitDatagram()).containsExactly(0x80, 1);
    }
  }

  @Test
  void a_peer_that_tells_no_usable_candidate_is_found_by_its_checks() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.gather();
      b.gather();
      IceCandidate hidden =
          IceCandidate.parse(
              "candidate:1 1 udp 2130706431 4f3a2b1c-0000-4000-8000-000000000000.local 9 typ host");
      b.agent.addRemoteCandidate(hidden);
      b.candidates.forEach(a.agent::addRemoteCandidate);
      a.agent.start(IceRole.CONTROLLING, b.agent.localParameters());
      b.agent.start(IceRole.CONTROLLED, a.agent.localParameters());
      assertThat(b.awaitConnected().remote().type()).isEqualTo(IceCandidateType.PEER_REFLEXIVE);
      a.awaitConnected();
      assertThat(b.agent.stats().candidatesIgnored()).isEqualTo(1);
      assertThat(b.send(0x80, 1)).isTrue();
      assertThat(a.awaitDatagram()).containsExactly(0x80, 1);
    }
  }

  @Test
  void checks_that_arrive_before_the_start_are_not_lost() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.gather();
      b.gather();
      b.candidates.forEach(a.agent::addRemoteCandidate);
      a.agent.start(IceRole.CONTROLLING, b.agent.localParameters());
      // Regular nomination ends at a before b has heard a's parameters.
      a.awaitConnected();
      b.agent.start(IceRole.CONTROLLED, a.agent.localParameters());
      b.awaitConnected();
      assertThat(b.send(0x80, 7)).isTrue();
      assertThat(a.awaitDatagram()).containsExactly(0x80, 7);
    }
  }

  @ParameterizedTest
  @EnumSource(IceRole.class)
  void a_role_conflict_is_repaired(IceRole both) throws Exception {
    for (int i = 0; i < 6; i++) { // the tie is broken at random: see both outcomes
      try (Peer a = new Peer();
          Peer b = new Peer()) {
        a.gather();
        b.gather();
        Peer.exchange(a, b);
        a.agent.start(both, b.agent.localParameters());
        b.agent.start(both, a.agent.localParameters());
        a.awaitConnected();
        b.awaitConnected();
        assertThat(a.agent.role()).isNotEqualTo(b.agent.role());
        assertThat(a.agent.stats().roleConflicts() + b.agent.stats().roleConflicts()).isPositive();
      }
    }
  }

  @Test
  void a_wrong_password_never_connects_and_fails_once_with_a_reason() throws Exception {
    IceConfig config = Peer.LOOPBACK.toBuilder().checkTimeout(Duration.ofMillis(500)).build();
    try (Peer a = new Peer(config);
        Peer b = new Peer(config)) {
      a.gather();
      b.gather();
      Peer.exchange(a, b);
      String ufrag = b.agent.localParameters().usernameFragment();
      a.agent.start(IceRole.CONTROLLING, new IceParameters(ufrag, "w".repeat(22)));
      b.agent.start(IceRole.CONTROLLED, a.agent.localParameters());
      assertThat(a.failed.get(5, TimeUnit.SECONDS))
          .isInstanceOf(IceFailure.CredentialsRefused.class);
      assertThat(b.failed.get(5, TimeUnit.SECONDS)).isNotNull();
      a.awaitState(IceState.FAILED);
      assertThat(a.pairs).isEmpty();
      assertThat(b.pairs).isEmpty();
      assertThat(a.failures).hasSize(1);
      assertThat(b.agent.stats().stunForged()).isPositive();
      assertThat(a.send(0x80)).isFalse();
    }
  }

  @Test
  void no_answer_fails_once_with_no_route() throws Exception {
    IceConfig config = Peer.LOOPBACK.toBuilder().checkTimeout(Duration.ofMillis(300)).build();
    try (DatagramSocket mute = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        Peer a = new Peer(config)) {
      a.agent.addRemoteCandidate(
          IceCandidate.parse(
              "candidate:1 1 udp 2130706431 127.0.0.1 " + mute.getLocalPort() + " typ host"));
      a.agent.start(IceRole.CONTROLLING, new IceParameters("abcd", "p".repeat(22)));
      IceFailure failure = a.failed.get(5, TimeUnit.SECONDS);
      assertThat(failure).isInstanceOf(IceFailure.NoRoute.class);
      assertThat(((IceFailure.NoRoute) failure).pairs()).isEqualTo(1);
      assertThat(failure.message()).contains("300 ms");
      assertThat(a.failures).hasSize(1);
    }
  }

  @Test
  void without_any_candidate_the_failure_says_so() throws Exception {
    IceConfig config = Peer.LOOPBACK.toBuilder().checkTimeout(Duration.ofMillis(100)).build();
    try (Peer a = new Peer(config)) {
      a.agent.start(IceRole.CONTROLLED, new IceParameters("abcd", "p".repeat(22)));
      assertThat(a.failed.get(5, TimeUnit.SECONDS))
          .isInstanceOf(IceFailure.NoRemoteCandidates.class);
    }
  }

  @Test
  void without_an_address_gathering_fails() throws Exception {
    IceConfig none = IceConfig.builder().interfaceFilter(it -> false).build();
    try (Peer a = new Peer(none)) {
      a.agent.gather();
      assertThat(a.failed.get(5, TimeUnit.SECONDS)).isInstanceOf(IceFailure.GatheringFailed.class);
      assertThat(a.agent.state()).isEqualTo(IceState.FAILED);
    }
  }

  @Test
  void candidates_of_no_use_are_ignored_and_counted_and_bounded() throws Exception {
    IceConfig config = Peer.LOOPBACK.toBuilder().maxRemoteCandidates(5).build();
    try (Peer a = new Peer(config)) {
      a.gather();
      String[] useless = {
        "candidate:1 1 tcp 1 127.0.0.1 9 typ host tcptype active",
        "candidate:1 2 udp 1 127.0.0.1 9000 typ host",
        "candidate:1 1 udp 1 nowhere.local 9000 typ host",
        "candidate:1 1 udp 1 example.invalid 9000 typ host",
        "candidate:1 1 udp 1 0.0.0.0 9000 typ host",
        "candidate:1 1 udp 1 224.0.0.1 9000 typ host",
        "candidate:1 1 udp 1 ::1 9000 typ host",
        "candidate:1 1 udp 1 fe80::1 9000 typ host",
        "candidate:1 1 ssltcp 1 127.0.0.1 443 typ host",
        "candidate:1 1 tcp 1 127.0.0.1 9 typ host tcptype passive",
        "candidate:1 2 udp 1 127.0.0.1 9001 typ srflx raddr 10.0.0.1 rport 9",
        "candidate:1 1 udp 1 127.0.0.1 0 typ host",
      };
      for (String it : useless) {
        a.agent.addRemoteCandidate(IceCandidate.parse(it));
      }
      assertThat(a.agent.stats().candidatesIgnored()).isEqualTo(useless.length);
      for (int port = 9000; port < 14_000; port++) {
        a.agent.addRemoteCandidate(
            IceCandidate.parse("candidate:1 1 udp 1 127.0.0.1 " + port + " typ host"));
      }
      assertThat(a.agent.stats().candidatesIgnored()).isEqualTo(useless.length + 4995);
    }
  }

  @Test
  void an_interrupted_sender_does_not_close_the_socket() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Peer.connect(a, b);
      Thread sender =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                a.send(0x80, 1);
              });
      sender.start();
      sender.join();
      assertThat(b.awaitDatagram()).containsExactly(0x80, 1);
      assertThat(a.send(0x80, 2)).isTrue();
      assertThat(b.awaitDatagram()).containsExactly(0x80, 2);
    }
  }

  @Test
  void a_listener_that_throws_is_counted_and_disturbs_nothing() throws Exception {
    try (Peer a = new Peer()) {
      IceListener broken =
          new IceListener() {
            @Override
            public void onLocalCandidate(IceCandidate candidate) {
              a.agent.addRemoteCandidate(candidate);
              throw new IllegalStateException("on purpose");
            }

            @Override
            public void onDatagram(ByteBuffer packet, long arrivalNanos) {
              throw new IllegalStateException("on purpose");
            }
          };
      try (IceAgent b = IceAgent.create(Peer.LOOPBACK, broken)) {
        a.trickle = b::addRemoteCandidate;
        b.start(IceRole.CONTROLLED, a.agent.localParameters());
        a.agent.start(IceRole.CONTROLLING, b.localParameters());
        a.awaitConnected();
        a.send(0x80);
        a.send(0x80);
        await(() -> b.stats().listenerFailures() == 3);
      }
    }
  }

  @Test
  void misuse_is_refused_at_once() {
    IceParameters remote = new IceParameters("abcd", "p".repeat(22));
    Peer a = new Peer();
    a.agent.start(IceRole.CONTROLLING, remote);
    assertThatIllegalStateException()
        .isThrownBy(() -> a.agent.start(IceRole.CONTROLLING, remote))
        .withMessageContaining("restart");
    a.close();
    a.close();
    assertThat(a.agent.state()).isEqualTo(IceState.CLOSED);
    assertThatIllegalStateException().isThrownBy(a.agent::gather);
    assertThat(a.send(0x80)).isFalse();
    a.agent.addRemoteCandidate(IceCandidate.parse("candidate:1 1 udp 1 127.0.0.1 9000 typ host"));
    a.agent.endOfRemoteCandidates();
  }

  @Test
  void the_receive_buffer_that_was_given_is_reported() throws Exception {
    try (Peer a = new Peer()) {
      a.gather();
      assertThat(a.agent.stats().receiveBufferBytes()).isPositive();
    }
  }

  /** Waits, awake, for something that no event tells. */
  static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not come true within 10 s");
      }
      Thread.onSpinWait();
    }
  }
}
