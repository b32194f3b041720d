package org.vivavoce.sctp;

/**
 * Finds out from acknowledgements, and from their absence, what was lost.
 *
 * <ul>
 *   <li>Three acknowledgements that pass a chunk over: fast retransmit and fast recovery (RFC 9260
 *       section 7.2.4), unless the path is known to reorder packets.
 *   <li>An acknowledgement of something that was sent a reordering window later (RACK, RFC 8985
 *       section 6.2): this finds lost retransmissions, too.
 *   <li>Silence of two round trips behind the last packet: a probe (RFC 8985 section 7).
 *   <li>T3-rtx (RFC 9260 section 6.3.3).
 * </ul>
 *
 * <p>It decides, {@link Transmission} sends.
 */
final class LossRecovery {
  private static final int MISSES = 3;

  /** A SACK with so many gap blocks may have been too short for more: they fill 512 bytes. */
  private static final int MANY_GAPS = 128;

  /** A probe is not sent earlier than this, whatever the round trip: a scheduler's hiccup. */
  private static final long MIN_PROBE_NANOS = 10_000_000;

  private final InFlight inFlight;
  private final SendQueue queue;
  private final PartialReliability partial;
  private final CongestionControl congestion;
  private final RttEstimator rtt;
  private final ReorderingWindow reordering;
  private final Counters counters;

  private long peerWindow;
  private boolean recovering;
  private int recoveryExit;
  private boolean retransmitAtOnce;

  private int timeoutsInARow;

  /** When T3-rtx, the tail probe and the reordering window expire. */
  private long t3 = Deadline.NONE;

  private long probeAt = Deadline.NONE;
  private long reorderingAt = Deadline.NONE;

  private boolean probing;
  private boolean probed;
  private int probeTsn;
  private boolean probeTsnPending;

  private long nextMeasurementAt;

  /** Of what one acknowledgement newly acknowledges. */
  private long acked;

  private long sampleSentAt;
  private boolean sampled;

  /** Whether something that was sent more than once is among it. */
  private boolean ambiguous;

  /** When the latest-sent of all that has been acknowledged was sent, and its round trip. */
  private long rackSentAt = Long.MIN_VALUE;

  private long rackRtt;
  private boolean rackFromRetransmission;

  /** Whether the latest SACK may have had no room for all gap blocks. */
  private boolean truncated;

  /** The highest TSN that the other side is known to have. */
  private int highestSacked;

  LossRecovery(
      InFlight inFlight,
      SendQueue queue,
      PartialReliability partial,
      CongestionControl congestion,
      RttEstimator rtt,
      Counters counters,
      long peerWindow) {
    this.inFlight = inFlight;
    this.queue = queue;
    this.partial = partial;
    this.congestion = congestion;
    this.rtt = rtt;
    this.reordering = new ReorderingWindow(rtt);
    this.counters = counters;
    this.peerWindow = peerWindow;
    this.highestSacked = inFlight.first() - 1;
  }

  /** How many bytes more the other side takes, as far as it said. */
  long peerWindow() {
    return Math.max(0, peerWindow - inFlight.bytes());
  }

  /** Whether one packet of lost chunks goes out whatever the window says; asking takes it. */
  boolean takeImmediateRetransmit() {
    boolean taken = retransmitAtOnce;
    retransmitAtOnce = false;
    return taken;
  }

  /** Whether a packet of new data goes out whatever the window says; asking takes it. */
  boolean takeProbe() {
    boolean taken = probing;
    probing = false;
    return taken;
  }

  int timeoutsInARow() {
    return timeoutsInARow;
  }

  long deadline() {
    return Math.min(t3, Math.min(probeAt, reorderingAt));
  }

  /** Something was sent. */
  void onSent(long now) {
    if (t3 == Deadline.NONE) {
      t3 = Deadline.after(now, rtt.rto());
    }
    armProbe(now);
  }

  private void armProbe(long now) {
    boolean inVain = peerWindow == 0 || !rtt.isMeasured();
    if (probed || recovering || inFlight.isEmpty() || inVain) {
      probeAt = Deadline.NONE;
    } else {
      probeAt = Deadline.after(now, Math.max(2 * rtt.smoothed(), MIN_PROBE_NANOS));
    }
  }

