package org.vivavoce.benchmarks.channel;

import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** One connection with one ordered and reliable data channel, of some stack. */
interface ChannelEnd extends AutoCloseable {

  /** Makes the channel, and returns the offer. */
  String offer() throws Exception;

  /** Takes an offer, and returns the answer. */
  String answer(String offer) throws Exception;

  /** Takes the answer to our offer. */
  void accept(String answer) throws Exception;

  /** Who hears of our candidates, as {@code candidate:…}; before the first description is made. */
  void onCandidate(Consumer<String> listener);

  /** Takes one of the other side's candidates. */
  void add(String candidate);

  /** Returns when the channel is open. */
  void awaitOpen() throws Exception;

  /** Sends a binary message. */
  void send(byte[] message) throws Exception;

  /** How many bytes have not been sent yet. */
  long bufferedAmount();

  /** Who hears of the size of each message that comes. */
  void onMessage(IntConsumer listener);

  @Override
  void close();
}
