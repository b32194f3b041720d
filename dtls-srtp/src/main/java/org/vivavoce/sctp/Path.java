package org.vivavoce.sctp;

import java.util.random.RandomGenerator;

/**
 * Whether the other side is still there (RFC 9260 sections 8.1 and 8.3); its heartbeats also probe
 * {@linkplain PathMtu how large packets may be}.
 */
final class Path {
  private final RandomGenerator random;
  private final RttEstimator rtt;
  private final long interval;
  private final int maxFailures;
  private final PathMtu mtu;

  private int failures;
  private long heartbeatAt = Deadline.NONE;
  private long usedAt;
  private boolean heartbeatDue;

  /** The heartbeat that is not answered yet: its nonce, its size and when it was sent. */
  private boolean awaiting;

  private long nonce;
  private int size;
  private long sentAt;

  Path(SctpConfig config, int probeUpTo, RttEstimator rtt, RandomGenerator random, long now) {
    this.random = random;
    this.rtt = rtt;
    this.interval = config.heartbeatInterval;
    this.maxFailures = config.maxRetransmissions;
    this.mtu = new PathMtu(config.packetSize, probeUpTo);
    this.usedAt = now - interval;
    arm(now);
    heartbeatDue = mtu.isProbing();
  }

  int packetSize() {
    return mtu.size();
  }

  /** The size of the packet that the next heartbeat fills, or 0 if it does not probe. */
  int probeSize() {
    return mtu.probeSize();
  }

  int largestSize() {
    return mtu.limit();
  }

  /** The path is another one. */
  void change(int probeUpTo, long now) {
    dropProbe();
    mtu.restart(probeUpTo);
    heartbeatDue |= mtu.isProbing();
    arm(now);
  }

  /** Data goes unanswered; says whether packets are smaller from now on. */
  boolean onBlackHole(long now) {
    if (!mtu.onBlackHole(now)) {
      return false;
    }
    dropProbe();
    arm(now);
    return true;
  }

  /** An answer to it would tell of a path that is not this one any more. */
  private void dropProbe() {
    awaiting &= size == 0;
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
    mtu.onIdle(now);
    if (!awaiting && !mtu.isProbing() && usedAt + interval > now) {
      arm(usedAt);
      return;
    }
    if (awaiting) {
      awaiting = false;
      if (size == 0) {
        fail();
      } else {
        mtu.onProbeLost(size, now);
      }
    }
    heartbeatDue = true;
    arm(now);
  }

  boolean isHeartbeatDue() {
    return heartbeatDue;
  }

  byte[] heartbeat(long now) {
    heartbeatDue = false;
    awaiting = true;
    nonce = random.nextLong();
    size = mtu.probeSize();
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
      mtu.onProbeAnswered(size, now);
    }
    arm(now);
    heartbeatDue = mtu.isProbing();
    return true;
  }

  /** Sets the timer: an interval and a timeout, half of it up or down by chance (section 8.3). */
  private void arm(long now) {
    long rto = rtt.rto();
    long jitter = (long) ((random.nextDouble() - 0.5) * rto);
    heartbeatAt = Deadline.after(now, interval + rto + jitter);
  }
}
