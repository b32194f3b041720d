package org.vivavoce.signaling;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.vivavoce.signaling.PubSub.Handler;
import org.vivavoce.signaling.PubSub.Subscription;

/**
 * The near half of a {@link PubSub} over some network: hands what arrives to this process's
 * subscriptions, as the contract promises, and tells the network which topics are wanted, once each
 * however many subscriptions there are. Safe from any thread.
 */
public final class TopicDelivery implements AutoCloseable {
  /** The network's half. Called one call at a time, in the right order; must not wait. */
  public interface Network {
    /** The first subscription of a topic was made. */
    void join(String topic);

    /** The last one of a topic was closed. Not called when everything is closed. */
    void leave(String topic);
  }

  private final Network network;
  private final InProcessPubSub local = InProcessPubSub.create();
  private final Map<String, Integer> counts = new HashMap<>(); // guards itself

  private TopicDelivery(Network network) {
    this.network = Objects.requireNonNull(network, "network");
  }

  /** For a network. */
  public static TopicDelivery of(Network network) {
    return new TopicDelivery(network);
  }

  /**
   * As {@link PubSub#subscribe}.
   *
   * @throws IllegalArgumentException if the topic is out of bounds
   * @throws IllegalStateException if this is closed
   */
  public Subscription subscribe(String topic, Handler handler) {
    Counted subscription = new Counted(local.subscribe(topic, handler));
    synchronized (counts) {
      if (counts.merge(topic, 1, Integer::sum) == 1) {
        try {
          network.join(topic);
        } catch (RuntimeException e) {
          counts.remove(topic);
          subscription.inner.close();
          throw e;
        }
      }
    }
    return subscription;
  }

  /**
   * Hands a message to the subscriptions of its topic; copies it.
   *
   * @throws IllegalArgumentException if the topic or the message is out of bounds
   * @throws IllegalStateException if this is closed
   */
  public void deliver(String topic, byte[] message) {
    local.publish(topic, message);
  }

  /** Ends all subscriptions, and their threads. */
  @Override
  public void close() {
    local.close();
  }

  /** Leaves the topic with its last subscription. */
  private final class Counted implements Subscription {
    private final Subscription inner;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Counted(Subscription inner) {
      this.inner = inner;
    }

    @Override
    public String topic() {
      return inner.topic();
    }

    @Override
    public long delivered() {
      return inner.delivered();
    }

    @Override
    public long dropped() {
      return inner.dropped();
    }

    @Override
    public long failed() {
      return inner.failed();
    }

    @Override
    public void close() {
      inner.close();
      if (open.getAndSet(false)) {
        synchronized (counts) {
          if (counts.merge(topic(), -1, Integer::sum) == 0) {
            counts.remove(topic());
            network.leave(topic());
          }
        }
      }
    }
  }
}
