package org.vivavoce.signaling.libp2p.gossipsub;

/** How much a peer may still send now: fills with time, empties with what comes. */
final class RateBucket {
  private final GossipParameters.Rate rate;
  private double messages;
  private double bytes;
  private long filledAt;

  RateBucket(GossipParameters.Rate rate, long now) {
    this.rate = rate;
    messages = rate.burstMessages();
    bytes = rate.burstBytes();
    filledAt = now;
  }

  /** False if it is more than the peer may send. */
  boolean take(int size, long now) {
    double seconds = (now - filledAt) / 1e9;
    filledAt = now;
    messages = Math.min(rate.burstMessages(), messages + seconds * rate.messagesPerSecond());
    bytes = Math.min(rate.burstBytes(), bytes + seconds * rate.bytesPerSecond());
    if (messages < 1 || bytes < size) {
      return false;
    }
    messages -= 1;
    bytes -= size;
    return true;
  }
}
