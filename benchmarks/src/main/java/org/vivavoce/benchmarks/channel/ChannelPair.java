package org.vivavoce.benchmarks.channel;

import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/** Two connections in this process, with one ordered and reliable data channel between them. */
interface ChannelPair extends AutoCloseable {

  /**
   * Has each candidate changed before the other side is told it; null keeps it from it. Before
   * {@link #connect}.
   */
  void through(UnaryOperator<String> first, UnaryOperator<String> second);

  /** Connects, and returns when the channel is open on both sides. */
  void connect() throws Exception;

  /** Sends a binary message from the first side. */
  void send(byte[] message) throws Exception;

  /** Sends a binary message from the second side. */
  void reply(byte[] message) throws Exception;

  /** How many bytes the first side has not sent yet. */
  long bufferedAmount();

  /** Who hears of the size of each message that the second side gets. */
  void onMessage(IntConsumer listener);

  /** Who hears of the size of each message that the first side gets. */
  void onReply(IntConsumer listener);

  @Override
  void close();
}
