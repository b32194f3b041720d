package org.vivavoce.sctp;

import java.util.random.RandomGenerator;

/**
 * Whether the other side is still there (RFC 9260 sections 8.1 and 8.3), and how large packets to
 * it may be (RFC 8899).
 */
final class Path {
  /** How many heartbeats of a size go unanswered before it is held too large. */
  private static final int MAX_PROBES = 3;

  /** Sizes are tried down to this distance. */
  private static final int GRAIN = 16;

  private final RandomGenerator random;
  private final RttEstimator rtt;
  private final long interval;
  private final int maxFailures;

  private int failures;
  private long heartbeatAt = Deadline.NONE;
  private long usedAt;
  private boolean heartbeatDue;

  /** The heartbeat that is not answered yet: its nonce, its size and when it was sent. */
  private boolean awaiting;

  private long nonce;
  private int size;
  private long sentAt;

  private int packetSize;
  private int probeLimit;
  private int probeSize;
  private int probes;

  Path(SctpConfig config, RttEstimator rtt, RandomGenerator random, long now) {
    this.random = random;
    this.rtt = rtt;
    this.interval = config.heartbeatInterval;
    this.maxFailures = config.maxRetransmissions;
    this.packetSize = config.packetSize;
    this.probeLimit = config.probeSize;
    this.probeSize = probeLimit;
    this.usedAt = now - interval;
    arm(now);
    if (isProbing()) {
      heartbeatDue = true;
    }
  }

  int packetSize() {
    return packetSize;
  }

  boolean isProbing() {
    return probeLimit - packetSize >= GRAIN;
  }

  boolean isUnreachable() {
    return failures > maxFailures;
  }

  /** Something went without an answer. */
  void fail() {
    failures++;
  }

  /** The other side has answered. */
  void alive() {
    failures = 0;
  }

  /** Data is on its way, which is as good as a heartbeat. */
  void used(long now) {
    usedAt = now;
  }

  long deadline() {
    return heartbeatAt;
  }

  void onTimeout(long now) {
    if (!Deadline.isOver(heartbeatAt, now)) {
      return;
    }
    if (!awaiting && !isProbing() && usedAt + interval > now) {
      arm(usedAt);
      return;
    }
    if (awaiting) {
      awaiting = false;
      if (size == 0) {
        fail();
      } else {
        probes++;
        if (probes >= MAX_PROBES) {
          // Too large for the path.
          probeLimit = size - 4;
          nextProbe();
        }
      }
    }
    heartbeatDue = true;
    arm(now);
  }

  boolean isHeartbeatDue() {
    return heartbeatDue;
  }

  /** Writes a heartbeat; a padded one if it probes, which fills the packet. */
  int probeSize() {
    return isProbing() ? probeSize : 0;
  }

  byte[] heartbeat(long now) {
    heartbeatDue = false;
    awaiting = true;
    nonce = random.nextLong();
    size = probeSize();
    sentAt = now;
    // A probe is given up after a timeout, a plain heartbeat after the interval.
    heartbeatAt = Deadline.after(now, size > 0 ? rtt.rto() : interval + rtt.rto());
    return new HeartbeatChunk(nonce, size).toBytes();
  }

  /** Takes what came back; says whether it was expected. */
  boolean onAck(HeartbeatChunk ack, long now) {
    if (!awaiting || ack.nonce() != nonce || ack.probeSize() != size) {
      return false;
    }
    awaiting = false;
    alive();
    rtt.measure(now - sentAt);
    if (size > 0) {
      packetSize = size;
      nextProbe();
    }
    arm(now);
    heartbeatDue = isProbing();
    return true;
  }

  /** Bisects between what goes through and what does not. */
  private void nextProbe() {
    probes = 0;
    probeSize = packetSize + (probeLimit - packetSize + 1) / 2 & ~3;
  }

  /** Sets the timer: an interval and a timeout, half of it up or down by chance (section 8.3). */
  private void arm(long now) {
    long rto = rtt.rto();
    long jitter = (long) ((random.nextDouble() - 0.5) * rto);
    heartbeatAt = Deadline.after(now, interval + rto + jitter);
  }
}
