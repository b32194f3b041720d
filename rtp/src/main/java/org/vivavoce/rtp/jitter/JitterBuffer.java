package org.vivavoce.rtp.jitter;

import java.util.Arrays;
import java.util.Objects;

/**
 * Puts the packets of one audio stream in order and says, each time the sink needs a frame, what to
 * play.
 *
 * <p>Driving it: the receiver calls {@link #put} for each packet. The sink calls {@link #next}
 * whenever it has run out of decoded samples, acts on the outcome, and comes back when those
 * samples are used up. In between it may ask {@link #correction} and report {@link #corrected}, to
 * bring the delay to its target without a gap.
 *
 * <p>Time comes in as nanoseconds of one clock (any origin). Not safe for use by several threads:
 * whoever shares it between receiver and sink puts a lock around each call, none of which takes
 * long or calls anything but the {@link FrameInspector}. Nothing is allocated per packet.
 *
 * <p>A frame that is late is dropped only if something was played in its place. While the buffer is
 * empty the playout position stands still, so a frame that comes late is then played late, and the
 * delay, now higher, is lowered again by corrections if it was an exception.
 */
public final class JitterBuffer {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;

  /**
   * A sequence number farther off than this begins a new sequence once the next one follows it (RFC
   * 3550 A.1).
   */
  private static final int MAX_DROPOUT = 3_000;

  /** Timestamps that run ahead of the clock by more than this are another stream's. */
  private static final long MAX_EARLY_NANOS = SECOND;

  /** The delay may be this much above and below its target before it is corrected. */
  private static final long ABOVE_NANOS = 8 * MILLI;

  private static final long BELOW_NANOS = 6 * MILLI;

  /** So much above the target, frames are dropped whole. */
  private static final long FAR_ABOVE_NANOS = 300 * MILLI;

  /** When the buffer stays empty this long, there is nothing left to extrapolate from. */
  private static final long MAX_CONCEAL_NANOS = SECOND;

  /** How many sequence numbers back a duplicate is told from a late packet. */
  private static final int SEEN = 1_024;

  /** What to play next. */
  public enum Outcome {
    /** Decode {@link #payload()}. */
    PLAY,
    /**
     * A frame is lost, and {@link #payload()}, the packet after it, has a copy: decode that copy.
     */
    RECOVER,
    /** A frame is missing: invent {@link #duration()} samples. */
    CONCEAL,
    /** The sender is silent (DTX): play comfort noise for {@link #duration()} samples. */
    COMFORT,
    /** Nothing has come yet, or nothing for long: play {@link #duration()} samples of silence. */
    EMPTY
  }

  /** What became of a packet. */
  public enum Put {
    /** It is in the buffer. */
    ACCEPTED,
    /** It is in the buffer, and the stream begins anew with it. */
    RESTARTED,
    /** It had been there before. */
    DUPLICATE,
    /** Its time has passed. */
    LATE,
    /** It is malformed, too long, or from a sequence far off. */
    DISCARDED
  }

  private final JitterConfig config;
  private final FrameInspector inspector;
  private final PacketSlots slots;
  private final DelayEstimator estimator = new DelayEstimator();
  private final PlayoutDelay playout = new PlayoutDelay();
  private final long[] seen = new long[SEEN];
  private final int tick;

  private boolean any;
  private long highestSeq;
  private long highestTs;
  private long firstTs;
  private int badSeq = -1;

  private boolean started;
  private long nextSeq;
  private long nextTs;
  private int lastDuration;
  private boolean dry;
  private long drySamples;
  private boolean concealing;
  private boolean pausing;
  private int hold;

  private byte[] payload = new byte[0];
  private int payloadLength;
  private long payloadArrival;
  private int duration;

  private long received;
  private long late;
  private long duplicates;
  private long discarded;
  private long recovered;
  private long concealed;
  private long concealmentEvents;
  private long underruns;
  private long comfort;
  private long accelerated;
  private long decelerated;
  private long restarts;

