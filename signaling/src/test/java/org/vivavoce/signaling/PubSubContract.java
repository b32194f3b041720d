package org.vivavoce.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link PubSub} must do. An implementation's test extends this and says how two members
 * of one network are made.
 */
@Timeout(30)
public abstract class PubSubContract {
  private static final String TOPIC = "test/topic-1";
  private static final long PATIENCE_SECONDS = 10;

  /** One member of the network; so is {@link #b}, which may be the same object. */
  protected PubSub a;

  /** See {@link #a}. */
  protected PubSub b;

  /** Two members that hear each other; each is closed once by this class. */
  protected abstract List<PubSub> network() throws Exception;

  /** Waits until subscriptions made so far are known to the whole network. */
  protected void settle() throws Exception {}

  @BeforeEach
  void makeTheNetwork() throws Exception {
    List<PubSub> members = network();
    a = members.get(0);
    b = members.get(1);
  }

  @AfterEach
  void closeTheNetwork() {
    a.close();
    b.close();
  }

  /** Collects texts. */
  private static final class Inbox implements PubSub.Handler {
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

    @Override
    public void onMessage(byte[] message) {
      texts.add(new String(message));
    }

    String take() throws InterruptedException {
      String text = texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return text == null ? fail("no message came") : text;
    }
  }

  private void publish(PubSub from, String topic, String text) {
    from.publish(topic, text.getBytes());
  }

  @Test
  void a_message_reaches_the_other_member_and_only_on_its_topic() throws Exception {
    Inbox inbox = new Inbox();
    Inbox other = new Inbox();
    b.subscribe(TOPIC, inbox);
    b.subscribe("test/topic-2", other);
    settle();
    publish(a, TOPIC, "one");
    publish(a, "test/topic-2", "two");
    assertThat(inbox.take()).isEqualTo("one");
    assertThat(other.take()).isEqualTo("two");
    assertThat(inbox.texts).isEmpty();
  }

  @Test
  void the_publisher_hears_itself_once_if_it_subscribed() throws Exception {
    Inbox inbox = new Inbox();
    a.subscribe(TOPIC, inbox);
    settle();
    publish(a, TOPIC, "one");
    publish(a, TOPIC, "two");
    assertThat(inbox.take()).isEqualTo("one");
    assertThat(inbox.take()).isEqualTo("two");
    assertThat(inbox.texts).isEmpty();
  }

  @Test
  void every_subscription_of_a_topic_gets_the_message_and_may_change_its_array() throws Exception {
    Inbox first = new Inbox();
    Inbox second = new Inbox();
    for (Inbox inbox : List.of(first, second)) {
      b.subscribe(
          TOPIC,
          message -> {
            inbox.onMessage(message);
            java.util.Arrays.fill(message, (byte) 'x');
          });
    }
    settle();
    byte[] mine = "one".getBytes();
    a.publish(TOPIC, mine);
    java.util.Arrays.fill(mine, (byte) 'y');
    assertThat(first.take()).isEqualTo("one");
    assertThat(second.take()).isEqualTo("one");
  }

  @Test
  void messages_of_one_publisher_come_in_order_and_one_at_a_time() throws Exception {
    int count = 500;
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    java.util.concurrent.atomic.AtomicInteger inside =
        new java.util.concurrent.atomic.AtomicInteger();
    b.subscribe(
        TOPIC,
        message -> {
          seen.add(inside.incrementAndGet() == 1 ? new String(message) : "overlap");
          inside.decrementAndGet();
        });
    settle();
    for (int i = 0; i < count; i++) {
      publish(a, TOPIC, "m" + i);
    }
    for (int i = 0; i < count; i++) {
      assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("m" + i);
    }
  }

