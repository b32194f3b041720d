package org.vivavoce.rtp;

import java.util.HashMap;
import java.util.Map;

/**
 * Sources that send RTCP but no stream that we receive. They count as members of the session (RFC
 * 3550 section 6.3.3); a bounded number of them is remembered.
 */
final class RemoteReporters {
  private static final int MAX = 64;

  private final Map<Ssrc, Long> heard = new HashMap<>();

  void heard(Ssrc ssrc, long nowNanos) {
    if (heard.size() < MAX || heard.containsKey(ssrc)) {
      heard.put(ssrc, nowNanos);
    }
  }

  void left(Ssrc ssrc) {
    heard.remove(ssrc);
  }

  /** Forgets those who have been silent, and counts the others. */
  int countSince(long sinceNanos) {
    heard.values().removeIf(nanos -> nanos - sinceNanos < 0);
    return heard.size();
  }
}
