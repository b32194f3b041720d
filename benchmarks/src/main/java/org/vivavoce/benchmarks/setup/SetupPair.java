package org.vivavoce.benchmarks.setup;

/** Two connections in this process, made and not yet negotiated, with a data channel to offer. */
interface SetupPair extends AutoCloseable {

  /** Offers, answers, trickles candidates, and returns when both sides are connected. */
  void connect() throws Exception;

  @Override
  void close();
}