  @Test
  void delivery_is_never_on_the_publishers_thread() throws Exception {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    a.subscribe(TOPIC, message -> threads.add(Thread.currentThread()));
    settle();
    publish(a, TOPIC, "one");
    assertThat(threads.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isNotNull()
        .isNotSameAs(Thread.currentThread());
  }

  @Test
  void a_handler_that_throws_is_counted_and_goes_on_to_get_messages() throws Exception {
    Inbox inbox = new Inbox();
    PubSub.Subscription subscription =
        b.subscribe(
            TOPIC,
            message -> {
              if (new String(message).equals("bad")) {
                throw new IllegalStateException("thrown by the test");
              }
              inbox.onMessage(message);
            });
    settle();
    publish(a, TOPIC, "bad");
    publish(a, TOPIC, "good");
    assertThat(inbox.take()).isEqualTo("good");
    assertThat(subscription.failed()).isEqualTo(1);
    assertThat(subscription.delivered()).isEqualTo(2);
    assertThat(subscription.dropped()).isZero();
    assertThat(subscription.topic()).isEqualTo(TOPIC);
  }

  @Test
  void a_slow_handler_delays_no_other_subscription_and_drops_what_does_not_fit() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Inbox slow = new Inbox();
    CountDownLatch begun = new CountDownLatch(1);
    PubSub.Subscription held =
        b.subscribe(
            TOPIC,
            message -> {
              begun.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              slow.onMessage(message);
            });
    Inbox swift = new Inbox();
    b.subscribe(TOPIC, swift);
    settle();
    publish(a, TOPIC, "m0");
    assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(swift.take()).isEqualTo("m0");
    int last = 0;
    while (held.dropped() == 0) {
      publish(a, TOPIC, "m" + ++last);
      assertThat(swift.take()).isEqualTo("m" + last);
      assertThat(last).as("messages queued for a handler that never returns").isLessThan(100_000);
    }
    go.countDown();
    for (int i = 0; i < last; i++) {
      assertThat(slow.take()).isEqualTo("m" + i);
    }
    assertThat(slow.texts).isEmpty();
  }

  @Test
  void no_message_comes_after_a_handler_closed_its_own_subscription() throws Exception {
    Inbox inbox = new Inbox();
    BlockingQueue<PubSub.Subscription> own = new LinkedBlockingQueue<>();
    own.add(
        b.subscribe(
            TOPIC,
            message -> {
              inbox.onMessage(message);
              try {
                own.take().close();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }));
    Inbox marker = new Inbox();
    b.subscribe("test/marker", marker);
    settle();
    for (int i = 0; i < 20; i++) {
      publish(a, TOPIC, "m" + i);
    }
    publish(a, "test/marker", "end");
    assertThat(inbox.take()).isEqualTo("m0");
    assertThat(marker.take()).isEqualTo("end");
    assertThat(inbox.texts).isEmpty();
  }

  @Test
  void a_closed_subscription_is_silent_and_closing_it_again_does_nothing() throws Exception {
    Inbox closed = new Inbox();
    Inbox open = new Inbox();
    PubSub.Subscription subscription = b.subscribe(TOPIC, closed);
    b.subscribe(TOPIC, open);
    settle();
    subscription.close();
    subscription.close();
    publish(a, TOPIC, "one");
    assertThat(open.take()).isEqualTo("one");
    assertThat(closed.texts).isEmpty();
    assertThat(subscription.delivered()).isZero();
  }

  @Test
  void a_handler_may_publish_subscribe_and_close() throws Exception {
    Inbox inbox = new Inbox();
    b.subscribe(
        TOPIC,
        message -> {
          PubSub.Subscription passing = b.subscribe("test/passing", new Inbox());
          passing.close();
          publish(b, "test/reply", "re: " + new String(message));
        });
    a.subscribe("test/reply", inbox);
    settle();
    publish(a, TOPIC, "one");
    assertThat(inbox.take()).isEqualTo("re: one");
  }

  @Test
  void empty_and_largest_messages_pass_and_larger_ones_are_refused() throws Exception {
    BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
    b.subscribe(TOPIC, message -> lengths.add(message.length));
    settle();
    a.publish(TOPIC, new byte[0]);
    a.publish(TOPIC, new byte[PubSub.MAX_MESSAGE_BYTES]);
    assertThat(lengths.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isZero();
    assertThat(lengths.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(PubSub.MAX_MESSAGE_BYTES);
    assertThatThrownBy(() -> a.publish(TOPIC, new byte[PubSub.MAX_MESSAGE_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("262145");
  }

  @Test
  void a_topic_is_up_to_256_characters_of_printable_ascii() throws Exception {
    Inbox inbox = new Inbox();
    String longest = "!~".repeat(PubSub.MAX_TOPIC_LENGTH / 2);
    b.subscribe(longest, inbox);
    settle();
    publish(a, longest, "one");
    assertThat(inbox.take()).isEqualTo("one");
    for (String wrong : List.of("", longest + "x", "a b", "a\n", "ä", "a\u007f")) {
      assertThatThrownBy(() -> a.publish(wrong, new byte[1]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> a.subscribe(wrong, inbox))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void after_close_publishing_and_subscribing_are_refused() {
    a.close();
    a.close();
    assertThatThrownBy(() -> publish(a, TOPIC, "one")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> a.subscribe(TOPIC, new Inbox()))
        .isInstanceOf(IllegalStateException.class);
  }
}
