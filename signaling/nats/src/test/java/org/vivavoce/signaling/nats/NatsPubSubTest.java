package org.vivavoce.signaling.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.PubSubContract;

class NatsPubSubTest extends PubSubContract {
  private static NatsServer server;

  private final List<Connection> lent = new ArrayList<>();

  @BeforeAll
  static void startTheServer() throws Exception {
    server = NatsServer.start();
  }

  @AfterAll
  static void stopTheServer() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  protected List<PubSub> network() throws Exception {
    return List.of(NatsPubSub.connect(server.url()), NatsPubSub.connect(server.url()));
  }

  /** When the server has answered, it has taken all that was said to it before. */
  @Override
  protected void settle() throws Exception {
    for (PubSub each : List.of(a, b)) {
      assertThat(((NatsPubSub) each).flush(Duration.ofSeconds(10))).isTrue();
    }
  }

  private Connection lent(Options.Builder options) throws Exception {
    Connection made = Nats.connect(options.server(server.url()).build());
    lent.add(made);
    return made;
  }

  @AfterEach
  void closeWhatWasLent() throws Exception {
    for (Connection each : lent) {
      each.close();
    }
  }

  private static byte[] next(BlockingQueue<byte[]> inbox) throws InterruptedException {
    return inbox.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void topics_with_wildcards_are_only_themselves() throws Exception {
    BlockingQueue<byte[]> all = new LinkedBlockingQueue<>();
    BlockingQueue<byte[]> right = new LinkedBlockingQueue<>();
    b.subscribe("test/*", all::add);
    b.subscribe(">", all::add);
    b.subscribe("test/x", right::add);
    settle();
    a.publish("test/x", new byte[] {1});
    assertThat(next(right)).containsExactly(1);
    a.publish("test/*", new byte[] {2});
    assertThat(next(all)).containsExactly(2);
    assertThat(right).isEmpty();
    assertThat(all).isEmpty();
  }

  @Test
  void subscriptions_are_renewed_and_waiting_messages_sent_when_the_server_comes_back()
      throws Exception {
    NatsServer first = NatsServer.start();
    CountDownLatch lost = new CountDownLatch(2);
    CountDownLatch back = new CountDownLatch(2);
    try (NatsPubSub one = NatsPubSub.connect(first.url());
        NatsPubSub two = NatsPubSub.connect(first.url())) {
      for (NatsPubSub each : List.of(one, two)) {
        each.connection()
            .addConnectionListener(
                (connection, event) -> {
                  if (event == Events.DISCONNECTED) {
                    lost.countDown();
                  } else if (event == Events.RESUBSCRIBED) {
                    back.countDown();
                  }
                });
      }
      BlockingQueue<byte[]> own = new LinkedBlockingQueue<>();
      BlockingQueue<byte[]> inbox = new LinkedBlockingQueue<>();
      one.subscribe("test/x", own::add);
      two.subscribe("test/x", inbox::add);
      first.close();
      assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
      // What is said between the loss and the noticing may be lost.
      long noticed = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (one.connection().getStatus() != Connection.Status.RECONNECTING) {
        assertThat(System.nanoTime()).isLessThan(noticed);
        LockSupport.parkNanos(5_000_000);
      }
      for (int i = 0; i < 5; i++) {
        one.publish("test/x", new byte[] {1});
      }
      try (NatsServer again = NatsServer.start(first.port())) {
        assertThat(back.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(next(own)).as("what waited").containsExactly(1);
        assertThat(two.flush(Duration.ofSeconds(10))).isTrue();
        one.publish("test/x", new byte[] {2});
        byte[] heard = next(inbox);
        while (heard[0] == 1) { // as well, if two was back before one
          heard = next(inbox);
        }
        assertThat(heard).containsExactly(2);
        assertThat(again.port()).isEqualTo(first.port());
      }
    }
  }

  @Test
  void what_waits_for_a_server_that_is_gone_is_bounded_and_counted() throws Exception {
    NatsServer gone = NatsServer.start();
    CountDownLatch lost = new CountDownLatch(1);
    try (NatsPubSub one = NatsPubSub.connect(gone.url())) {
      one.connection()
          .addConnectionListener(
              (connection, event) -> {
                if (event == Events.DISCONNECTED) {
                  lost.countDown();
                }
              });
      gone.close();
      assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
      byte[] large = new byte[PubSub.MAX_MESSAGE_BYTES];
      for (int i = 0; i < 200; i++) {
        one.publish("test/x", large);
      }
      // 8 MiB here, and as much in the client library
      assertThat(one.dropped()).isBetween(200L - 2 * 32 - 2, 200L - 32);
    }
  }

  @Test
  void a_message_that_the_server_takes_not_so_large_is_dropped_and_counted(@TempDir Path folder)
      throws Exception {
    Path config = Files.writeString(folder.resolve("nats.conf"), "max_payload: 1000\n");
    try (NatsServer small = NatsServer.start("-c", config.toString());
        NatsPubSub one = NatsPubSub.connect(small.url())) {
      BlockingQueue<byte[]> inbox = new LinkedBlockingQueue<>();
      one.subscribe("test/x", inbox::add);
      one.publish("test/x", new byte[1001]);
      one.publish("test/x", new byte[1000]);
      assertThat(next(inbox)).hasSize(1000);
      assertThat(one.dropped()).isEqualTo(1);
    }
  }

  @Test
  void a_message_of_somebody_else_that_is_too_large_is_not_delivered() throws Exception {
    BlockingQueue<byte[]> inbox = new LinkedBlockingQueue<>();
    b.subscribe("test/x", inbox::add);
    settle();
    Connection other = ((NatsPubSub) a).connection();
    other.publish("vivavoce.test.x", new byte[PubSub.MAX_MESSAGE_BYTES + 1]);
    other.publish("vivavoce.test.x", new byte[7]);
    assertThat(next(inbox)).hasSize(7);
  }

  @Test
  void a_connection_that_was_lent_is_left_open_and_shared() throws Exception {
    Connection shared = lent(new Options.Builder());
    BlockingQueue<byte[]> inbox = new LinkedBlockingQueue<>();
    NatsPubSub one = NatsPubSub.on(shared, "other.");
    one.subscribe("x", inbox::add);
    a.publish("x", new byte[] {1}); // another prefix
    assertThat(one.flush(Duration.ofSeconds(10))).isTrue();
    shared.publish("other.x", new byte[] {2});
    assertThat(next(inbox)).containsExactly(2);
    one.close();
    assertThat(shared.getStatus()).isEqualTo(Connection.Status.CONNECTED);
    try (NatsPubSub again = NatsPubSub.on(shared)) {
      again.subscribe("x", inbox::add);
      again.publish("x", new byte[] {3});
      assertThat(next(inbox)).containsExactly(3);
    }
  }

  @Test
  void a_connection_that_its_owner_closed_loses_messages_and_does_no_other_harm() throws Exception {
    Connection shared = lent(new Options.Builder());
    NatsPubSub one = NatsPubSub.on(shared);
    PubSub.Subscription subscription = one.subscribe("x", message -> {});
    shared.close();
    one.publish("x", new byte[1]);
    assertThat(one.flush(Duration.ofSeconds(10))).isFalse();
    assertThat(one.dropped()).isEqualTo(1);
    subscription.close();
    one.close();
  }

  @Test
  void a_connection_that_does_not_hear_itself_is_refused() throws Exception {
    Connection deaf = lent(new Options.Builder().noEcho());
    assertThatThrownBy(() -> NatsPubSub.on(deaf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("noEcho");
  }

  @Test
  void where_no_server_is_connecting_fails_with_an_exception_that_says_so() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThatThrownBy(() -> NatsPubSub.connect("nats://127.0.0.1:" + port))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + port);
    assertThatThrownBy(() -> NatsPubSub.connect("nats://:::"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_topic_is_left_with_its_last_subscription() throws Exception {
    BlockingQueue<byte[]> inbox = new LinkedBlockingQueue<>();
    PubSub.Subscription one = b.subscribe("test/x", inbox::add);
    PubSub.Subscription two = b.subscribe("test/x", inbox::add);
    one.close();
    settle();
    a.publish("test/x", new byte[] {1});
    assertThat(next(inbox)).containsExactly(1);
    long before = ((NatsPubSub) b).connection().getStatistics().getInMsgs();
    two.close();
    settle();
    a.publish("test/x", new byte[] {2});
    settle();
    assertThat(((NatsPubSub) b).connection().getStatistics().getInMsgs()).isEqualTo(before);
    assertThat(inbox).isEmpty();
  }
}
