package org.vivavoce.rtp.jitter;

/**
 * The playout position of a {@link JitterBuffer}: which frame is due, and what stands in for one
 * that is not there.
 *
 * <p>Positions are the stream's own timestamps. {@code nextTs} is what the sink needs next; the
 * head is the first packet that has not been played. What lies between them is lost if sequence
 * numbers are missing, and silence if not.
 */
final class Playhead {
  private static final long MILLI = 1_000_000L;

  /** The delay may be this much below its target before it is corrected. */
  private static final long BELOW_NANOS = 5 * MILLI;

  /** And this much more than one step of the pulls above it. */
  private static final int ABOVE_MILLIS = 3;

  /** Delay that only comes from where in their pulls frames begin is left alone up to here. */
  private static final int IDLE_MILLIS = 4;

  /** So much above the target, frames are dropped whole. */
  private static final long FAR_ABOVE_NANOS = 300 * MILLI;

  /** Up to so much above its target the delay may begin; corrections lower it without a loss. */
  private static final long LATE_START_NANOS = 60 * MILLI;

  /** When the buffer stays empty this long, there is nothing left to extrapolate from. */
  private static final long MAX_CONCEAL_NANOS = 1_000 * MILLI;

  private final JitterConfig config;
  private final FrameInspector inspector;
  private final MediaClock clock;
  private final PacketSlots slots;
  private final StreamNumbers numbers;
  private final DelayEstimator estimator;
  private final Counters counters;
  private final PlayoutDelay playout;
  private final int tick;

  private boolean started;
  private long nextSeq;
  private long nextTs;
  private int lastDuration;

  /**
   * The buffer is empty, and so much has been played since; the position stands still meanwhile.
   */
  private boolean dry;

  private long drySamples;
  private boolean concealing;

  /**
   * Within a silence of the sender's, and so many ticks of it are to be played without moving on.
   */
  private boolean pausing;

  private int hold;
  private boolean steered;

  private int position;
  private int pull;

  private byte[] payload = new byte[0];
  private int payloadLength;
  private long payloadArrival;
  private int duration;

  Playhead(
      JitterConfig config,
      FrameInspector inspector,
      MediaClock clock,
      PacketSlots slots,
      StreamNumbers numbers,
      DelayEstimator estimator,
      Counters counters) {
    this.config = config;
    this.inspector = inspector;
    this.clock = clock;
    this.slots = slots;
    this.numbers = numbers;
    this.estimator = estimator;
    this.counters = counters;
    playout = new PlayoutDelay(config.clockRate());
    tick = clock.tick();
    pull = tick;
  }

  /** A stream begins with this packet, or another reordered to after it. */
  void begin(long seq) {
    stop();
    nextSeq = seq - slots.capacity() / 2;
    lastDuration = 2 * tick;
  }

  void stop() {
    started = false;
    dry = false;
    concealing = false;
    pausing = false;
    playout.clear();
  }

  /** Whether a packet comes too late for its place. */
  boolean isPast(long seq, long ts) {
    return seq < nextSeq || started && ts < nextTs;
  }

  /** Makes the slot of this packet free by giving up the oldest. */
  void makeRoom(long seq) {
    while (seq >= nextSeq + slots.capacity()) {
      if (slots.count() == 0) {
        nextSeq = seq - slots.capacity() + 1;
        return;
      }
      if (slots.remove(nextSeq)) {
        counters.discarded++;
      }
      nextSeq++;
    }
  }

  JitterBuffer.Outcome next(long now, int inPull, int pullSize) {
    position = inPull;
    pull = pullSize;
    if (!started && !start(now)) {
      return silence(JitterBuffer.Outcome.EMPTY);
    }
    dropOverdue();
    while (true) {
      long head = slots.firstFrom(nextSeq);
      if (head < 0) {
        return runDry();
      }
      if (dry) {
        endDry(head);
      }
      long gap = slots.timestamp(head) - nextTs;
      if (gap == 0) {
        return play(head, now);
      }
      if (gap > 0) {
        return head == nextSeq ? pause(head, gap, now) : lost(head, gap, now);
      }
      // In sequence, but its time has been played already: the sender's timestamps overlap.
      slots.remove(head);
      nextSeq = head + 1;
      counters.discarded++;
    }
  }

