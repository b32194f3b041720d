package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
