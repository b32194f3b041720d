package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TURN over TCP and TLS, against coturn. */
class TurnStreamTest {
  private static Certificates certificates;
  private static Certificates elsewhere;
  private static Coturn coturn;
  private static Coturn impostor;

  @BeforeAll
  static void startServers() throws Exception {
    certificates = Certificates.of("DNS:localhost,IP:127.0.0.1");
    elsewhere = Certificates.of("DNS:turn.example.org");
    coturn = Coturn.start(tls(certificates));
    impostor = Coturn.start(tls(elsewhere));
  }

  private static List<String> tls(Certificates it) {
    return List.of("--cert=" + it.certificate(), "--pkey=" + it.key());
  }

  @AfterAll
  static void stopServers() throws Exception {
    for (AutoCloseable it : new AutoCloseable[] {coturn, impostor, certificates, elsewhere}) {
      if (it != null) {
        it.close();
      }
    }
  }

  private static IceConfig relayOnly(IceServer server) throws Exception {
    return Peer.LOOPBACK.toBuilder()
        .iceServers(List.of(server))
        .relayOnly(true)
        .tlsContext(certificates.trust())
        .build();
  }

  private static IceServer server(IceServer.Transport transport) {
    return coturn.turn(transport, "127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource(IceServer.Transport.class)
  void two_agents_connect_by_relays_and_carry_datagrams_of_every_size_both_ways(
      IceServer.Transport transport) throws Exception {
    Random random = new Random(5);
    try (Peer a = new Peer(relayOnly(server(transport)));
        Peer b = new Peer(relayOnly(server(transport)))) {
      Peer.connect(a, b);
      assertThat(a.pairs.get(0).local().type()).isEqualTo(IceCandidateType.RELAYED);
      IceCandidateStats ours = a.agent.report().localCandidates().get(0);
      assertThat(ours.relayProtocol()).contains(transport.token());
      assertThat(ours.url()).contains(server(transport).url());
      for (int i = 0; i < 300; i++) {
        byte[] packet = new byte[1 + random.nextInt(1200)];
        random.nextBytes(packet);
        packet[0] = (byte) 0x80;
        // The first ones go as Send indications, the later ones on the channel.
        assertThat(a.agent.send(ByteBuffer.wrap(packet))).isTrue();
        assertThat(b.awaitDatagram()).isEqualTo(packet);
        assertThat(b.agent.send(ByteBuffer.wrap(packet))).isTrue();
        assertThat(a.awaitDatagram()).isEqualTo(packet);
      }
    }
  }

  @Test
  void a_server_is_known_by_its_name_too() throws Exception {
    try (Peer a = new Peer(relayOnly(coturn.turn(IceServer.Transport.TLS, "localhost")))) {
      a.gather();
      assertThat(a.candidates).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = IceServer.Transport.class,
      names = {"TCP", "TLS"})
  void a_burst_arrives_whole_and_in_order_or_is_refused_at_once(IceServer.Transport transport)
      throws Exception {
    try (Peer a = new Peer(relayOnly(server(transport)));
        Peer b = new Peer()) {
      Peer.connect(a, b);
      int taken = 0;
      for (int i = 0; i < 2000; i++) {
        ByteBuffer packet = ByteBuffer.allocate(200).put(0, (byte) 0x80).putInt(1, taken);
        if (a.agent.send(packet)) {
          assertThat(packet.hasRemaining()).isFalse();
          taken++;
        } else {
          assertThat(packet.remaining()).isEqualTo(200);
        }
      }
      assertThat(taken).isPositive();
      // The leg behind the relay is UDP and may lose; what arrives is in order.
      a.send(0x90);
      int last = -1;
      for (byte[] packet; (packet = b.received.poll(1, TimeUnit.SECONDS)) != null; ) {
        if (packet.length == 200) {
          int number = ByteBuffer.wrap(packet).getInt(1);
          assertThat(number).isGreaterThan(last).isLessThan(taken);
          last = number;
        }
      }
      assertThat(last).isPositive();
      assertThat(a.failures).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = IceServer.Transport.class,
      names = {"TCP", "TLS"})
  void a_stream_that_comes_byte_by_byte_carries_the_same(IceServer.Transport transport)
      throws Exception {
    IceServer direct = server(transport);
    try (DripProxy drip = new DripProxy(direct.port())) {
      IceServer slow =
          new IceServer(direct.kind(), transport, direct.host(), drip.port(), "u", "p");
      try (Peer a = new Peer(relayOnly(slow));
          Peer b = new Peer()) {
        Peer.connect(a, b);
        for (int i = 0; i < 20; i++) {
          assertThat(a.send(0x80, i, 1)).isTrue();
          assertThat(b.awaitDatagram()).containsExactly(0x80, i, 1);
          assertThat(b.send(0x80, i, 2)).isTrue();
          assertThat(a.awaitDatagram()).containsExactly(0x80, i, 2);
        }
      }
    }
  }

  private static IceCandidateError refused(IceConfig config) throws Exception {
    try (Peer a = new Peer(config)) {
      a.gather();
      assertThat(a.failed.get(10, TimeUnit.SECONDS))
          .isInstanceOf(IceFailure.GatheringFailed.class)
          .extracting(IceFailure::message)
          .asString()
          .contains(a.errors.get(0).errorText());
      assertThat(a.candidates).isEmpty();
      assertThat(a.errors).hasSize(1);
      return a.errors.get(0);
    }
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
    IceConfig jvms =
        Peer.LOOPBACK.toBuilder()
            .iceServers(List.of(server(IceServer.Transport.TLS)))
            .relayOnly(true)
            .build();
    IceCandidateError error = refused(jvms);
    assertThat(error.errorCode()).isEqualTo(IceCandidateError.UNREACHABLE);
    assertThat(error.errorText()).contains("no TLS").contains("certification path");
  }

  @Test
  void a_trusted_certificate_for_another_host_is_refused() throws Exception {
    for (String host : List.of("localhost", "127.0.0.1")) {
      IceConfig config =
          relayOnly(impostor.turn(IceServer.Transport.TLS, host)).toBuilder()
              .tlsContext(elsewhere.trust())
              .build();
      IceCandidateError error = refused(config);
      assertThat(error.errorText()).contains("no TLS").contains("subject alternative");
    }
  }

  @ParameterizedTest
  @EnumSource(IceServer.Transport.class)
  void a_wrong_password_is_told_as_401(IceServer.Transport transport) throws Exception {
    IceServer right = server(transport);
    IceServer wrong =
        new IceServer(right.kind(), transport, right.host(), right.port(), "u", "wrong");
    IceCandidateError error = refused(relayOnly(wrong));
    assertThat(error.errorCode()).isEqualTo(401);
    assertThat(error.server()).isEqualTo(wrong);
  }

  @Test
  void a_quota_that_is_used_up_is_told_as_486() throws Exception {
    try (Coturn strict = Coturn.start(List.of("--user-quota=1"));
        Peer first = new Peer(relayOnly(strict.turn()));
        Peer second = new Peer(relayOnly(strict.turn()))) {
      first.gather();
      assertThat(first.candidates).hasSize(1);
      second.gather();
      second.failed.get(10, TimeUnit.SECONDS);
      assertThat(second.errors.get(0).errorCode()).isEqualTo(486);
      assertThat(second.errors.get(0).errorText()).contains("all allocations");
    }
  }

  @Test
  void a_server_that_dies_under_the_relay_fails_an_agent_that_has_only_that() throws Exception {
    Coturn own = Coturn.start();
    try (Peer a = new Peer(relayOnly(own.turn(IceServer.Transport.TCP, "127.0.0.1")));
        Peer b = new Peer()) {
      Peer.connect(a, b);
      own.close();
      assertThat(a.failed.get(10, TimeUnit.SECONDS))
          .isInstanceOf(IceFailure.SocketFailed.class)
          .extracting(IceFailure::message)
          .asString()
          .containsIgnoringCase("connection");
    } finally {
      own.close();
    }
  }
}
