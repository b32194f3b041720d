package org.vivavoce.signaling.libp2p;

import org.vivavoce.signaling.libp2p.connection.CloseReason;

/** What a host counts, on its thread. */
final class HostCounters {
  long accepted;
  long dialed;
  long refused;
  private long failedHandshakes;
  private long violations;

  void closed(CloseReason.Kind kind, boolean beforeEstablished) {
    if (beforeEstablished) {
      failedHandshakes++;
    }
    if (kind == CloseReason.Kind.PROTOCOL_VIOLATION) {
      violations++;
    }
  }

  HostStats snapshot(int connections) {
    return new HostStats(connections, accepted, dialed, refused, failedHandshakes, violations);
  }
}
