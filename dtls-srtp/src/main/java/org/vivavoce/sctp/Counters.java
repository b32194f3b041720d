package org.vivavoce.sctp;

import java.util.EnumMap;
import java.util.Map;

/** Counts what happens. */
final class Counters {
  long packetsSent;
  long packetsReceived;
  long bytesSent;
  long bytesReceived;
  long messagesSent;
  long messagesReceived;
  long messagesAbandoned;
  long chunksRetransmitted;
  long fastRecoveries;
  long timeouts;
  long tailProbes;

  private final long[] dropped = new long[SctpDrop.values().length];

  void drop(SctpDrop reason) {
    dropped[reason.ordinal()]++;
  }

  Map<SctpDrop, Long> dropped() {
    Map<SctpDrop, Long> map = new EnumMap<>(SctpDrop.class);
    for (SctpDrop reason : SctpDrop.values()) {
      if (dropped[reason.ordinal()] > 0) {
        map.put(reason, dropped[reason.ordinal()]);
      }
    }
    return Map.copyOf(map);
  }
}