  /** An empty buffer for one stream. */
  public static JitterBuffer create(JitterConfig config, FrameInspector inspector) {
    return new JitterBuffer(config, inspector);
  }

  private JitterBuffer(JitterConfig config, FrameInspector inspector) {
    this.config = Objects.requireNonNull(config, "config");
    this.inspector = Objects.requireNonNull(inspector, "inspector");
    slots = new PacketSlots(config.capacityPackets(), config.maxPayloadBytes());
    tick = config.clockRate() / 100;
    Arrays.fill(seen, Long.MIN_VALUE);
  }

  /**
   * Takes a received packet; its bytes are copied.
   *
   * @param seq16 RTP sequence number, its low 16 bits count
   * @param rtpTimestamp RTP timestamp, its low 32 bits count
   * @param arrivalNanos when it came
   * @throws IndexOutOfBoundsException if the range is not within {@code buf}
   */
  public Put put(int seq16, long rtpTimestamp, byte[] buf, int off, int len, long arrivalNanos) {
    Objects.checkFromIndexSize(off, len, buf.length);
    int frame = len > config.maxPayloadBytes() ? 0 : inspector.duration(buf, off, len);
    if (frame < 1) {
      discarded++;
      return Put.DISCARDED;
    }
    boolean restart = false;
    if (!any) {
      begin(seq16, rtpTimestamp);
    } else {
      int delta = (short) (seq16 - (int) highestSeq);
      if (Math.abs(delta) > MAX_DROPOUT) {
        if ((seq16 & 0xffff) != badSeq) {
          badSeq = (seq16 + 1) & 0xffff;
          discarded++;
          return Put.DISCARDED;
        }
        restart();
        begin(seq16, rtpTimestamp);
        restart = true;
      }
    }
    badSeq = -1;
    long seq = highestSeq + (short) (seq16 - (int) highestSeq);
    long ts = highestTs + (int) (rtpTimestamp - highestTs);
    if (seen[(int) seq & (SEEN - 1)] == seq) {
      duplicates++;
      return Put.DUPLICATE;
    }
    long relative = estimator.relative(arrivalNanos, media(ts));
    if (seq > highestSeq
        && (relative > config.maxDelayMillis() * MILLI || relative < -MAX_EARLY_NANOS)) {
      // The sender's clock has jumped, or the path was blocked for longer than we would ever wait.
      if (dry && relative > 0 && ts == nextTs) {
        confirmDry();
      }
      restart();
      begin(seq16, rtpTimestamp);
      seq = highestSeq;
      ts = highestTs;
      restart = true;
    }
    seen[(int) seq & (SEEN - 1)] = seq;
    estimator.onPacket(arrivalNanos, media(ts));
    if (seq < nextSeq || started && ts < nextTs) {
      late++;
      return Put.LATE;
    }
    makeRoom(seq);
    slots.put(seq, ts, frame, buf, off, len, arrivalNanos);
    received++;
    if (seq > highestSeq) {
      highestSeq = seq;
      highestTs = ts;
    }
    return restart ? Put.RESTARTED : Put.ACCEPTED;
  }

  /**
   * What to play now that the samples of the last outcome are used up. The playout position moves
   * on by {@link #duration()}, except while the buffer is empty.
   */
  public Outcome next(long nowNanos) {
    if (!started && !start(nowNanos)) {
      return silence(Outcome.EMPTY);
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
      if (gap < 0) {
        // In sequence, but its time has been played already: the sender's timestamps overlap.
        slots.remove(head);
        nextSeq = head + 1;
        discarded++;
        continue;
      }
      if (gap == 0) {
        return play(head, nowNanos);
      }
      return head == nextSeq ? pause(head, gap, nowNanos) : lost(head, gap, nowNanos);
    }
  }

  /** The packet of the last outcome, from index 0 on; valid until the next {@link #put}. */
  public byte[] payload() {
    return payload;
  }

  /** Bytes in {@link #payload()}. */
  public int payloadLength() {
    return payloadLength;
  }