  byte[] payload() {
    return payload;
  }

  int payloadLength() {
    return payloadLength;
  }

  long payloadArrival() {
    return payloadArrival;
  }

  int duration() {
    return duration;
  }

  int correction() {
    if (!started || dry || !playout.known()) {
      return 0;
    }
    int milli = clock.rate() / 1_000;
    int idle = steered ? Integer.MAX_VALUE : IDLE_MILLIS * milli;
    return playout.correction(least(), ABOVE_MILLIS * milli, idle);
  }

  /** Where in their pulls frames begin is somebody else's business from now on. */
  void steered() {
    steered = true;
  }

  /**
   * How much later than need be the next sample is played.
   *
   * @param remaining samples of what was taken last that are still to be played before it
   */
  long excess(long now, int remaining) {
    return !started || dry || !playout.known()
        ? JitterBuffer.UNKNOWN_EXCESS
        : now - media(nextTs - remaining) - least();
  }

  void shifted(int samples) {
    playout.shifted(samples);
  }

  long target() {
    long wanted = Math.max(estimator.wanted(), config.minDelayMillis() * MILLI);
    return Math.min(wanted, config.maxDelayMillis() * MILLI);
  }

  long currentDelay() {
    return playout.any() ? Math.max(0, playout.min() - estimator.baseline()) : 0;
  }

  /**
   * The stream will begin anew with this timestamp; if sound should have gone on with it, some was
   * missing.
   */
  void endDryBefore(long ts) {
    if (dry && ts == nextTs) {
      confirmDry();
    }
  }

  private boolean start(long now) {
    long head = numbers.any() ? slots.firstFrom(nextSeq) : -1;
    if (head < 0) {
      return false;
    }
    long target = target();
    if (budget(head, now) < target) {
      return false;
    }
    // If the sink began late, it need not play what has waited too long already.
    long after = slots.firstFrom(head + 1);
    while (after >= 0
        && budget(head, now) - target > LATE_START_NANOS
        && budget(after, now) >= target) {
      slots.remove(head);
      counters.discarded++;
      head = after;
      after = slots.firstFrom(head + 1);
    }
    nextSeq = head;
    nextTs = slots.timestamp(head);
    started = true;
    return true;
  }

  private JitterBuffer.Outcome play(long head, long now) {
    take(head, slots.duration(head), now);
    slots.remove(head);
    nextSeq = head + 1;
    lastDuration = duration;
    pausing = false;
    return JitterBuffer.Outcome.PLAY;
  }

  /** The head's bytes give this many samples from the position on. */
  private void take(long head, int samples, long now) {
    playout.onFrame(now, media(nextTs), position, pull, samples);
    payload = slots.payload(head);
    payloadLength = slots.length(head);
    payloadArrival = slots.arrival(head);
    duration = samples;
    nextTs += samples;
    concealing = false;
  }

  /**
   * The sender sent nothing between the last packet and this one. A silence may be longer or
   * shorter than it was, so this is the moment to correct the delay.
   */
  private JitterBuffer.Outcome pause(long head, long gap, long now) {
    if (budget(head, now) - target() > FAR_ABOVE_NANOS) {
      nextTs = slots.timestamp(head);
      playout.clear();
      return play(head, now);
    }
    long left = gap;
    if (!pausing) {
      pausing = true;
      int ticks = correction() / tick;
      hold = Math.max(0, ticks);
      long skip = Math.min(gap, -Math.min(0, ticks) * (long) tick);
      nextTs += skip;
      left -= skip;
      playout.shifted((int) -skip);
    }
    if (left == 0) {
      return play(head, now);
    }
    if (hold > 0) {
      hold--;
      playout.shifted(tick);
      duration = tick;
    } else {
      duration = (int) Math.min(left, tick);
      nextTs += duration;
    }
    counters.comfort += duration;
    concealing = false;
    return JitterBuffer.Outcome.COMFORT;
  }

