package org.vivavoce.ice;

import java.util.List;

/** Asks the servers for further candidates; on the loop. */
final class Gatherer {
  private final DefaultIceAgent agent;

  Gatherer(
      IoLoop loop,
      IceConfig config,
      DefaultIceAgent agent,
      StunTransactions transactions,
      List<UdpPort> ports) {
    this.agent = agent;
  }

  void start() {
    agent.gatheringDone();
  }

  void close() {}
}
