package org.vivavoce.signaling;

/**
 * A network that carries messages to whoever subscribed to their topic. Small on purpose, so that
 * an application's own network fits behind it; one instance is shared by the application and its
 * Controllers, each on topics of their own.
 *
 * <p><b>What is promised.</b>
 *
 * <ul>
 *   <li>Each message reaches each subscription of its topic <em>at most once</em>. It may be lost,
 *       without notice.
 *   <li>Delivery is asynchronous, on the network's own threads: never within {@link #publish} or
 *       {@link #subscribe}. A subscription's handler is called for one message at a time; what one
 *       thread published comes in the order in which it was published. Different subscriptions are
 *       independent: a slow handler delays nobody else.
 *   <li>Who publishes hears it too if subscribed to that topic, once per subscription like
 *       everybody else; otherwise not.
 *   <li>A subscription hears what is published after {@code subscribe} returned, as far as the
 *       network has spread it; nothing earlier.
 *   <li>A subscription's queue is bounded. A message that does not fit is dropped for that
 *       subscription (the newest goes, so what was queued stays in order) and counted.
 *   <li>A handler that throws is logged and counted, and goes on to get messages.
 *   <li>Messages are neither signed nor encrypted as far as this contract goes: anybody in the
 *       network can read and write every topic.
 * </ul>
 *
 * <p>All methods are safe from any thread, from handlers too. No lock is held while a handler runs.
 */
public interface PubSub extends AutoCloseable {
  /** The most bytes of a message. */
  int MAX_MESSAGE_BYTES = 256 * 1024;

  /** The most characters of a topic. */
  int MAX_TOPIC_LENGTH = 256;

  /** Takes messages. */
  @FunctionalInterface
  interface Handler {
    /**
     * Called for each message, on a thread of the network.
     *
     * @param message the handler's own: it may keep and change it
     */
    void onMessage(byte[] message);
  }

  /** One handler's standing wish for a topic's messages. */
  interface Subscription extends AutoCloseable {
    /** The topic. */
    String topic();

    /** Messages for which the handler was called. */
    long delivered();

    /** Messages that were dropped because the queue was full. */
    long dropped();

    /** Messages at which the handler threw. */
    long failed();

    /**
     * Ends it; what is queued is discarded. Never waits, so it may be called with locks held.
     * Called by the handler itself, no further call follows. Called from elsewhere, one delivery
     * that is already under way may still be running, or just be beginning, when this returns; none
     * after that one. Closing again does nothing.
     */
    @Override
    void close();
  }

  /**
   * Begins to listen.
   *
   * @param topic 1 to 256 characters of printable ASCII without spaces
   * @param handler gets the messages; several may listen to one topic, and one to several
   * @return to be closed in the end
   * @throws IllegalArgumentException if the topic is out of bounds
   * @throws IllegalStateException if this is closed
   */
  Subscription subscribe(String topic, Handler handler);

  /**
   * Sends a message, without waiting.
   *
   * @param topic as in {@link #subscribe}
   * @param message at most 262,144 bytes; copied, the caller keeps the array
   * @throws IllegalArgumentException if the topic or the message is out of bounds
   * @throws IllegalStateException if this is closed
   */
  void publish(String topic, byte[] message);

  /**
   * Ends all subscriptions and the network's threads; for whoever made it, not for those it was
   * lent to. Closing again does nothing.
   */
  @Override
  void close();

  /**
   * Checks a topic, for implementations.
   *
   * @param topic any text
   * @throws IllegalArgumentException if it is not 1 to 256 characters of printable ASCII without
   *     spaces
   */
  static void requireTopic(String topic) {
    if (topic.isEmpty() || topic.length() > MAX_TOPIC_LENGTH) {
      throw new IllegalArgumentException(
          "the topic has "
              + topic.length()
              + " characters; 1 to "
              + MAX_TOPIC_LENGTH
              + " are allowed");
    }
    for (int i = 0; i < topic.length(); i++) {
      if (topic.charAt(i) <= 0x20 || topic.charAt(i) >= 0x7f) {
        throw new IllegalArgumentException(
            "topic "
                + Printable.quote(topic, MAX_TOPIC_LENGTH)
                + ": character "
                + (i + 1)
                + " is not printable ASCII");
      }
    }
  }

  /**
   * Checks a message's size, for implementations.
   *
   * @param message any bytes
   * @throws IllegalArgumentException if there are more than {@link #MAX_MESSAGE_BYTES}
   */
  static void requireMessage(byte[] message) {
    if (message.length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "the message has "
              + message.length
              + " bytes; at most "
              + MAX_MESSAGE_BYTES
              + " are allowed");
    }
  }
}
