package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NominationTest {
  private static final long LOW = 1000;
  private static final long HIGH = 2_000_000_000;

  @Test
  void a_controlled_agent_follows_a_later_nomination_of_a_better_pair() throws Exception {
    try (Peer b = new Peer().gather();
        FakePeer first = new FakePeer(b);
        FakePeer second = new FakePeer(b)) {
      b.agent.start(IceRole.CONTROLLED, FakePeer.PARAMETERS);
      first.nominate(LOW);
      assertThat(b.awaitConnected().remote().port()).isEqualTo(first.port());
      second.nominate(HIGH);
      IceAgentTest.await(() -> b.pairs.size() == 2);
      assertThat(b.pairs.get(1).remote().port()).isEqualTo(second.port());
      assertThat(b.agent.selectedPair().orElseThrow().remote().priority()).isEqualTo(HIGH);
      assertThat(b.states).doesNotContain(IceState.DISCONNECTED, IceState.FAILED);
    }
  }

  @Test
  void a_worse_pair_that_is_nominated_later_is_not_followed() throws Exception {
    try (Peer b = new Peer().gather();
        FakePeer first = new FakePeer(b);
        FakePeer second = new FakePeer(b)) {
      b.agent.start(IceRole.CONTROLLED, FakePeer.PARAMETERS);
      first.nominate(HIGH);
      b.awaitConnected();
      second.nominate(LOW);
      IceAgentTest.await(() -> second.successes == 1);
      first.nominate(HIGH);
      IceAgentTest.await(() -> first.successes == 2);
      assertThat(b.pairs).hasSize(1);
      assertThat(second.checksHeard).isZero();
    }
  }

  @Test
  void a_better_pair_that_does_not_answer_is_not_followed() throws Exception {
    IceConfig quick = Peer.LOOPBACK.toBuilder().consentInterval(Duration.ofMillis(100)).build();
    try (Peer b = new Peer(quick).gather();
        FakePeer first = new FakePeer(b);
        FakePeer second = new FakePeer(b)) {
      b.agent.start(IceRole.CONTROLLED, FakePeer.PARAMETERS);
      first.nominate(LOW);
      b.awaitConnected();
      second.answering(false);
      second.nominate(HIGH);
      IceAgentTest.await(() -> second.checksHeard == 1);
      long answers = b.agent.stats().consentReceived();
      IceAgentTest.await(() -> b.agent.stats().consentReceived() >= answers + 3);
      assertThat(b.pairs).hasSize(1);
    }
  }

  @Test
  void an_ice_lite_peer_that_only_answers_is_nominated_and_kept_by_us() throws Exception {
    IceConfig quick = Peer.LOOPBACK.toBuilder().consentInterval(Duration.ofMillis(50)).build();
    try (Peer a = new Peer(quick).gather();
        FakePeer lite = new FakePeer(a)) {
      a.agent.addRemoteCandidate(
          IceCandidate.parse("candidate:1 1 udp 99 127.0.0.1 " + lite.port() + " typ host"));
      a.agent.endOfRemoteCandidates();
      a.agent.start(IceRole.CONTROLLING, FakePeer.PARAMETERS);
      assertThat(a.awaitConnected().remote().port()).isEqualTo(lite.port());
      a.awaitState(IceState.COMPLETED);
      IceAgentTest.await(() -> a.agent.stats().consentReceived() >= 5);
      assertThat(a.agent.role()).isEqualTo(IceRole.CONTROLLING);
      assertThat(a.agent.stats().checksReceived()).isZero();
      assertThat(a.states).doesNotContain(IceState.DISCONNECTED, IceState.FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource(IceRole.class)
  void rfc8445_a_role_conflict_that_the_other_side_tells_changes_role_and_tie_breaker(IceRole role)
      throws Exception {
    try (Peer a = new Peer().gather();
        FakePeer peer = new FakePeer(a)) {
      peer.conflicting();
      a.agent.addRemoteCandidate(
          IceCandidate.parse("candidate:1 1 udp 99 127.0.0.1 " + peer.port() + " typ host"));
      a.agent.start(role, FakePeer.PARAMETERS);
      IceAgentTest.await(() -> !peer.ofControlling.isEmpty() && !peer.ofControlled.isEmpty());
      assertThat(a.agent.role()).isEqualTo(role.other());
      assertThat(peer.ofControlling.get(0)).isNotEqualTo(peer.ofControlled.get(0));
      assertThat(a.agent.stats().roleConflicts()).isEqualTo(1);
    }
  }

  @Test
  void datagrams_can_be_sent_on_a_valid_pair_before_one_is_nominated() throws Exception {
    AtomicReference<IceAgent> agent = new AtomicReference<>();
    CompletableFuture<Boolean> sent = new CompletableFuture<>();
    AtomicInteger told = new AtomicInteger();
    IceListener eager =
        new IceListener() {
          @Override
          public void onWritable() {
            told.incrementAndGet();
            boolean selected = agent.get().selectedPair().isPresent();
            byte[] packet = {(byte) 0x80, 7};
            sent.complete(!selected && agent.get().send(ByteBuffer.wrap(packet)));
          }
        };
    try (IceAgent a = IceAgent.create(Peer.LOOPBACK, eager);
        Peer b = new Peer().gather()) {
      agent.set(a);
      assertThat(a.send(ByteBuffer.wrap(new byte[] {(byte) 0x80}))).isFalse();
      b.candidates.forEach(a::addRemoteCandidate);
      b.agent.start(IceRole.CONTROLLED, a.localParameters());
      a.start(IceRole.CONTROLLING, b.agent.localParameters());
      assertThat(sent.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(b.awaitDatagram()).containsExactly(0x80, 7);
      b.awaitConnected();
      IceAgentTest.await(() -> a.selectedPair().isPresent());
      assertThat(a.report().selectedPair().orElseThrow().packetsSent()).isEqualTo(1);
      assertThat(told).hasValue(1);
    }
  }

  @Test
  void a_controlling_agent_nominates_its_pair_again_with_each_consent_check() throws Exception {
    IceConfig quick = Peer.LOOPBACK.toBuilder().consentInterval(Duration.ofMillis(100)).build();
    try (Peer a = new Peer(quick).gather();
        FakePeer peer = new FakePeer(a)) {
      a.agent.addRemoteCandidate(
          IceCandidate.parse("candidate:1 1 udp 99 127.0.0.1 " + peer.port() + " typ host"));
      a.agent.start(IceRole.CONTROLLING, FakePeer.PARAMETERS);
      a.awaitConnected();
      // All of the check list's own were answered before, so what comes now is for consent.
      long consents = a.agent.stats().consentReceived();
      IceAgentTest.await(() -> a.agent.stats().consentReceived() >= consents + 1);
      int nominations = peer.nominationsHeard;
      int checks = peer.checksHeard;

      IceAgentTest.await(() -> peer.checksHeard >= checks + 5);

      assertThat(peer.nominationsHeard - nominations).isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void a_path_that_nobody_nominates_fails_with_that_reason() throws Exception {
    IceConfig brief = Peer.LOOPBACK.toBuilder().checkTimeout(Duration.ofMillis(300)).build();
    try (Peer b = new Peer(brief).gather();
        FakePeer peer = new FakePeer(b)) {
      b.agent.addRemoteCandidate(
          IceCandidate.parse("candidate:1 1 udp 99 127.0.0.1 " + peer.port() + " typ host"));
      b.agent.start(IceRole.CONTROLLED, FakePeer.PARAMETERS);
      assertThat(b.failed.get(5, TimeUnit.SECONDS)).isInstanceOf(IceFailure.NotNominated.class);
    }
  }

  @Test
  void an_agent_that_has_failed_answers_no_check_any_more() throws Exception {
    IceConfig brief = Peer.LOOPBACK.toBuilder().checkTimeout(Duration.ofMillis(100)).build();
    try (Peer b = new Peer(brief).gather();
        FakePeer peer = new FakePeer(b)) {
      b.agent.start(IceRole.CONTROLLED, FakePeer.PARAMETERS);
      b.failed.get(5, TimeUnit.SECONDS);
      long forged = b.agent.stats().stunForged();
      peer.nominate(HIGH);
      IceAgentTest.await(() -> b.agent.stats().stunForged() > forged);
      assertThat(peer.successes).isZero();
    }
  }

  @Test
  void a_check_list_that_got_stuck_is_begun_anew_by_the_watchdog() throws Exception {
    IceConfig config = Peer.LOOPBACK.toBuilder().checkTimeout(Duration.ofSeconds(3)).build();
    try (Peer a = new Peer(config).gather();
        FakePeer peer = new FakePeer(a)) {
      // Mute through the first attempt, whose retransmissions would go on past the second third.
      peer.answering(false);
      a.agent.addRemoteCandidate(
          IceCandidate.parse("candidate:1 1 udp 99 127.0.0.1 " + peer.port() + " typ host"));
      a.agent.start(IceRole.CONTROLLING, FakePeer.PARAMETERS);
      IceAgentTest.await(() -> a.agent.stats().checksSent() == 2);
      peer.answering(true);
      a.awaitConnected();
    }
  }
}
