package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records after the handshake, which we seal and open ourselves. */
class RecordPathTest {
  private static final int CHACHA = CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256;

  @BeforeAll
  static void warm_up() {
    DtlsTransport.warmUp();
  }

  private static void connect(Peer client, Peer server) throws Exception {
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(DtlsRole.CLIENT, server.fingerprint());
    client.session();
    server.session();
    Threads.awaitNoneOfDtls();
  }

  /** Our server, connected with a bare Bouncy Castle client; all that the server sent is kept. */
  private static Peer serverOf(RawClient client, List<byte[]> sent) throws Exception {
    Peer server = Peer.make();
    server.network =
        bytes -> {
          sent.add(bytes);
          client.receive(bytes);
          return true;
        };
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(server::receive);
    client.connected();
    server.session();
    Threads.awaitNoneOfDtls();
    return server;
  }

  private static ByteBuffer roomy(byte[] data) {
    ByteBuffer buffer =
        ByteBuffer.allocate(DtlsTransport.HEADROOM + data.length + DtlsTransport.TAILROOM);
    buffer.position(DtlsTransport.HEADROOM).put(data);
    return buffer.flip().position(DtlsTransport.HEADROOM);
  }

  private static byte[] bytesOf(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** The records under a cipher, by their nonce: the same nonce must be the same record. */
  private static Map<String, byte[]> byNonce(List<byte[]> datagrams) {
    Map<String, byte[]> records = new HashMap<>();
    for (byte[] datagram : datagrams) {
      int position = 0;
      while (position < datagram.length) {
        int length = Records.length(datagram, position, datagram.length);
        assertThat(length).isPositive();
        if (Records.epoch(datagram, position) > 0) {
          byte[] record = Arrays.copyOfRange(datagram, position, position + length);
          String nonce = Arrays.toString(Arrays.copyOfRange(record, 13, 21));
          assertThat(Arrays.copyOfRange(record, 13, 21))
              .as("the explicit nonce is the number")
              .isEqualTo(Arrays.copyOfRange(record, 3, 11));
          byte[] other = records.putIfAbsent(nonce, record);
          assertThat(other == null || Arrays.equals(other, record))
              .as("nonce %s for one record only", nonce)
              .isTrue();
        }
        position += length;
      }
    }
    return records;
  }

  @Test
  void rfc_5288_no_nonce_is_used_twice_by_repeated_flights_many_threads_and_alerts()
      throws Exception {
    RawClient client = new RawClient();
    Peer server = Peer.make();
    List<byte[]> sent = new CopyOnWriteArrayList<>();
    int[] lost = new int[1];
    server.network =
        bytes -> {
          sent.add(bytes);
          // Bouncy Castle answers with new Finished messages, under the lock that we seal with.
          if (lost[0] < 6 && Records.type(bytes, 0) == Records.CHANGE_CIPHER_SPEC) {
            lost[0]++;
          } else {
            client.receive(bytes);
          }
          return true;
        };
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(server::receive);
    server.session();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      boolean inPlace = t % 2 == 0;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 300; i++) {
                  if (inPlace) {
                    ByteBuffer packet = roomy(new byte[] {7, 7});
                    assertThat(server.transport.seal(packet)).isTrue();
                    server.network.apply(bytesOf(packet));
                  } else {
                    assertThat(server.send(new byte[] {7, 7})).isTrue();
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    client.connected();
    server.transport.close();
    assertThat(lost[0]).isEqualTo(6);
    Map<String, byte[]> records = byNonce(sent);
    // Several Finished messages, the data, and one close_notify.
    assertThat(ofType(records, Records.HANDSHAKE)).isGreaterThanOrEqualTo(2);
    assertThat(ofType(records, Records.APPLICATION_DATA)).isEqualTo(1200);
    assertThat(ofType(records, Records.ALERT)).isEqualTo(1);
  }

  private static long ofType(Map<String, byte[]> records, int type) {
    return records.values().stream().filter(it -> Records.type(it, 0) == type).count();
  }

  @Test
  void another_stack_takes_thousand_of_our_records_and_the_close_notify_after_them()
      throws Exception {
    RawClient client = new RawClient();
    List<byte[]> sent = new CopyOnWriteArrayList<>();
    Peer server = serverOf(client, sent);
    exchange(client.connected(), server, 1000);
    server.transport.close();
    // Bouncy Castle closes when it reads close_notify, and then there is nothing to be had.
    byte[] buffer = new byte[2000];
    assertThat(client.connected().receive(buffer, 0, buffer.length, 1)).isEqualTo(-1);
    assertThat(client.closeNotified).isTrue();
    byNonce(sent);
  }

  @Test
  void an_alert_of_another_stack_is_understood_after_thousand_of_its_records() throws Exception {
    RawClient client = new RawClient();
    Peer server = serverOf(client, new CopyOnWriteArrayList<>());
    exchange(client.connected(), server, 1000);
    client.connected().close();
    assertThat(server.end()).isEqualTo("closed");
  }

  @Test
  void other_ciphers_stay_with_bouncy_castle() throws Exception {
    RawClient client = new RawClient();
    client.suites = new int[] {CHACHA};
    Peer server = serverOf(client, new CopyOnWriteArrayList<>());
    assertThat(server.session().cipherSuite()).contains("CHACHA20");
    exchange(client.connected(), server, 100);
    int longest = server.transport.maxDataSize();
    ByteBuffer packet = roomy(new byte[longest]);
    assertThat(server.transport.seal(packet)).isTrue();
    assertThat(packet.remaining()).isEqualTo(longest + 29);
    client.receive(bytesOf(packet));
    byte[] buffer = new byte[2000];
    assertThat(client.connected().receive(buffer, 0, buffer.length, 5000)).isEqualTo(longest);
    server.transport.close();
  }

  /** Data of many lengths, to the other stack in both ways of sending, and back. */
  private static void exchange(DTLSTransport other, Peer ours, int times) throws Exception {
    Random random = new Random(5288);
    byte[] buffer = new byte[2000];
    for (int i = 0; i < times; i++) {
      byte[] data = new byte[1 + random.nextInt(ours.transport.maxDataSize())];
      random.nextBytes(data);
      if (i % 2 == 0) {
        assertThat(ours.send(data)).isTrue();
      } else {
        ByteBuffer packet = roomy(data);
        assertThat(ours.transport.seal(packet)).isTrue();
        ours.network.apply(bytesOf(packet));
      }
      int length = other.receive(buffer, 0, buffer.length, 5000);
      assertThat(Arrays.copyOf(buffer, length)).isEqualTo(data);
      other.send(data, 0, data.length);
      assertThat(ours.nextData()).isEqualTo(data);
    }
  }

  @Test
  void a_packet_is_sealed_where_it_lies_and_may_be_sent_later() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    Peer.join(client, server);
    connect(client, server);
    DtlsStats before = client.transport.stats();
    client.network =
        bytes -> {
          throw new AssertionError("sealing sends nothing");
        };
    byte[] room = new byte[400];
    Arrays.fill(room, (byte) 0x55);
    ByteBuffer packet = ByteBuffer.wrap(room, 50, 300).slice();
    packet.position(60).limit(160);
    byte[] data = bytesOf(packet);
    assertThat(client.transport.seal(packet)).isTrue();
    assertThat(packet.position()).isEqualTo(60 - DtlsTransport.HEADROOM);
    assertThat(packet.limit()).isEqualTo(160 + DtlsTransport.TAILROOM);
    for (int i = 0; i < room.length; i++) {
      if (i < 50 + packet.position() || i >= 50 + packet.limit()) {
        assertThat(room[i]).as("byte %d is not ours", i).isEqualTo((byte) 0x55);
      }
    }
    byte[] datagram = bytesOf(packet);
    assertThat(Collections.indexOfSubList(list(datagram), list(data))).isEqualTo(-1);
    client.network = server::receive;
    client.send(new byte[] {1});
    assertThat(server.nextData()).containsExactly(1);
    server.receive(datagram);
    assertThat(server.nextData()).isEqualTo(data);
    DtlsStats after = client.transport.stats();
    assertThat(after.dataRecordsSent() - before.dataRecordsSent()).isEqualTo(2);
    assertThat(after.dataBytesSent() - before.dataBytesSent()).isEqualTo(101);
    assertThat(after.datagramsSent() - before.datagramsSent()).isEqualTo(2);

    client.transport.close();
    ByteBuffer late = roomy(new byte[] {1, 2, 3});
    assertThat(client.transport.seal(late)).isFalse();
    assertThat(bytesOf(late)).containsExactly(1, 2, 3);
  }

  private static List<Byte> list(byte[] bytes) {
    List<Byte> list = new ArrayList<>();
    for (byte b : bytes) {
      list.add(b);
    }
    return list;
  }

  @Test
  void a_packet_without_room_off_the_heap_or_of_the_wrong_size_is_refused() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    Peer.join(client, server);
    connect(client, server);
    int head = DtlsTransport.HEADROOM;
    int tail = DtlsTransport.TAILROOM;
    int max = client.transport.largestDataSize();
    assertThat(max).isEqualTo(1 << 14);
    ByteBuffer[] wrong = {
      ByteBuffer.allocate(500).position(head - 1).limit(100),
      ByteBuffer.allocate(500).position(head).limit(500 - tail + 1),
      ByteBuffer.allocateDirect(500).position(head).limit(100),
      roomy(new byte[10]).asReadOnlyBuffer(),
      roomy(new byte[0]),
      roomy(new byte[max + 1])
    };
    for (ByteBuffer packet : wrong) {
      int position = packet.position();
      assertThatThrownBy(() -> client.transport.seal(packet))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(packet.position()).isEqualTo(position);
    }
    ByteBuffer largest = roomy(new byte[client.transport.maxDataSize()]);
    assertThat(client.transport.seal(largest)).isTrue();
    assertThat(largest.remaining()).isEqualTo(1200);
  }

  @Test
  void reordered_and_duplicated_records_are_delivered_once_each() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    Peer.join(client, server);
    connect(client, server);
    List<byte[]> records = new CopyOnWriteArrayList<>();
    client.network = records::add;
    for (int i = 0; i < 1500; i++) {
      client.send(new byte[] {(byte) (i >> 8), (byte) i});
    }
    List<byte[]> twice = new ArrayList<>(records);
    twice.addAll(records);
    Collections.shuffle(twice, new Random(6347));
    long before = server.transport.stats().recordsDropped();
    twice.forEach(server::receive);
    assertThat(server.data).hasSize(1500);
    assertThat(server.data.stream().map(Arrays::toString).distinct()).hasSize(1500);
    assertThat(server.transport.stats().recordsDropped() - before).isEqualTo(1500);
  }
}
