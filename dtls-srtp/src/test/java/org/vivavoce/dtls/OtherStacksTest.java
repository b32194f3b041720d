package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our server before a client that packs, fragments and loses differently. */
class OtherStacksTest {
  private static final int CERTIFICATE_VERIFY = 15;

  @BeforeAll
  static void warm_up() {
    DtlsTransport.warmUp();
  }

  /** Runs a handshake through a network that sees all that the client sends. */
  private static Peer handshake(Network network) throws Exception {
    return handshake(new RawClient(), network);
  }

  private interface Network {
    void send(byte[] datagram, Consumer<byte[]> server);
  }

  private static Peer handshake(RawClient client, Network network) throws Exception {
    Peer server = Peer.make();
    server.network =
        bytes -> {
          client.receive(bytes);
          return true;
        };
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(bytes -> network.send(bytes, server::receive));
    client.connected();
    assertThat(server.session().srtpProtectionProfile()).hasValue(1);
    return server;
  }

  private static boolean isHandshake(byte[] datagram, int type) {
    return Records.epoch(datagram, 0) == 0
        && Records.type(datagram, 0) == Records.HANDSHAKE
        && HandshakeHeader.read(datagram, Records.HEADER_LENGTH).type() == type;
  }

  private static int fragmentOffset(byte[] datagram) {
    return HandshakeHeader.read(datagram, Records.HEADER_LENGTH).fragmentOffset();
  }

  @Test
  void a_client_hello_in_two_fragments_is_accepted_in_order() throws Exception {
    List<Integer> offsets = new ArrayList<>();
    handshake(
        (datagram, server) -> {
          if (isHandshake(datagram, HandshakeHeader.CLIENT_HELLO)) {
            offsets.add(fragmentOffset(datagram));
          }
          server.accept(datagram);
        });
    assertThat(offsets.subList(0, 2)).containsExactly(0, 1175);
  }

  @Test
  void a_client_hello_in_two_fragments_is_accepted_swapped() throws Exception {
    List<byte[]> waiting = new ArrayList<>();
    handshake(
        (datagram, server) -> {
          if (isHandshake(datagram, HandshakeHeader.CLIENT_HELLO)
              && fragmentOffset(datagram) == 0) {
            waiting.add(datagram);
            return;
          }
          server.accept(datagram);
          waiting.forEach(server);
          waiting.clear();
        });
  }

  @Test
  void a_client_hello_in_two_fragments_is_accepted_duplicated() throws Exception {
    handshake(
        (datagram, server) -> {
          server.accept(datagram);
          server.accept(datagram.clone());
        });
  }

  @Test
  void a_client_hello_whose_first_fragment_is_lost_is_accepted_when_repeated() throws Exception {
    handshake(losingFirst(0));
  }

  @Test
  void a_client_hello_whose_second_fragment_is_lost_is_accepted_when_repeated() throws Exception {
    handshake(losingFirst(1175));
  }

  private static Network losingFirst(int offset) {
    boolean[] lost = new boolean[1];
    return (datagram, server) -> {
      if (!lost[0]
          && isHandshake(datagram, HandshakeHeader.CLIENT_HELLO)
          && fragmentOffset(datagram) == offset) {
        lost[0] = true;
        return;
      }
      server.accept(datagram);
    };
  }

