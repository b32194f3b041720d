package org.vivavoce.rtp.jitter;

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

  /** Timestamps that run ahead of the clock by more than this are another stream's. */
  private static final long MAX_EARLY_NANOS = 1_000 * MILLI;

  /** For {@link #excessNanos}: nothing is being played, or not for long enough. */
  public static final long UNKNOWN_EXCESS = Long.MIN_VALUE;

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
  private final Counters counters = new Counters();
  private final StreamNumbers numbers = new StreamNumbers();
  private final DelayEstimator estimator = new DelayEstimator();
  private final MediaClock clock;
  private final PacketSlots slots;
  private final Playhead playhead;

  private JitterBuffer(JitterConfig config, FrameInspector inspector) {
    this.config = Objects.requireNonNull(config, "config");
    this.inspector = Objects.requireNonNull(inspector, "inspector");
    clock = new MediaClock(config.clockRate());
    slots = new PacketSlots(config.capacityPackets(), config.maxPayloadBytes());
    playhead = new Playhead(config, inspector, clock, slots, numbers, estimator, counters);
  }

  /** An empty buffer for one stream. */
  public static JitterBuffer create(JitterConfig config, FrameInspector inspector) {
    return new JitterBuffer(config, inspector);
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
      counters.discarded++;
      return Put.DISCARDED;
    }
    boolean restart = false;
    if (!numbers.any()) {
      begin(seq16, rtpTimestamp);
    } else {
      switch (numbers.place(seq16)) {
        case FAR -> {
          counters.discarded++;
          return Put.DISCARDED;
        }
        case ELSEWHERE -> restart = true;
        case HERE -> restart = jumped(seq16, rtpTimestamp, arrivalNanos);
      }
      if (restart) {
        restart();
        begin(seq16, rtpTimestamp);
      }
    }
    long seq = numbers.sequence(seq16);
    long ts = numbers.timestamp(rtpTimestamp);
    if (!numbers.note(seq)) {
      counters.duplicates++;
      return Put.DUPLICATE;
    }
    estimator.onPacket(arrivalNanos, media(ts));
    if (playhead.isPast(seq, ts)) {
      counters.late++;
      return Put.LATE;
    }
    playhead.makeRoom(seq);
    slots.put(seq, ts, frame, buf, off, len, arrivalNanos);
    counters.received++;
    numbers.advance(seq, ts);
    return restart ? Put.RESTARTED : Put.ACCEPTED;
  }

  /** {@link #next(long, int, int)} for a sink that pulls 10 ms at a time. */
  public Outcome next(long nowNanos) {
    return next(nowNanos, 0, clock.tick());
  }

  /**
   * What to play now that the samples of the last outcome are used up. The playout position moves
   * on by {@link #duration()}, except while the buffer is empty.
   *
   * @param position samples per channel that the sink's pull has got already
   * @param pull samples per channel that the pull wants, at least 1
   */
  public Outcome next(long nowNanos, int position, int pull) {
    return playhead.next(nowNanos, position, pull);
  }

  /** The packet of the last outcome, from index 0 on; valid until the next {@link #put}. */
  public byte[] payload() {
    return playhead.payload();
  }

  /** Bytes in {@link #payload()}. */
  public int payloadLength() {
    return playhead.payloadLength();
  }

  /** When the packet in {@link #payload()} came. */
  public long payloadArrivalNanos() {
    return playhead.payloadArrival();
  }

  /** Samples per channel that the last outcome is to give. */
  public int duration() {
    return playhead.duration();
  }

  /**
   * By how many samples per channel playout should be stretched (positive) or shortened (negative)
   * to bring the delay to its target; 0 while it is near.
   */
  public int correction() {
    return playhead.correction();
  }

  /**
   * Says that playout was stretched (positive) or shortened (negative) by so many samples per
   * channel.
   */
  public void corrected(int samples) {
    playhead.shifted(samples);
    if (samples > 0) {
      counters.decelerated += samples;
    } else {
      counters.accelerated -= samples;
    }
  }

  /**
   * By how much the delay is above the least that is safe: what a frame that begins at the very
   * moment of a pull could be played earlier. Below 0 frames come late; frames that begin up to a
   * whole step of the pulls later need that much more.
   *
   * @param nowNanos when the next sample is pulled
   * @param remaining samples per channel of the last outcome that are still to be played before it
   * @return nanoseconds, or {@link #UNKNOWN_EXCESS}
   */
  public long excessNanos(long nowNanos, int remaining) {
    return playhead.excess(nowNanos, remaining);
  }

  /**
   * Says that from now on somebody steers the delay by how much is pulled (resampling): where in
   * their pulls frames begin wanders then, and is no reason for a correction.
   */
  public void steered() {
    playhead.steered();
  }

  /** Delay that is aimed at, in nanoseconds after the fastest packet's arrival. */
  public long targetDelayNanos() {
    return playhead.target();
  }

  /**
   * Forgets the stream: the next packet may have any SSRC, sequence number and timestamp. Counters
   * go on.
   */
  public void reset() {
    slots.clear();
    estimator.reset();
    playhead.stop();
    numbers.forget();
  }

  /** The counters so far. Allocates. */
  public JitterStats stats() {
    return counters.snapshot(playhead.target(), playhead.currentDelay());
  }

  /**
   * Whether the sender's clock has jumped, or the path was blocked for longer than we would ever
   * wait.
   */
  private boolean jumped(int seq16, long rtpTimestamp, long arrivalNanos) {
    if (numbers.sequence(seq16) <= numbers.highest()) {
      return false;
    }
    long ts = numbers.timestamp(rtpTimestamp);
    long relative = estimator.relative(arrivalNanos, media(ts));
    if (relative > config.maxDelayMillis() * MILLI) {
      playhead.endDryBefore(ts);
      return true;
    }
    return relative < -MAX_EARLY_NANOS;
  }

  private void restart() {
    counters.restarts++;
    counters.discarded += slots.count();
    slots.clear();
    estimator.reanchor();
  }

  private void begin(int seq16, long rtpTimestamp) {
    numbers.begin(seq16, rtpTimestamp);
    playhead.begin(numbers.sequence(seq16));
  }

  private long media(long ts) {
    return clock.nanos(numbers.sinceFirst(ts));
  }
}
