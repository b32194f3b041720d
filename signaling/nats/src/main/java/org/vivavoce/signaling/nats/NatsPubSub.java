package org.vivavoce.signaling.nats;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.TopicDelivery;

/**
 * Signaling's {@link PubSub} over NATS.
 *
 * <pre>{@code
 * try (PubSub network = NatsPubSub.connect("nats://broker.example.org:4222")) {
 *   ...
 * }
 * }</pre>
 *
 * <p><b>Delivery.</b> As {@link PubSub} promises, in the order that the server has. While the
 * connection is down, up to 8 MiB wait for it to come back; what goes beyond is dropped and counted
 * ({@link #dropped}). A message is lost, too, if the server takes none of that size: it should be
 * configured for at least 256 KiB, as it is by default.
 *
 * <p><b>Subjects.</b> Topics with a prefix, {@code vivavoce.} if not told otherwise, with dots for
 * slashes; what a subject cannot have is escaped.
 *
 * <p><b>Threads.</b> The client library's own, one that speaks to it, because it waits at times,
 * and for handlers those of {@link TopicDelivery}. All methods are safe from any thread; only
 * {@link #connect} and {@link #close} wait.
 */
public final class NatsPubSub implements PubSub {
  /** What stands before a topic's subject, so that others have room on the same server. */
  public static final String DEFAULT_PREFIX = "vivavoce.";

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Logger LOG = LoggerFactory.getLogger(NatsPubSub.class);
  private static final long MAX_WAITING_BYTES = 8 * 1024 * 1024;
  private static final int MAX_WAITING_MESSAGES = 8192;
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);
  private static final Duration RECONNECT_WAIT = Duration.ofMillis(500);
  private static final Duration RECONNECT_JITTER = Duration.ofMillis(500);

  private final Connection connection;
  private final boolean ours;
  private final String prefix;
  private final TopicDelivery local;
  private final Dispatcher dispatcher;
  private final AtomicLong dropped = new AtomicLong();

  /** What is to be said to the client library: wishes, and at most so many messages and bytes. */
  private final LinkedBlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();

  private final AtomicInteger waitingMessages = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final Thread speaker;
  private volatile boolean closed;

  private NatsPubSub(Connection connection, boolean ours, String prefix) {
    this.connection = connection;
    this.ours = ours;
    this.prefix = prefix;
    dispatcher = connection.createDispatcher();
    dispatcher.setPendingLimits(MAX_WAITING_MESSAGES, 4 * MAX_WAITING_BYTES);
    local = TopicDelivery.of(new Wishes());
    speaker = new Thread(this::speak, "vivavoce-nats-" + NAMES.incrementAndGet());
    speaker.setDaemon(true);
    speaker.start();
  }

  private void speak() {
    try {
      while (!closed || !steps.isEmpty()) {
        try {
          steps.take().run();
        } catch (IllegalStateException e) {
          LOG.debug("the connection with NATS was closed", e);
        } catch (RuntimeException e) {
          LOG.warn("NATS: a step failed; it goes on with the next", e);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("what waited for NATS is dropped: it takes nothing", e);
    }
  }

  /**
   * Connects to a server; and again, to it or to others that it named, whenever the connection is
   * lost.
   *
   * @param servers addresses like {@code nats://host:4222}, {@code tls://user:password@host}; one
   *     will do
   * @throws IllegalArgumentException if an address is none
   * @throws IOException if no server answers within ten seconds, or lets us in
   */
  public static NatsPubSub connect(String... servers) throws IOException {
    Options options =
        new Options.Builder()
            .servers(servers)
            .connectionName("vivavoce")
            .connectionTimeout(CONNECT_PATIENCE)
            .maxReconnects(-1)
            .reconnectWait(RECONNECT_WAIT)
            .reconnectJitter(RECONNECT_JITTER)
            .reconnectBufferSize(MAX_WAITING_BYTES)
            .maxMessagesInOutgoingQueue(MAX_WAITING_MESSAGES)
            .discardMessagesWhenOutgoingQueueFull()
            .errorListener(new Log())
            .connectionListener(
                (connection, event) -> LOG.debug("the connection with NATS: {}", event))
            .build();
    try {
      return new NatsPubSub(Nats.connect(options), true, DEFAULT_PREFIX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while connecting to NATS", e);
    }
  }

  /**
   * Over a connection that the application has, with the default prefix; {@link #close} leaves it
   * open.
   */
  public static NatsPubSub on(Connection connection) {
    return on(connection, DEFAULT_PREFIX);
  }

  /**
   * The same with another prefix. The connection must hear its own messages (no {@code noEcho}).
   *
   * @param prefix the first tokens of all subjects, ending in a dot, or nothing
   * @throws IllegalArgumentException if the prefix is none, or the connection does not hear itself
   */
  public static NatsPubSub on(Connection connection, String prefix) {
    Subjects.requirePrefix(prefix);
    if (connection.getOptions().isNoEcho()) {
      throw new IllegalArgumentException(
          "a connection with noEcho does not hear what it publishes, which PubSub promises");
    }
    return new NatsPubSub(connection, false, prefix);
  }

  /** The connection under it. */
  public Connection connection() {
    return connection;
  }

  /**
   * Messages that were not published because too many waited, or the server takes none so large.
   */
  public long dropped() {
    return dropped.get();
  }

  @Override
  public Subscription subscribe(String topic, Handler handler) {
    requireOpen();
    return local.subscribe(topic, Objects.requireNonNull(handler, "handler"));
  }

  @Override
  public void publish(String topic, byte[] message) {
    PubSub.requireTopic(topic);
    PubSub.requireMessage(message);
    requireOpen();
    int size = message.length;
    boolean tooMany = waitingMessages.incrementAndGet() > MAX_WAITING_MESSAGES;
    boolean tooMuch = waitingBytes.addAndGet(size) > MAX_WAITING_BYTES;
    if (tooMany || tooMuch) {
      sentOrDropped(size);
      drop("too much waits to be sent");
      return;
    }
    byte[] copy = message.clone();
    steps.add(
        () -> {
          sentOrDropped(size);
          try {
            connection.publish(Subjects.of(prefix, topic), copy);
          } catch (IllegalArgumentException | IllegalStateException e) {
            // Larger than this server takes; closed by its owner; too much waits there.
            drop(e.getMessage());
          }
        });
  }

  private void sentOrDropped(int size) {
    waitingMessages.decrementAndGet();
    waitingBytes.addAndGet(-size);
  }

  private void drop(String why) {
    dropped.incrementAndGet();
    LOG.debug("a message is not published: {}", why);
  }

  /** Which subjects are wanted of the server. */
  private final class Wishes implements TopicDelivery.Network {
    @Override
    public void join(String topic) {
      steps.add(
          () -> dispatcher.subscribe(Subjects.of(prefix, topic), message -> take(topic, message)));
    }

    @Override
    public void leave(String topic) {
      steps.add(() -> dispatcher.unsubscribe(Subjects.of(prefix, topic)));
    }
  }

  /**
   * Waits until the server has taken all that was asked and published before.
   *
   * @return false if it did not in time
   */
  boolean flush(Duration patience) throws InterruptedException {
    CountDownLatch said = new CountDownLatch(1);
    steps.add(said::countDown);
    if (!said.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    try {
      connection.flush(patience);
      return true;
    } catch (TimeoutException | IllegalStateException e) {
      LOG.debug("NATS did not take everything", e);
      return false;
    }
  }

  private void take(String topic, Message message) {
    byte[] data = message.getData();
    if (data.length > MAX_MESSAGE_BYTES) {
      LOG.debug("a message of {} bytes is dropped", data.length);
    } else if (!closed) {
      local.deliver(topic, data);
    }
  }

  /**
   * {@inheritDoc} What was published before is sent, as far as the server takes it within a second;
   * a connection that was lent stays open.
   */
  @Override
  public void close() {
    synchronized (steps) {
      if (closed) {
        return;
      }
      closed = true;
    }
    local.close();
    try {
      boolean reachable = connection.getStatus() == Connection.Status.CONNECTED;
      if (!reachable || !flush(CLOSE_PATIENCE)) {
        speaker.interrupt();
      }
      if (ours) {
        connection.close();
      } else if (connection.getStatus() != Connection.Status.CLOSED) {
        connection.closeDispatcher(dispatcher);
      }
      steps.add(() -> {}); // the thread sees that it is over
      speaker.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this PubSub is closed");
    }
  }

  /** What the client library has to tell. */
  private static final class Log implements ErrorListener {
    @Override
    public void errorOccurred(Connection connection, String error) {
      LOG.warn("NATS says: {}", error);
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
      LOG.debug("the connection with NATS failed: {}", exception.toString());
    }

    @Override
    public void slowConsumerDetected(Connection connection, Consumer consumer) {
      LOG.warn("messages come from NATS faster than they can be taken; some are lost");
    }

    @Override
    public void messageDiscarded(Connection connection, Message message) {
      LOG.debug("a message for NATS is dropped: too many wait");
    }
  }
}