  /** When the packet in {@link #payload()} came. */
  public long payloadArrivalNanos() {
    return payloadArrival;
  }

  /** Samples per channel that the last outcome is to give. */
  public int duration() {
    return duration;
  }

  /**
   * By how many samples per channel playout should be stretched (positive) or shortened (negative)
   * to bring the delay to its target; 0 while it is near.
   */
  public int correction() {
    if (!started || dry || !playout.known()) {
      return 0;
    }
    long excess = excess();
    return excess > ABOVE_NANOS || excess < -BELOW_NANOS ? (int) -samples(excess) : 0;
  }

  /**
   * Says that playout was stretched (positive) or shortened (negative) by so many samples per
   * channel.
   */
  public void corrected(int samples) {
    playout.shift(nanos(samples));
    if (samples > 0) {
      decelerated += samples;
    } else {
      accelerated -= samples;
    }
  }

  /** Delay that is aimed at, in nanoseconds after the fastest packet's arrival. */
  public long targetDelayNanos() {
    long wanted = Math.max(estimator.wanted(), config.minDelayMillis() * MILLI);
    return Math.min(wanted, config.maxDelayMillis() * MILLI);
  }

  /**
   * Forgets the stream: the next packet may have any SSRC, sequence number and timestamp. Counters
   * go on.
   */
  public void reset() {
    slots.clear();
    estimator.reset();
    playout.clear();
    any = false;
    started = false;
    dry = false;
    concealing = false;
    badSeq = -1;
    Arrays.fill(seen, Long.MIN_VALUE);
  }

  /** The counters so far. Allocates. */
  public JitterStats stats() {
    return new JitterStats(
        received,
        late,
        duplicates,
        discarded,
        recovered,
        concealed,
        concealmentEvents,
        underruns,
        comfort,
        accelerated,
        decelerated,
        restarts,
        targetDelayNanos(),
        playout.any() ? Math.max(0, playout.min() - estimator.baseline()) : 0);
  }

  private void begin(int seq16, long rtpTimestamp) {
    any = true;
    // Far enough from zero that reordered packets before the first have a number too.
    highestSeq = 0x10000L + (seq16 & 0xffff);
    highestTs = 0x1_0000_0000L + (rtpTimestamp & 0xffff_ffffL);
    firstTs = highestTs;
    nextSeq = highestSeq - config.capacityPackets() / 2;
    nextTs = 0;
    started = false;
    dry = false;
    concealing = false;
    lastDuration = 2 * tick;
    Arrays.fill(seen, Long.MIN_VALUE);
  }

  private void restart() {
    restarts++;
    discarded += slots.count();
    slots.clear();
    estimator.reanchor();
    playout.clear();
  }

  /** Makes the slot of this packet free by giving up the oldest. */
  private void makeRoom(long seq) {
    while (seq >= nextSeq + slots.capacity()) {
      if (slots.count() == 0) {
        nextSeq = seq - slots.capacity() + 1;
        return;
      }
      if (slots.remove(nextSeq)) {
        discarded++;
      }
      nextSeq++;
    }
  }

  private boolean start(long now) {
    long head = any ? slots.firstFrom(nextSeq) : -1;
    if (head < 0) {
      return false;
    }
    long target = targetDelayNanos();
    if (budget(head, now) < target) {
      return false;
    }
    // If the sink began late, it need not play what has waited too long already.
    long after = slots.firstFrom(head + 1);
    while (after >= 0 && budget(after, now) >= target) {
      slots.remove(head);
      discarded++;
      head = after;
      after = slots.firstFrom(head + 1);
    }
    nextSeq = head;
    nextTs = slots.timestamp(head);
    started = true;
    return true;
  }

  private Outcome play(long head, long now) {
    playout.onFrame(now, media(nextTs));
    expose(head);
    slots.remove(head);
    nextSeq = head + 1;
    duration = slots.duration(head);
    lastDuration = duration;
    nextTs += duration;
    concealing = false;
    pausing = false;
    return Outcome.PLAY;
  }