  /**
   * Takes a SACK.
   *
   * @param limited whether the congestion window has been holding us back
   * @return how many bytes it newly acknowledges, or -1 if it is not acceptable
   */
  long onSack(byte[] buf, int at, int length, boolean limited, long now) {
    int cumulative = SackChunk.cumulativeTsn(buf, at);
    if (Serial.before(cumulative, inFlight.first() - 1)
        || !Serial.before(cumulative, inFlight.next())) {
      counters.drop(SctpDrop.BAD_ACK);
      return -1;
    }
    if (SackChunk.duplicates(buf, at) > 0) {
      reordering.onDuplicate(now);
    }
    boolean moved = beginAck(cumulative, now);
    int highestGap = cumulative;
    int highestNew = cumulative;
    int gaps = SackChunk.gaps(buf, at);
    truncated = gaps >= MANY_GAPS;
    for (int gap = 0; gap < gaps; gap++) {
      int from = cumulative + SackChunk.gapStart(buf, at, gap);
      int to = cumulative + SackChunk.gapEnd(buf, at, gap);
      if (!Serial.after(from, highestGap)
          || Serial.before(to, from)
          || !Serial.before(to, inFlight.next())) {
        counters.drop(SctpDrop.BAD_ACK);
        break;
      }
      highestGap = to;
      int tsn = inFlight.nextUnacked(from, to + 1);
      while (tsn != to + 1) {
        if (!inFlight.isAbandoned(tsn)) {
          note(tsn, now);
          acked += inFlight.acknowledge(tsn);
          highestNew = tsn;
        }
        tsn = inFlight.nextUnacked(tsn + 1, to + 1);
      }
    }
    peerWindow = SackChunk.window(buf, at);
    endAck(moved, limited, highestNew, highestGap, now);
    return acked;
  }

  /** Takes the cumulative TSN of a SHUTDOWN, which acknowledges as a SACK without gaps. */
  void onCumulativeTsn(int cumulative, long now) {
    if (Serial.before(cumulative, inFlight.first() - 1)
        || !Serial.before(cumulative, inFlight.next())) {
      counters.drop(SctpDrop.BAD_ACK);
      return;
    }
    boolean moved = beginAck(cumulative, now);
    endAck(moved, false, cumulative, cumulative, now);
  }

  /** Lets go of everything up to the cumulative TSN; says whether it moved. */
  private boolean beginAck(int cumulative, long now) {
    acked = 0;
    sampled = false;
    ambiguous = false;
    boolean moved = false;
    while (inFlight.first() != cumulative + 1) {
      int tsn = inFlight.first();
      OutMessage message = inFlight.message(tsn);
      if (!inFlight.isAcked(tsn)) {
        if (!inFlight.isAbandoned(tsn)) {
          note(tsn, now);
        }
        acked += inFlight.acknowledge(tsn);
      }
      inFlight.removeFirst();
      message.pending--;
      if (message.pending == 0 && (message.abandoned || message.taken == message.length)) {
        queue.release(message);
      }
      moved = true;
    }
    return moved;
  }

  private void endAck(boolean moved, boolean limited, int highestNew, int highestGap, long now) {
    measure(moved, now);
    boolean wasRecovering = recovering;
    if (recovering && Serial.before(recoveryExit, inFlight.first())) {
      recovering = false;
    }
    if (moved && !wasRecovering) {
      congestion.onAck(acked, limited, rtt.smoothed(), now);
    }
    highestSacked = Serial.later(highestSacked, highestGap);
    detect(wasRecovering && moved ? highestGap : highestNew, now);
    partial.onAck();
    if (acked > 0) {
      probed = false;
      timeoutsInARow = 0;
    }
    if (inFlight.isEmpty()) {
      t3 = Deadline.NONE;
    } else if (moved) {
      t3 = Deadline.after(now, rtt.rto());
    }
    armProbe(now);
  }

  /** One TSN is newly acknowledged. */
  private void note(int tsn, long now) {
    long sentAt = inFlight.sentAt(tsn);
    boolean once = inFlight.sends(tsn) == 1;
    if (once && (!sampled || sentAt > sampleSentAt)) {
      sampleSentAt = sentAt;
      sampled = true;
    }
    ambiguous |= !once;
    if (once && Serial.before(tsn, highestSacked)) {
      reordering.onReordering();
    }
    // An answer that came faster than ever is an answer to what was sent before.
    boolean genuine = once || now - sentAt >= rtt.least();
    if (genuine && sentAt >= rackSentAt) {
      rackSentAt = sentAt;
      rackRtt = now - sentAt;
      rackFromRetransmission = !once;
    }
    if (probeTsnPending && tsn == probeTsn) {
      probeTsnPending = false;
      if (genuine && !recovering) {
        enterRecovery();
      }
    }
  }

