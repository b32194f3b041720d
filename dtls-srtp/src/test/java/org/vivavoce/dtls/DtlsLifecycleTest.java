package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.srtp.SrtpProfile;

class DtlsLifecycleTest {

  @BeforeAll
  static void warm_up() {
    DtlsTransport.warmUp();
  }

  @AfterEach
  void no_thread_is_left() throws Exception {
    Threads.awaitNoneOfDtls();
  }

  private static void connect(Peer client, Peer server) throws Exception {
    Peer.join(client, server);
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(DtlsRole.CLIENT, server.fingerprint());
    client.session();
    server.session();
  }

  @Test
  void the_handshake_has_one_daemon_thread_a_side_and_none_after_it() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    Peer.join(client, server);
    server.start(DtlsRole.SERVER, client.fingerprint());
    assertThat(Threads.ofDtls()).hasSize(1).allMatch(Thread::isDaemon);
    assertThat(server.transport.state()).isEqualTo(DtlsState.CONNECTING);
    client.start(DtlsRole.CLIENT, server.fingerprint());
    client.session();
    server.session();
    Threads.awaitNoneOfDtls();
    assertThat(client.send(new byte[] {1})).isTrue();
    assertThat(server.nextData()).containsExactly(1);
  }

  @Test
  void nobody_there_ends_in_a_timeout() throws Exception {
    for (DtlsRole role : DtlsRole.values()) {
      Duration timeout = Duration.ofMillis(400);
      Peer peer = new Peer(DtlsConfig.of(DtlsCertificate.generate()).withTimeout(timeout));
      peer.start(role, DtlsCertificate.generate().fingerprint());
      assertThat(peer.end()).isEqualTo(new DtlsFailure.Timeout(timeout));
      assertThat(peer.transport.state()).isEqualTo(DtlsState.FAILED);
      assertThat(((DtlsFailure) peer.end()).message()).contains("400 ms");
    }
  }

  @Test
  void closing_during_the_handshake_ends_the_thread_and_tells_the_peer() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    // The server hears the client, but is not heard.
    client.network = server::receive;
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(DtlsRole.CLIENT, server.fingerprint());
    CountDownLatch answered = new CountDownLatch(1);
    server.network =
        bytes -> {
          answered.countDown();
          return true;
        };
    assertThat(answered.await(5, TimeUnit.SECONDS)).isTrue();
    server.network = client::receive;
    server.transport.close();
    assertThat(server.end()).isEqualTo("closed");
    assertThat(server.calls).containsExactly("closed");
    assertThat(client.end()).isEqualTo(new DtlsFailure.PeerAlert(90, "user_canceled"));
  }

  @Test
  void a_peer_that_missed_the_fatal_alert_is_told_again() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    client.network = server::receive;
    AtomicInteger alerts = new AtomicInteger();
    server.network =
        bytes ->
            Records.type(bytes, 0) == Records.ALERT && alerts.getAndIncrement() < 2
                || client.receive(bytes);
    server.start(DtlsRole.SERVER, DtlsCertificate.generate().fingerprint());
    client.start(DtlsRole.CLIENT, server.fingerprint());
    assertThat(server.end()).isInstanceOf(DtlsFailure.FingerprintMismatch.class);
    assertThat(client.end()).isEqualTo(new DtlsFailure.PeerAlert(42, "bad_certificate"));
    assertThat(alerts.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void what_comes_before_start_is_kept_for_the_handshake() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    CountDownLatch sent = new CountDownLatch(1);
    server.network = client::receive;
    client.network =
        bytes -> {
          server.receive(bytes);
          sent.countDown();
          return true;
        };
    client.start(DtlsRole.CLIENT, server.fingerprint());
    assertThat(sent.await(5, TimeUnit.SECONDS)).isTrue();
    client.network = server::receive;
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.session();
    server.session();
  }

  @Test
  void before_start_no_more_than_the_bound_is_kept_and_the_rest_counted() {
    Peer peer = Peer.make();
    for (int i = 0; i < 1000; i++) {
      peer.receive(new byte[1200]);
    }
    assertThat(peer.transport.stats().datagramsReceived()).isEqualTo(1000);
    assertThat(peer.transport.stats().datagramsDropped()).isEqualTo(872);
    peer.transport.close();
    assertThat(peer.transport.stats().datagramsDropped()).isEqualTo(1000);
  }

  @Test
  void data_that_arrives_before_the_server_s_finished_is_delivered_after_it() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    CountDownLatch serverReady = new CountDownLatch(1);
    BlockingQueue<byte[]> held = new LinkedBlockingQueue<>();
    client.network = server::receive;
    server.network =
        bytes -> {
          if (Records.type(bytes, 0) == Records.CHANGE_CIPHER_SPEC && held.isEmpty()) {
            held.add(bytes);
            serverReady.countDown();
            return true;
          }
          return client.receive(bytes);
        };
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(DtlsRole.CLIENT, server.fingerprint());
    server.session();
    assertThat(serverReady.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(server.send(new byte[] {42})).isTrue();
    client.receive(held.take());
    client.session();
    assertThat(client.nextData()).containsExactly(42);
    assertThat(client.calls).containsExactly("connected", "data");
  }

  @Test
  void closing_twice_or_after_the_peer_says_so_once() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    connect(client, server);
    client.transport.close();
    client.transport.close();
    server.transport.close();
    assertThat(client.calls).containsExactly("connected", "closed");
    assertThat(server.calls).containsExactly("connected", "closed");
    assertThat(client.transport.session()).isPresent();
    long dropped = client.transport.stats().datagramsDropped();
    client.receive(new byte[20]);
    assertThat(client.transport.stats().datagramsDropped()).isEqualTo(dropped + 1);
  }

  @Test
  void closing_before_start_makes_start_do_nothing() throws Exception {
    Peer peer = Peer.make();
    peer.transport.close();
    peer.start(DtlsRole.CLIENT, DtlsCertificate.generate().fingerprint());
    assertThat(peer.transport.state()).isEqualTo(DtlsState.CLOSED);
    assertThat(Threads.ofDtls()).isEmpty();
    assertThat(peer.calls).containsExactly("closed");
  }

  @Test
  void misuse_is_refused_at_once_with_what_is_allowed() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    assertThatThrownBy(() -> client.start(DtlsRole.CLIENT, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one fingerprint");
    assertThat(client.send(new byte[1])).isFalse();
    connect(client, server);
    assertThatThrownBy(() -> client.start(DtlsRole.CLIENT, server.fingerprint()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("once");
    int max = client.transport.maxDataSize();
    assertThat(max).isEqualTo(1163);
    for (int size : new int[] {0, max + 1}) {
      assertThatThrownBy(() -> client.send(new byte[size]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 1163");
    }
    AtomicInteger longest = new AtomicInteger();
    client.network =
        bytes -> {
          longest.set(bytes.length);
          return server.receive(bytes);
        };
    ByteBuffer largest = ByteBuffer.allocateDirect(max);
    assertThat(client.transport.send(largest)).isTrue();
    assertThat(largest.hasRemaining()).isFalse();
    assertThat(server.nextData()).hasSize(max);
    assertThat(longest.get()).isEqualTo(1200);
  }

  @Test
  void config_refuses_what_cannot_work() {
    DtlsConfig config = DtlsConfig.of(DtlsCertificate.generate());
    assertThatThrownBy(() -> config.withMtu(100)).hasMessageContaining("256 to 16384");
    assertThatThrownBy(() -> config.withTimeout(Duration.ZERO)).hasMessageContaining("timeout");
    assertThatThrownBy(() -> config.withFirstResend(Duration.ofDays(1)))
        .hasMessageContaining("firstResend");
    SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
    assertThatThrownBy(() -> config.withSrtpProfiles(List.of(profile, profile)))
        .hasMessageContaining("twice");
  }

  @Test
  void a_listener_that_refuses_a_datagram_is_counted() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    connect(client, server);
    client.network = bytes -> false;
    assertThat(client.send(new byte[] {1})).isTrue();
    assertThat(client.transport.stats().datagramsRefused()).isEqualTo(1);
  }

  @Test
  void peers_may_send_to_each_other_from_many_threads_at_once() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    connect(client, server);
    Threads.awaitNoneOfDtls();
    DtlsStats[] before = {client.transport.stats(), server.transport.stats()};
    int each = 500;
    Thread[] threads = new Thread[6];
    for (int t = 0; t < threads.length; t++) {
      Peer from = t % 2 == 0 ? client : server;
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  from.send(new byte[100]);
                }
              });
    }
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < 2; i++) {
      DtlsTransport transport = List.of(client, server).get(i).transport;
      DtlsStats after = transport.stats();
      long received = after.dataRecordsReceived() - before[i].dataRecordsReceived();
      long recordsDropped = after.recordsDropped() - before[i].recordsDropped();
      long datagramsDropped = after.datagramsDropped() - before[i].datagramsDropped();
      // Whoever lags by more than the replay window or the queue loses records, as on a network.
      assertThat(received + recordsDropped + datagramsDropped).isEqualTo(3 * each);
      assertThat(received).isPositive();
      assertThat(transport.state()).isEqualTo(DtlsState.CONNECTED);
    }
  }
}
