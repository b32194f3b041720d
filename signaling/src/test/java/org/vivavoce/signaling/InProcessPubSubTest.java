package org.vivavoce.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InProcessPubSubTest extends PubSubContract {
  private final Logged logged = new Logged(InProcessPubSub.class);

  @AfterEach
  void logToTheConsoleAgain() {
    logged.close();
  }

  @Test
  void what_a_handler_throws_is_logged_with_its_topic() throws Exception {
    CountDownLatch second = new CountDownLatch(2);
    a.subscribe(
        "some/topic",
        message -> {
          second.countDown();
          throw new AssertionError("thrown by the test");
        });
    a.publish("some/topic", new byte[1]);
    a.publish("some/topic", new byte[1]);
    assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    a.close();
    assertThat(logged.records).hasSize(2);
    assertThat(logged.records.get(0).getMessage()).contains("some/topic");
    assertThat(logged.records.get(0).getThrown()).hasMessage("thrown by the test");
  }

  @Override
  protected List<PubSub> network() {
    PubSub shared = InProcessPubSub.create();
    return List.of(shared, shared);
  }

  private static long ourThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("vivavoce-pubsub-"))
        .count();
  }

  @Test
  void closing_leaves_no_thread() throws Exception {
    long before = ourThreads();
    try (PubSub network = InProcessPubSub.create()) {
      LinkedBlockingQueue<byte[]> seen = new LinkedBlockingQueue<>();
      for (int i = 0; i < 10; i++) {
        network.subscribe("t" + i, seen::add);
        network.publish("t" + i, new byte[1]);
      }
      for (int i = 0; i < 10; i++) {
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isNotNull();
      }
      assertThat(ourThreads()).isGreaterThan(before);
    }
    assertThat(ourThreads()).isEqualTo(before);
  }

  @Test
  void a_handler_may_close_the_whole_network() throws Exception {
    PubSub network = InProcessPubSub.create();
    CountDownLatch closed = new CountDownLatch(1);
    network.subscribe(
        "t",
        message -> {
          network.close();
          closed.countDown();
        });
    network.publish("t", new byte[0]);
    assertThat(closed.await(1, TimeUnit.SECONDS)).as("close() waited for its caller").isTrue();
  }

  @Test
  void large_messages_are_dropped_at_4_mib_queued() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    try (PubSub network = InProcessPubSub.create()) {
      PubSub.Subscription subscription =
          network.subscribe(
              "t",
              message -> {
                begun.countDown();
                try {
                  go.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      network.publish("t", new byte[0]);
      begun.await();
      for (int i = 0; i < 20; i++) {
        network.publish("t", new byte[PubSub.MAX_MESSAGE_BYTES]);
      }
      assertThat(subscription.dropped()).isEqualTo(4);
      go.countDown();
    }
  }

  @Test
  void publishers_on_many_threads_lose_nothing_and_keep_their_own_order() throws Exception {
    int publishers = 4;
    int each = 200;
    try (PubSub network = InProcessPubSub.create()) {
      int[] next = new int[publishers];
      AtomicBoolean ordered = new AtomicBoolean(true);
      CountDownLatch all = new CountDownLatch(publishers * each);
      network.subscribe(
          "t",
          message -> {
            ordered.compareAndSet(next[message[0]]++ != (message[1] & 0xff), false);
            all.countDown();
          });
      Thread[] threads = new Thread[publishers];
      for (int p = 0; p < publishers; p++) {
        byte publisher = (byte) p;
        threads[p] =
            new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    network.publish("t", new byte[] {publisher, (byte) i});
                  }
                });
        threads[p].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(ordered).isTrue();
    }
  }

  @Test
  void subscribing_and_unsubscribing_while_others_publish_neither_fails_nor_leaks()
      throws Exception {
    InProcessPubSub network = InProcessPubSub.create();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger failures = new AtomicInteger();
    Thread publisher =
        new Thread(
            () -> {
              while (!stop.get()) {
                network.publish("t", new byte[8]);
              }
            });
    publisher.setUncaughtExceptionHandler((thread, thrown) -> failures.incrementAndGet());
    publisher.start();
    for (int i = 0; i < 2_000; i++) {
      network.subscribe("t", message -> {}).close();
    }
    stop.set(true);
    publisher.join();
    assertThat(failures).hasValue(0);
    assertThat(network.topicCount()).isZero();
    network.close();
  }
}
