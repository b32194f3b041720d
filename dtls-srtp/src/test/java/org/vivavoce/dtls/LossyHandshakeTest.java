package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LossyHandshakeTest {
  private static final int HANDSHAKES = 1000;
  private static final int AT_A_TIME = 32;

  @Test
  void a_thousand_handshakes_at_ten_percent_loss_all_succeed_in_good_time() throws Exception {
    DtlsTransport.warmUp();
    DtlsConfig one = DtlsConfig.of(DtlsCertificate.generate());
    DtlsConfig two = DtlsConfig.of(DtlsCertificate.generate());
    long[] millis = new long[HANDSHAKES];
    ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
    long begin = System.nanoTime();
    try (LossyNetwork network = new LossyNetwork(0.1, 0.02, 500, 20_000)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < HANDSHAKES; i++) {
        int seed = i;
        runs.add(
            workers.submit(
                () -> {
                  millis[seed] = handshake(network, one, two, seed);
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
        "%d handshakes, 10 %% loss: median %d ms, 90 %% %d ms, 99 %% %d ms, 99.9 %% %d ms, worst %d"
            + " ms, all in %d ms%n",
        HANDSHAKES,
        millis[HANDSHAKES / 2],
        millis[HANDSHAKES * 9 / 10],
        millis[HANDSHAKES * 99 / 100],
        millis[HANDSHAKES * 999 / 1000],
        millis[HANDSHAKES - 1],
        total);
    assertThat(millis[HANDSHAKES * 99 / 100]).isLessThan(2000);
    assertThat(millis[HANDSHAKES - 1]).isLessThan(10_000);
  }

  private static long handshake(LossyNetwork network, DtlsConfig one, DtlsConfig two, int seed)
      throws Exception {
    Peer client = new Peer(one);
    Peer server = new Peer(two);
    network.join(client, server, seed);
    long begin = System.nanoTime();
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(DtlsRole.CLIENT, server.fingerprint());
    assertThat(client.session().localMasterKey()).isEqualTo(server.session().remoteMasterKey());
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    client.transport.close();
    server.transport.close();
    return millis;
  }
}
