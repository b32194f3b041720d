package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LossyHandshakeTest {
  private static final int AT_A_TIME = 32;

  private interface Handshake {
    /** Runs one to its end on both sides, and checks it. */
    void run(LossyNetwork network, long seed) throws Exception;
  }

  private static final DtlsConfig ONE = DtlsConfig.of(DtlsCertificate.generate());
  private static final DtlsConfig TWO = DtlsConfig.of(DtlsCertificate.generate());

  @BeforeAll
  static void warm_up() {
    DtlsTransport.warmUp();
  }

  /**
   * What makes the tail: a flight is one datagram each way here, and a tenth of them is lost. A
   * step whose datagram or answer is lost (19 %) costs a resend time: 50 ms, then 100 ms by Bouncy
   * Castle, then never more than 100 ms by {@link HandshakeWire} in the first second, where Bouncy
   * Castle alone would go on doubling (0.4 s, 0.8 s, 1.6 s). The rest is waiting for one of the
   * machine's processors.
   */
  @Test
  void a_thousand_handshakes_at_ten_percent_loss_all_succeed_in_good_time() throws Exception {
    long[] millis = runAll("ours", 1000, LossyHandshakeTest::ours);
    assertThat(millis[millis.length * 99 / 100]).isLessThan(2000);
    assertThat(millis[millis.length - 1]).isLessThan(10_000);
  }

  @Test
  void a_client_that_sends_every_record_by_itself_succeeds_too() throws Exception {
    long[] millis = runAll("client other", 250, LossyHandshakeTest::clientOther);
    assertThat(millis[millis.length - 1]).isLessThan(10_000);
  }

  @Test
  void a_server_that_sends_every_record_by_itself_succeeds_too() throws Exception {
    long[] millis = runAll("server other", 250, LossyHandshakeTest::serverOther);
    assertThat(millis[millis.length - 1]).isLessThan(10_000);
  }

  private static long[] runAll(String what, int count, Handshake handshake) throws Exception {
    long[] millis = new long[count];
    ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
    long begin = System.nanoTime();
    try (LossyNetwork network = new LossyNetwork(0.1, 0.02, 500, 20_000)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int seed = i;
        runs.add(
            workers.submit(
                () -> {
                  long start = System.nanoTime();
                  handshake.run(network, seed);
                  millis[seed] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                  return null;
                }));
      }
      for (Future<?> run : runs) {
        run.get(120, TimeUnit.SECONDS);
      }
    } finally {
      workers.shutdownNow();
    }
    long total = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    Arrays.sort(millis);
    System.out.printf(
        "%d handshakes (%s), 10 %% loss: median %d ms, 90 %% %d ms, 99 %% %d ms, worst %d ms,"
            + " all in %d ms%n",
        count,
        what,
        millis[count / 2],
        millis[count * 9 / 10],
        millis[count * 99 / 100],
        millis[count - 1],
        total);
    return millis;
  }

  private static void ours(LossyNetwork network, long seed) throws Exception {
    Peer client = new Peer(ONE);
    Peer server = new Peer(TWO);
    network.join(client, server, seed);
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(DtlsRole.CLIENT, server.fingerprint());
    assertThat(client.session().localMasterKey()).isEqualTo(server.session().remoteMasterKey());
    client.transport.close();
    server.transport.close();
  }

  private static void clientOther(LossyNetwork network, long seed) throws Exception {
    RawClient client = new RawClient();
    Peer server = new Peer(TWO);
    server.network = network.link(client::receive, 2 * seed);
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(network.link(server::receive, 2 * seed + 1)::apply);
    client.connected();
    server.session();
    server.transport.close();
  }

  private static void serverOther(LossyNetwork network, long seed) throws Exception {
    RawServer server = new RawServer();
    Peer client = new Peer(ONE);
    client.network = network.link(server::receive, 2 * seed);
    server.start(network.link(client::receive, 2 * seed + 1)::apply);
    client.start(DtlsRole.CLIENT, server.fingerprint());
    client.session();
    server.connected();
    client.transport.close();
  }
}