  /**
   * The sender sent nothing between the last packet and this one. A silence may be longer or
   * shorter than it was, so this is the moment to correct the delay.
   */
  private Outcome pause(long head, long gap, long now) {
    if (budget(head, now) - targetDelayNanos() > FAR_ABOVE_NANOS) {
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
      playout.shift(-nanos(skip));
    }
    if (left == 0) {
      return play(head, now);
    }
    if (hold > 0) {
      hold--;
      playout.shift(nanos(tick));
      duration = tick;
    } else {
      duration = (int) Math.min(left, tick);
      nextTs += duration;
    }
    comfort += duration;
    concealing = false;
    return Outcome.COMFORT;
  }

  private Outcome lost(long head, long gap, long now) {
    int fec = fecDuration(head);
    if (fec > 0 && gap == fec) {
      playout.onFrame(now, media(nextTs));
      expose(head);
      duration = fec;
      nextTs += fec;
      recovered++;
      concealing = false;
      return Outcome.RECOVER;
    }
    long missing = head - nextSeq;
    if (gap > (missing + 1) * lastDuration) {
      // More time than packets is missing: the sender was silent besides.
      nextTs += tick;
      comfort += tick;
      return silence(Outcome.COMFORT);
    }
    long upTo = fec > 0 && gap > fec ? gap - fec : gap;
    duration = (int) Math.min(upTo, lastDuration);
    nextTs += duration;
    conceal(duration);
    return Outcome.CONCEAL;
  }

  private int fecDuration(long head) {
    byte[] buf = slots.payload(head);
    int len = slots.length(head);
    return inspector.hasFec(buf, 0, len) ? inspector.fecDuration(buf, 0, len) : 0;
  }

  private Outcome runDry() {
    if (!dry) {
      dry = true;
      drySamples = 0;
    }
    drySamples += tick;
    return silence(nanos(drySamples) > MAX_CONCEAL_NANOS ? Outcome.EMPTY : Outcome.CONCEAL);
  }

  /** A packet has come after the buffer ran empty, and shows what that was. */
  private void endDry(long head) {
    long gap = slots.timestamp(head) - nextTs;
    long played = drySamples;
    if (head == nextSeq && gap > 0) {
      // The sender was silent: what has been played since was comfort.
      comfort += played;
      nextTs += Math.min(played, gap);
      dry = false;
      return;
    }
    confirmDry();
    if (gap <= 0) {
      underruns++;
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
    concealed += samples;
    if (!concealing) {
      concealing = true;
      concealmentEvents++;
    }
  }

  private void dropOverdue() {
    if (dry || !playout.known() || excess() < FAR_ABOVE_NANOS) {
      return;
    }
    long overdue = samples(excess());
    long head = slots.firstFrom(nextSeq);
    while (head >= 0) {
      long after = slots.firstFrom(head + 1);
      if (after < 0 || slots.timestamp(after) - nextTs > overdue) {
        break;
      }
      slots.remove(head);
      discarded++;
      long step = slots.timestamp(after) - nextTs;
      overdue -= step;
      playout.shift(-nanos(step));
      nextSeq = after;
      nextTs += step;
      head = after;
    }
  }

  private void expose(long head) {
    payload = slots.payload(head);
    payloadLength = slots.length(head);
    payloadArrival = slots.arrival(head);
  }

  private Outcome silence(Outcome outcome) {
    duration = tick;
    return outcome;
  }

  private long excess() {
    return playout.min() - estimator.baseline() - targetDelayNanos();
  }

  /** How long after its earliest possible arrival this packet would be played if it were now. */
  private long budget(long seq, long now) {
    return now - media(slots.timestamp(seq)) - estimator.baseline();
  }

  private long media(long ts) {
    return nanos(ts - firstTs);
  }

  private long nanos(long samples) {
    int rate = config.clockRate();
    return samples / rate * SECOND + samples % rate * SECOND / rate;
  }

  private long samples(long nanos) {
    int rate = config.clockRate();
    return nanos / SECOND * rate + nanos % SECOND * rate / SECOND;
  }
}
