package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IceAgentTest {
  @Test
  void two_agents_connect_over_loopback_and_carry_datagrams_both_ways() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Peer.connect(a, b);
      assertThat(a.send(0x80, 1)).isTrue();
      assertThat(b.awaitDatagram()).containsExactly(0x80, 1);
      assertThat(b.send(20, 2)).isTrue();
      assertThat(a.awaitDatagram()).containsExactly(20, 2);
      assertThat(a.agent.role()).isEqualTo(IceRole.CONTROLLING);
      assertThat(b.agent.role()).isEqualTo(IceRole.CONTROLLED);
    }
  }
}
