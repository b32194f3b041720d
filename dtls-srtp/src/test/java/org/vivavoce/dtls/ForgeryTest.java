package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ForgeryTest {
  private static final int MUTANTS = 20_000;

  @BeforeAll
  static void warm_up() {
    DtlsTransport.warmUp();
  }

  /** Two connected peers, and all that either sent. */
  private static final class Connected {
    final Peer client = Peer.make();
    final Peer server = Peer.make();
    final List<byte[]> fromClient = new CopyOnWriteArrayList<>();
    final List<byte[]> fromServer = new CopyOnWriteArrayList<>();

    Connected() throws Exception {
      client.network =
          bytes -> {
            fromClient.add(bytes);
            return server.receive(bytes);
          };
      server.network =
          bytes -> {
            fromServer.add(bytes);
            return client.receive(bytes);
          };
      server.start(DtlsRole.SERVER, client.fingerprint());
      client.start(DtlsRole.CLIENT, server.fingerprint());
      client.session();
      server.session();
      Threads.awaitNoneOfDtls();
    }

    void assertAlive() throws Exception {
      client.data.clear();
      server.data.clear();
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(new byte[] {1, (byte) i})).isTrue();
        assertThat(server.nextData()).containsExactly(1, i);
        assertThat(server.send(new byte[] {2, (byte) i})).isTrue();
        assertThat(client.nextData()).containsExactly(2, i);
      }
      assertThat(client.transport.state()).isEqualTo(DtlsState.CONNECTED);
      assertThat(server.transport.state()).isEqualTo(DtlsState.CONNECTED);
    }
  }

  @Test
  void twenty_thousand_mutants_of_every_kind_of_datagram_leave_a_connection_alive()
      throws Exception {
    Connected both = new Connected();
    both.assertAlive();
    List<byte[]> seen = new ArrayList<>(both.fromClient);
    seen.addAll(both.fromServer);
    both.server.data.clear();
    both.client.data.clear();
    Random random = new Random(42);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = Mutants.of(seen.get(random.nextInt(seen.size())), random);
      both.server.receive(mutant);
      both.client.receive(mutant);
    }
    assertThat(both.server.data).isEmpty();
    assertThat(both.client.data).isEmpty();
    assertThat(both.server.transport.stats().recordsDropped()).isGreaterThan(MUTANTS / 2);
    assertThat(both.client.transport.stats().recordsDropped()).isGreaterThan(MUTANTS / 2);
    both.assertAlive();
  }

  @Test
  void a_record_too_short_for_a_tag_is_dropped_and_does_not_end_the_connection() throws Exception {
    Connected both = new Connected();
    long before = both.server.transport.stats().recordsDropped();
    for (int type = Records.CHANGE_CIPHER_SPEC; type <= Records.APPLICATION_DATA; type++) {
      for (int length = 0; length < 30; length++) {
        byte[] forged = new byte[Records.HEADER_LENGTH + length];
        forged[0] = (byte) type;
        forged[1] = (byte) 0xfe;
        forged[2] = (byte) 0xfd;
        forged[4] = 1;
        forged[10] = 99;
        forged[12] = (byte) length;
        both.server.receive(forged);
        both.client.receive(forged);
      }
    }
    assertThat(both.server.transport.stats().recordsDropped() - before).isEqualTo(120);
    both.assertAlive();
  }

  @Test
  void a_version_that_was_never_given_out_does_not_end_the_connection() throws Exception {
    Connected both = new Connected();
    for (int version = 0; version < 0x10000; version += 0x101) {
      byte[] forged = both.fromClient.get(both.fromClient.size() - 1).clone();
      forged[1] = (byte) (version >> 8);
      forged[2] = (byte) version;
      both.server.receive(forged);
      forged[1] = (byte) 0xfe;
      both.server.receive(forged);
    }
    both.assertAlive();
  }

  @Test
  void a_replayed_record_is_dropped_and_counted() throws Exception {
    Connected both = new Connected();
    both.client.send(new byte[] {9});
    byte[] record = both.fromClient.get(both.fromClient.size() - 1);
    assertThat(both.server.nextData()).containsExactly(9);
    long before = both.server.transport.stats().recordsDropped();
    for (int i = 0; i < 100; i++) {
      both.server.receive(record);
    }
    assertThat(both.server.data).isEmpty();
    assertThat(both.server.transport.stats().recordsDropped() - before).isEqualTo(100);
    assertThat(both.server.transport.stats().dataRecordsReceived()).isEqualTo(1);
    both.assertAlive();
  }

  @Test
  void one_forged_record_does_not_spoil_the_others_in_its_datagram() throws Exception {
    Connected both = new Connected();
    List<byte[]> records = new CopyOnWriteArrayList<>();
    both.client.network = records::add;
    for (int i = 0; i < 3; i++) {
      both.client.send(new byte[] {(byte) i, 5});
    }
    records.get(1)[20] ^= 1;
    long before = both.server.transport.stats().recordsDropped();
    ByteBuffer joined = ByteBuffer.allocateDirect(500).order(ByteOrder.LITTLE_ENDIAN);
    records.forEach(joined::put);
    joined.flip();
    both.server.transport.receive(joined);
    assertThat(joined.hasRemaining()).isFalse();
    assertThat(both.server.nextData()).containsExactly(0, 5);
    assertThat(both.server.nextData()).containsExactly(2, 5);
    assertThat(both.server.transport.stats().recordsDropped() - before).isEqualTo(1);
  }

  @Test
  void a_forged_fatal_alert_without_a_cipher_does_not_end_an_established_connection()
      throws Exception {
    Connected both = new Connected();
    byte[] alert = {21, (byte) 0xfe, (byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 77, 0, 2, 2, 40};
    both.server.receive(alert);
    both.client.receive(alert);
    both.assertAlive();
  }

  @Test
  void replaying_the_whole_handshake_does_not_make_a_server_chatter() throws Exception {
    Connected both = new Connected();
    List<byte[]> handshake = List.copyOf(both.fromClient);
    long before = both.server.transport.stats().datagramsSent();
    both.server.network = bytes -> true;
    for (int i = 0; i < 1000; i++) {
      handshake.forEach(both.server::receive);
    }
    assertThat(both.server.transport.stats().datagramsSent() - before).isLessThanOrEqualTo(110);
    both.server.network = both.client::receive;
    both.assertAlive();
  }

  @Test
  void mutants_during_handshakes_are_survived_or_end_them_with_a_reason() throws Exception {
    Random random = new Random(7);
    int connected = 0;
    for (int run = 0; run < 40; run++) {
      Peer client = make();
      Peer server = make();
      client.network = bytes -> send(server, bytes, random);
      server.network = bytes -> send(client, bytes, random);
      server.start(DtlsRole.SERVER, client.fingerprint());
      client.start(DtlsRole.CLIENT, server.fingerprint());
      for (Peer peer : List.of(client, server)) {
        try {
          peer.session();
          connected++;
        } catch (ExecutionException e) {
          assertThat(peer.end()).isInstanceOf(DtlsFailure.class);
          assertThat(peer.transport.session()).isEmpty();
        }
      }
      client.transport.close();
      server.transport.close();
    }
    Threads.awaitNoneOfDtls();
    // A mutant that only loses its record is survived; one that is taken for the real one is not.
    assertThat(connected).isGreaterThan(0);
  }

  private static Peer make() {
    return new Peer(DtlsConfig.of(DtlsCertificate.generate()).withTimeout(Duration.ofMillis(1000)));
  }

  /** Half of the datagrams are accompanied by mutants. */
  private static boolean send(Peer to, byte[] bytes, Random random) {
    synchronized (random) {
      if (random.nextBoolean()) {
        to.receive(Mutants.of(bytes, random));
      }
    }
    to.receive(Arrays.copyOf(bytes, bytes.length));
    return true;
  }
}
