package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8449: how long a record may be for the other side. */
class RecordSizeLimitTest {
  private static final int MTU_DATA = 1200 - GcmRecord.OVERHEAD;

  @BeforeAll
  static void warm_up() {
    DtlsTransport.warmUp();
  }

  private static Peer serverOf(RawClient client) {
    Peer server = Peer.make();
    server.network =
        bytes -> {
          client.receive(bytes);
          return true;
        };
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(server::receive);
    return server;
  }

  private static ByteBuffer packet(int length) {
    int head = DtlsTransport.HEADROOM;
    return ByteBuffer.allocate(head + length + DtlsTransport.TAILROOM)
        .limit(head + length)
        .position(head);
  }

  /** No answer, or a longer one than the protocol has, a middling and a short one. */
  @ParameterizedTest
  @CsvSource({"0, 1163, 1163", "65535, 1163, 16384", "4000, 1163, 4000", "600, 600, 600"})
  void what_the_other_side_says_is_kept_in_both_roles(int said, int within, int largest)
      throws Exception {
    assertThat(MTU_DATA).isEqualTo(1163);
    RawServer server = new RawServer();
    server.recordLimit = said;
    RawClient client = new RawClient();
    client.recordLimit = said;
    Peer asClient = Peer.clientOf(server);
    Peer asServer = serverOf(client);
    DTLSTransport[] others = {server.connected(), client.connected()};
    assertThat(others).doesNotContainNull();
    for (Peer ours : new Peer[] {asClient, asServer}) {
      ours.session();
      assertThat(ours.transport.maxDataSize()).isEqualTo(within);
      assertThat(ours.transport.largestDataSize()).isEqualTo(largest);
      assertThat(ours.transport.seal(packet(largest))).isTrue();
      assertThatThrownBy(() -> ours.transport.seal(packet(largest + 1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ours.transport.send(ByteBuffer.allocate(within + 1)))
          .isInstanceOf(IllegalArgumentException.class);
      ours.transport.close();
    }
  }

  @Test
  void whoever_takes_next_to_nothing_is_refused() throws Exception {
    RawServer server = new RawServer();
    server.recordLimit = 511;
    RawClient client = new RawClient();
    client.recordLimit = 64;
    assertThat(Peer.clientOf(server).end()).isInstanceOf(DtlsFailure.ProtocolError.class);
    assertThat(serverOf(client).end()).isInstanceOf(DtlsFailure.ProtocolError.class);
  }

  @Test
  void between_two_of_ours_a_record_is_as_long_as_the_protocol_allows() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    Peer.join(client, server);
    assertThat(client.transport.largestDataSize()).isEqualTo(MTU_DATA);
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(DtlsRole.CLIENT, server.fingerprint());
    client.session();
    server.session();
    for (Peer from : new Peer[] {client, server}) {
      Peer to = from == client ? server : client;
      ByteBuffer packet = packet(1 << 14);
      packet.put(packet.position(), (byte) 7);
      assertThat(from.transport.seal(packet)).isTrue();
      to.transport.receive(packet);
      byte[] data = to.nextData();
      assertThat(data).hasSize(1 << 14);
      assertThat(data[0]).isEqualTo((byte) 7);
    }
    client.transport.close();
    assertThat(client.transport.seal(packet(1 << 14))).as("after the end").isFalse();
  }
}