  /**
   * Measures the round trip by what was sent once, unless something that was sent again has brought
   * the answer about: then it says nothing (rule C4, Karn's), and the timeout only comes down from
   * where it was backed off to.
   */
  private void measure(boolean moved, long now) {
    if (!sampled || ambiguous) {
      if (moved) {
        rtt.progress();
      }
      return;
    }
    long sample = now - sampleSentAt;
    if (now >= nextMeasurementAt || !rtt.isMeasured()) {
      rtt.measure(sample);
      nextMeasurementAt = now + rtt.smoothed();
    } else {
      rtt.observe(sample);
    }
  }

  /**
   * Marks as lost what must be.
   *
   * @param missedBelow chunks below this TSN count one more miss
   */
  private void detect(int missedBelow, long now) {
    reorderingAt = Deadline.NONE;
    int end = rackFromRetransmission && !truncated ? inFlight.next() : highestSacked + 1;
    if (!Serial.after(end, inFlight.first())) {
      return;
    }
    long window = reordering.nanos();
    boolean counts = reordering.countsMisses();
    boolean any = false;
    int tsn = inFlight.nextInFlight(inFlight.first(), end);
    while (tsn != end) {
      boolean missed =
          Serial.before(tsn, missedBelow)
              && inFlight.sends(tsn) == 1
              && inFlight.miss(tsn) >= MISSES
              && counts;
      if (missed || isOvertaken(tsn, window, now)) {
        inFlight.lose(tsn);
        any = true;
      }
      tsn = inFlight.nextInFlight(tsn + 1, end);
    }
    if (any && !recovering) {
      enterRecovery();
    }
  }

  private boolean isOvertaken(int tsn, long window, long now) {
    long sentAt = inFlight.sentAt(tsn);
    if (sentAt >= rackSentAt) {
      return false;
    }
    long at = Deadline.after(sentAt, rackRtt + window);
    if (now >= at) {
      return true;
    }
    reorderingAt = Math.min(reorderingAt, at);
    return false;
  }

  private void enterRecovery() {
    recovering = true;
    recoveryExit = inFlight.next() - 1;
    retransmitAtOnce = true;
    reordering.onRecovery();
    congestion.onLoss();
    counters.fastRecoveries++;
  }

  /**
   * Looks what has expired.
   *
   * @return whether T3-rtx did, which may mean that the other side is gone
   */
  boolean onTimeout(long now) {
    if (Deadline.isOver(reorderingAt, now)) {
      detect(inFlight.first(), now);
    }
    if (Deadline.isOver(t3, now)) {
      onT3(now);
      return true;
    }
    if (Deadline.isOver(probeAt, now)) {
      probe();
    }
    return false;
  }

  private void onT3(long now) {
    counters.timeouts++;
    timeoutsInARow++;
    rtt.backOff();
    congestion.onTimeout();
    recovering = false;
    probed = false;
    probeTsnPending = false;
    reorderingAt = Deadline.NONE;
    probeAt = Deadline.NONE;
    if (inFlight.isEmpty()) {
      t3 = Deadline.NONE;
      return;
    }
    int end = inFlight.next();
    if (inFlight.isAcked(inFlight.first())) {
      // Acknowledged by a gap block, and yet the cumulative TSN stands before it: they reneged.
      for (int tsn = inFlight.first(); tsn != end; tsn++) {
        if (inFlight.isAcked(tsn)) {
          inFlight.renege(tsn);
        }
      }
    }
    int tsn = inFlight.nextInFlight(inFlight.first(), end);
    while (tsn != end) {
      inFlight.lose(tsn);
      tsn = inFlight.nextInFlight(tsn + 1, end);
    }
    partial.onTimeout();
    t3 = Deadline.after(now, rtt.rto());
  }

  /** New data if there is some, otherwise the last packet again. */
  private void probe() {
    probeAt = Deadline.NONE;
    probed = true;
    if (inFlight.hasLost()) {
      return;
    }
    counters.tailProbes++;
    if (!queue.isEmpty() && peerWindow() > 0) {
      probing = true;
      return;
    }
    int last = lastInFlight();
    if (last != inFlight.next()) {
      inFlight.lose(last);
      probeTsn = last;
      probeTsnPending = true;
      retransmitAtOnce = true;
    }
  }

  private int lastInFlight() {
    for (int tsn = inFlight.next() - 1; !Serial.before(tsn, inFlight.first()); tsn--) {
      if (inFlight.nextInFlight(tsn, tsn + 1) == tsn) {
        return tsn;
      }
    }
    return inFlight.next();
  }
}
