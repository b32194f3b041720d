package org.vivavoce.benchmarks.channel;

import java.util.function.UnaryOperator;

/** Two connections in this process; the first one makes the channel. */
final class ChannelPair implements AutoCloseable {
  final ChannelEnd first;
  final ChannelEnd second;

  ChannelPair(ChannelEnd first, ChannelEnd second) {
    this.first = first;
    this.second = second;
  }

  /** Connects, and returns when the channel is open on both sides. */
  void connect() throws Exception {
    connect(UnaryOperator.identity(), UnaryOperator.identity());
  }

  /**
   * Connects.
   *
   * @param ofFirst what the second end is told in the place of a candidate of the first; null keeps
   *     it from it
   * @param ofSecond the other way round
   */
  void connect(UnaryOperator<String> ofFirst, UnaryOperator<String> ofSecond) throws Exception {
    first.onCandidate(it -> tell(second, ofFirst.apply(it)));
    second.onCandidate(it -> tell(first, ofSecond.apply(it)));
    first.accept(second.answer(first.offer()));
    first.awaitOpen();
    second.awaitOpen();
  }

  private static void tell(ChannelEnd to, String candidate) {
    if (candidate != null) {
      to.add(candidate);
    }
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