  private JitterBuffer.Outcome lost(long head, long gap, long now) {
    int fec = fecDuration(head);
    if (gap == fec) {
      take(head, fec, now);
      counters.recovered++;
      return JitterBuffer.Outcome.RECOVER;
    }
    long missing = head - nextSeq;
    if (gap > (missing + 1) * lastDuration) {
      // More time than packets is missing: the sender was silent besides.
      nextTs += tick;
      counters.comfort += tick;
      return silence(JitterBuffer.Outcome.COMFORT);
    }
    long withoutCopy = gap > fec ? gap - fec : gap;
    duration = (int) Math.min(withoutCopy, lastDuration);
    nextTs += duration;
    conceal(duration);
    return JitterBuffer.Outcome.CONCEAL;
  }

  /** How much of what lies before the head its payload can restore; 0 if nothing. */
  private int fecDuration(long head) {
    byte[] buf = slots.payload(head);
    int len = slots.length(head);
    return inspector.hasFec(buf, 0, len) ? inspector.fecDuration(buf, 0, len) : 0;
  }

  private JitterBuffer.Outcome runDry() {
    if (!dry) {
      dry = true;
      drySamples = 0;
    }
    drySamples += tick;
    return silence(
        clock.nanos(drySamples) > MAX_CONCEAL_NANOS
            ? JitterBuffer.Outcome.EMPTY
            : JitterBuffer.Outcome.CONCEAL);
  }

  /** A packet has come after the buffer ran empty, and shows what that was. */
  private void endDry(long head) {
    long gap = slots.timestamp(head) - nextTs;
    long played = drySamples;
    if (head == nextSeq && gap > 0) {
      // The sender was silent: what has been played since was comfort.
      counters.comfort += played;
      nextTs += Math.min(played, gap);
      dry = false;
      return;
    }
    confirmDry();
    if (gap <= 0) {
      counters.underruns++;
      playout.shifted((int) Math.min(played, clock.rate()));
      return;
    }
    // What was played stands for what is missing, but a copy of the last missing frame is worth
    // hearing in full.
    nextTs += Math.min(played, Math.max(0, gap - fecDuration(head)));
  }

  /** What was played while the buffer was empty stood in for sound that the sender had sent. */
  private void confirmDry() {
    conceal(drySamples);
    dry = false;
  }

  private void conceal(long samples) {
    counters.concealed += samples;
    if (!concealing) {
      concealing = true;
      counters.concealmentEvents++;
    }
  }

  /** If the sink has fallen far behind, gives up the oldest frames. */
  private void dropOverdue() {
    if (dry || !playout.known() || excess() < FAR_ABOVE_NANOS) {
      return;
    }
    long overdue = clock.samples(excess());
    long head = slots.firstFrom(nextSeq);
    while (head >= 0) {
      long after = slots.firstFrom(head + 1);
      if (after < 0 || slots.timestamp(after) - nextTs > overdue) {
        break;
      }
      long step = slots.timestamp(after) - nextTs;
      slots.remove(head);
      counters.discarded++;
      overdue -= step;
      playout.shifted((int) -step);
      nextSeq = after;
      nextTs += step;
      head = after;
    }
  }

  private JitterBuffer.Outcome silence(JitterBuffer.Outcome outcome) {
    duration = tick;
    return outcome;
  }

  private long excess() {
    return playout.min() - least();
  }

  /** Frames should be taken at least this long after their media time. */
  private long least() {
    return estimator.baseline() + target() - BELOW_NANOS;
  }

  /** How long after its earliest possible arrival this packet would be played if it were now. */
  private long budget(long seq, long now) {
    return now - media(slots.timestamp(seq)) - estimator.baseline();
  }

  private long media(long ts) {
    return clock.nanos(numbers.sinceFirst(ts));
  }
}
