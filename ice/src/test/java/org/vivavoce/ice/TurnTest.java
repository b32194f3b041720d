package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TurnTest {
  private static Coturn coturn;

  @BeforeAll
  static void startServer() throws Exception {
    coturn = Coturn.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (coturn != null) {
      coturn.close();
    }
  }

  private static IceConfig relayOnly(IceServer server) {
    return Peer.LOOPBACK.toBuilder().iceServers(List.of(server)).relayOnly(true).build();
  }

  @Test
  void two_agents_that_have_only_relays_connect_and_carry_datagrams_both_ways() throws Exception {
    try (Peer a = new Peer(relayOnly(coturn.turn()));
        Peer b = new Peer(relayOnly(coturn.turn()))) {
      Peer.connect(a, b);
      assertThat(a.candidates).hasSize(1);
      assertThat(a.pairs.get(0).local().type()).isEqualTo(IceCandidateType.RELAYED);
      assertThat(a.pairs.get(0).remote().type()).isEqualTo(IceCandidateType.RELAYED);
      for (int i = 0; i < 200; i++) {
        // The first ones go as Send indications, the later ones on the channel.
        assertThat(a.send(0x80, i)).isTrue();
        assertThat(b.awaitDatagram()).containsExactly(0x80, i);
        assertThat(b.send(0x90, i)).isTrue();
        assertThat(a.awaitDatagram()).containsExactly(0x90, i);
      }
    }
  }

  @Test
  void a_relay_carries_packets_of_1200_bytes_unchanged_and_in_place() throws Exception {
    try (Peer a = new Peer(relayOnly(coturn.turn()));
        Peer b = new Peer()) {
      Peer.connect(a, b);
      byte[] packet = new byte[1203];
      for (int i = 0; i < packet.length; i++) {
        packet[i] = (byte) (0x80 | i);
      }
      ByteBuffer shifted = ByteBuffer.allocate(2000).position(17).put(packet).limit(17 + 1203);
      assertThat(a.agent.send(shifted.position(17))).isTrue();
      assertThat(shifted.remaining()).isZero();
      assertThat(b.awaitDatagram()).isEqualTo(packet);
      assertThat(b.agent.send(ByteBuffer.wrap(packet))).isTrue();
      assertThat(a.awaitDatagram()).isEqualTo(packet);
    }
  }

  @Test
  void a_direct_path_is_preferred_to_a_relay() throws Exception {
    IceConfig config =
        Peer.LOOPBACK.toBuilder().iceServers(List.of(coturn.turn(), coturn.stun())).build();
    try (Peer a = new Peer(config);
        Peer b = new Peer(config)) {
      Peer.connect(a, b);
      assertThat(a.pairs.get(0).local().type()).isEqualTo(IceCandidateType.HOST);
      assertThat(a.pairs.get(0).remote().type()).isEqualTo(IceCandidateType.HOST);
      assertThat(a.candidates)
          .extracting(IceCandidate::type)
          .containsExactlyInAnyOrder(IceCandidateType.HOST, IceCandidateType.RELAYED);
    }
  }

  @Test
  void a_relay_that_comes_after_the_checks_have_begun_is_used() throws Exception {
    // b can be reached at no address that it tells, and tells none: only a's relay is reachable.
    try (Peer a = new Peer(relayOnly(coturn.turn()));
        Peer b = new Peer()) {
      b.gather();
      a.trickle = b.agent::addRemoteCandidate;
      b.candidates.forEach(a.agent::addRemoteCandidate);
      b.agent.start(IceRole.CONTROLLED, a.agent.localParameters());
      a.agent.start(IceRole.CONTROLLING, b.agent.localParameters()); // gathers as well
      assertThat(a.awaitConnected().local().type()).isEqualTo(IceCandidateType.RELAYED);
      b.awaitConnected();
    }
  }

  @Test
  void a_wrong_credential_fails_the_gathering_with_a_message_that_says_so() throws Exception {
    try (Peer a = new Peer(relayOnly(coturn.turn("wrong")))) {
      a.gather();
      assertThat(a.failed.get(10, TimeUnit.SECONDS))
          .isInstanceOf(IceFailure.GatheringFailed.class)
          .extracting(IceFailure::message)
          .asString()
          .contains("refuses the credential");
    }
  }

  @Test
  void a_server_that_does_not_answer_ends_the_gathering_with_its_timeout() throws Exception {
    IceConfig config =
        Peer.LOOPBACK.toBuilder()
            .iceServers(List.of(IceServer.of("stun:127.0.0.1:9")))
            .gatheringTimeout(Duration.ofMillis(200))
            .build();
    try (Peer a = new Peer(config)) {
      a.gather();
      assertThat(a.candidates).hasSize(1);
      assertThat(a.failures).isEmpty();
    }
  }

  @Test
  void closing_an_agent_gives_its_allocation_back() throws Exception {
    try (Coturn own = Coturn.start()) {
      try (Peer a = new Peer(relayOnly(own.turn()))) {
        a.gather();
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      while (!own.output().contains("lifetime=0") && System.nanoTime() < deadline) {
        Thread.onSpinWait(); // the server's own log is the only witness
      }
      assertThat(own.output()).contains("lifetime=0");
    }
  }

  @Test
  void a_loopback_only_agent_asks_no_server_elsewhere() throws Exception {
    IceConfig config =
        Peer.LOOPBACK.toBuilder().iceServers(List.of(IceServer.of("stun:192.0.2.1"))).build();
    try (Peer a = new Peer(config)) {
      a.gather();
      assertThat(a.candidates)
          .extracting(IceCandidate::address)
          .containsExactly(InetAddress.getByName("127.0.0.1").getHostAddress());
    }
  }
}
