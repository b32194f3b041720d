package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RelayOnlyTest {
  @Test
  void no_address_but_the_relayed_one_is_told_or_seen_by_the_other_side() throws Exception {
    try (Coturn coturn = Coturn.start();
        UdpHub hub = UdpHub.create(Peer.LOOPBACK)) {
      IceConfig config =
          Peer.LOOPBACK.toBuilder()
              .iceServers(List.of(coturn.turn(), coturn.stun()))
              .relayOnly(true)
              .hub(hub)
              .build();
      try (Peer a = new Peer(config);
          Peer b = new Peer()) {
        Peer.connect(a, b);
        assertThat(a.candidates).hasSize(1);
        IceCandidate relayed = a.candidates.get(0);
        assertThat(relayed.type()).isEqualTo(IceCandidateType.RELAYED);
        assertThat(relayed.relatedAddress()).contains("0.0.0.0");
        assertThat(relayed.relatedPort()).hasValue(9);
        assertThat(relayed.toString()).contains(" raddr 0.0.0.0 rport 9");

        assertThat(b.send(0x80, 1)).isTrue();
        assertThat(a.awaitDatagram()).containsExactly(0x80, 1);
        // Whatever reached b came from the relay: checks, consent and the rest.
        assertThat(b.agent.report().remoteCandidates())
            .extracting(it -> it.candidate().port())
            .containsExactly(relayed.port());
        assertThat(b.agent.report().pairs()).hasSize(1);
        assertThat(a.agent.report().pairs())
            .extracting(it -> it.local().candidate().type())
            .containsOnly(IceCandidateType.RELAYED);
        assertThat(hub.stats().receiveBufferBytes()).isZero(); // not even a socket was opened
      }
    }
  }

  @Test
  void without_the_policy_the_reflexive_address_is_told_as_the_related_one() throws Exception {
    try (Coturn coturn = Coturn.start()) {
      IceConfig config = Peer.LOOPBACK.toBuilder().iceServers(List.of(coturn.turn())).build();
      try (Peer a = new Peer(config).gather()) {
        IceCandidate relayed = a.candidates.get(1);
        assertThat(relayed.type()).isEqualTo(IceCandidateType.RELAYED);
        assertThat(relayed.relatedAddress()).contains("127.0.0.1");
        assertThat(relayed.relatedPort().orElseThrow()).isGreaterThan(9);
      }
    }
  }
}