  @Test
  void a_change_cipher_spec_that_overtakes_certificate_verify_is_held_back() throws Exception {
    List<byte[]> late = new ArrayList<>();
    Peer server =
        handshake(
            (datagram, receiver) -> {
              if (isHandshake(datagram, CERTIFICATE_VERIFY)) {
                late.add(datagram);
                return;
              }
              receiver.accept(datagram);
              if (Records.epoch(datagram, 0) == 1) {
                late.forEach(receiver);
                late.clear();
              }
            });
    assertThat(server.transport.stats().recordsHeldBack()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void a_lost_certificate_verify_is_waited_for_with_the_change_cipher_spec_held_back()
      throws Exception {
    boolean[] lost = new boolean[1];
    Peer server =
        handshake(
            (datagram, receiver) -> {
              if (!lost[0] && isHandshake(datagram, CERTIFICATE_VERIFY)) {
                lost[0] = true;
                return;
              }
              receiver.accept(datagram);
            });
    assertThat(lost[0]).isTrue();
    assertThat(server.transport.stats().recordsHeldBack()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void a_finished_that_overtakes_its_change_cipher_spec_is_held_back() throws Exception {
    List<byte[]> late = new ArrayList<>();
    handshake(
        (datagram, receiver) -> {
          if (Records.type(datagram, 0) == Records.CHANGE_CIPHER_SPEC) {
            late.add(datagram);
            return;
          }
          receiver.accept(datagram);
          if (Records.epoch(datagram, 0) == 1) {
            late.forEach(receiver);
            late.clear();
          }
        });
  }

  @Test
  void a_client_that_missed_our_last_flight_is_answered_without_a_thread() throws Exception {
    RawClient client = new RawClient();
    Peer server = Peer.make();
    int[] lost = new int[1];
    server.network =
        bytes -> {
          if (lost[0] < 3 && Records.type(bytes, 0) == Records.CHANGE_CIPHER_SPEC) {
            lost[0]++;
          } else {
            client.receive(bytes);
          }
          return true;
        };
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(server::receive);
    client.connected();
    assertThat(lost[0]).isEqualTo(3);
    Threads.awaitNoneOfDtls();
    client.connected().send(new byte[] {7}, 0, 1);
    assertThat(server.nextData()).containsExactly(7);
  }

  @Test
  void a_client_without_a_certificate_is_refused() throws Exception {
    RawClient client = new RawClient();
    client.showsCertificate = false;
    assertThat(refused(client)).isEqualTo(new DtlsFailure.NoCertificate());
  }

  @Test
  void a_client_without_extended_master_secret_is_refused() throws Exception {
    RawClient client = new RawClient();
    client.usesExtendedMasterSecret = false;
    assertThat(refused(client)).isInstanceOf(DtlsFailure.ProtocolError.class);
  }

  @Test
  void a_client_with_dtls_1_0_is_refused() throws Exception {
    RawClient client = new RawClient();
    client.version = ProtocolVersion.DTLSv10;
    client.suites = new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA};
    assertThat(refused(client)).isEqualTo(new DtlsFailure.ProtocolError("protocol_version"));
  }

  @Test
  void a_client_without_ecdhe_or_aead_is_refused() throws Exception {
    for (int suite :
        new int[] {
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8,
          CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256
        }) {
      RawClient client = new RawClient();
      client.suites = new int[] {suite};
      assertThat(refused(client)).isInstanceOf(DtlsFailure.ProtocolError.class);
    }
  }

  private static Object refused(RawClient client) throws Exception {
    Peer server = Peer.make();
    server.network =
        bytes -> {
          client.receive(bytes);
          return true;
        };
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(server::receive);
    Object end = server.end();
    assertThatThrownBy(client::connected).hasMessageContaining("TlsFatalAlertReceived");
    assertThat(server.transport.session()).isEmpty();
    return end;
  }

  @Test
  void a_server_that_chooses_a_profile_nobody_offered_is_refused() throws Exception {
    for (int[] srtp : new int[][] {{2}, {1, 7}, {0x7777}}) {
      RawServer server = new RawServer();
      server.srtp = srtp;
      assertThat(refused(server))
          .isInstanceOfSatisfying(
              DtlsFailure.ProtocolError.class,
              failure -> assertThat(failure.message()).contains("did not offer"));
    }
  }

  @Test
  void a_server_without_extended_master_secret_is_refused() throws Exception {
    RawServer server = new RawServer();
    server.usesExtendedMasterSecret = false;
    assertThat(refused(server)).isInstanceOf(DtlsFailure.ProtocolError.class);
  }

  @Test
  void a_server_s_finished_that_overtakes_its_change_cipher_spec_is_held_back() throws Exception {
    RawServer server = new RawServer();
    Peer client = Peer.make();
    List<byte[]> late = new ArrayList<>();
    client.network =
        bytes -> {
          server.receive(bytes);
          return true;
        };
    server.start(
        datagram -> {
          if (Records.type(datagram, 0) == Records.CHANGE_CIPHER_SPEC) {
            late.add(datagram);
            return;
          }
          client.receive(datagram);
          if (Records.epoch(datagram, 0) == 1) {
            late.forEach(client::receive);
            late.clear();
          }
        });
    client.start(DtlsRole.CLIENT, server.fingerprint());
    client.session();
    assertThat(client.transport.stats().recordsHeldBack()).isPositive();
    server.connected().send(new byte[] {3}, 0, 1);
    assertThat(client.nextData()).containsExactly(3);
    client.transport.close();
  }

  private static Object refused(RawServer server) throws Exception {
    Peer client = Peer.clientOf(server);
    Object end = client.end();
    assertThatThrownBy(server::connected).hasMessageContaining("TlsFatalAlertReceived");
    assertThat(client.transport.session()).isEmpty();
    return end;
  }
}
