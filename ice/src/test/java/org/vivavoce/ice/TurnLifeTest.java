package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The life of an allocation: challenges, renewals, and how it ends. */
class TurnLifeTest {
  private static Peer peer(FakeTurn turn) {
    return new Peer(
        Peer.LOOPBACK.toBuilder().iceServers(List.of(turn.server())).relayOnly(true).build());
  }

  @Test
  void a_nonce_that_became_stale_is_replaced() throws Exception {
    try (FakeTurn turn = new FakeTurn()) {
      turn.stale.set(1);
      try (Peer a = peer(turn).gather()) {
        assertThat(a.candidates).hasSize(1);
        assertThat(a.candidates.get(0).address()).isEqualTo("192.0.2.7");
        assertThat(turn.challenges).hasValue(2);
        assertThat(turn.allocations).hasValue(1);
      }
    }
  }

  @Test
  void a_server_to_which_every_nonce_is_stale_is_given_up() throws Exception {
    try (FakeTurn turn = new FakeTurn()) {
      turn.stale.set(1000);
      try (Peer a = peer(turn).gather()) {
        a.failed.get(10, TimeUnit.SECONDS);
        assertThat(a.errors.get(0).errorCode()).isEqualTo(438);
        assertThat(turn.challenges.get()).isLessThan(10);
      }
    }
  }

  @Test
  void an_allocation_is_refreshed_before_its_lifetime_ends_and_given_back_at_the_end()
      throws Exception {
    try (FakeTurn turn = new FakeTurn()) {
      turn.lifetime = 2;
      try (Peer a = peer(turn).gather()) {
        turn.stale.set(1); // the refresh is challenged again
        IceAgentTest.await(() -> turn.refreshes.get() == 2);
        assertThat(a.failures).isEmpty();
        assertThat(turn.allocations).hasValue(1);
      }
      IceAgentTest.await(() -> turn.refreshes.get() == 3); // with lifetime 0
    }
  }

  @Test
  void an_allocation_that_the_server_has_lost_fails_an_agent_that_has_nothing_else()
      throws Exception {
    try (FakeTurn turn = new FakeTurn()) {
      turn.lifetime = 2;
      turn.refreshError = 437;
      try (Peer a = peer(turn).gather()) {
        IceFailure failure = a.failed.get(10, TimeUnit.SECONDS);
        assertThat(failure).isInstanceOf(IceFailure.SocketFailed.class);
        assertThat(failure.message()).contains("lost the allocation");
        assertThat(a.errors.get(0).errorCode()).isEqualTo(437);
      }
    }
  }

  @Test
  void a_lifetime_that_is_missing_or_nonsense_makes_no_storm_of_refreshes() throws Exception {
    try (FakeTurn none = new FakeTurn();
        FakeTurn zero = new FakeTurn()) {
      none.lifetime = -1;
      zero.lifetime = 0;
      try (Peer a = peer(none).gather();
          Peer b = peer(zero).gather()) {
        IceAgentTest.await(() -> zero.refreshes.get() == 1);
        assertThat(none.refreshes).hasValue(0);
        assertThat(a.failures).isEmpty();
        assertThat(b.failures).isEmpty();
      }
    }
  }
}
