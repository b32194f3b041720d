package org.vivavoce.recording;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.vivavoce.rtp.opus.OpusFiller;
import org.vivavoce.rtp.opus.OpusPacket;

/**
 * One participant's Opus packets on the timeline of a recording: put in order, without what came
 * twice or too late, and with fillers where there is nothing, so that all files agree about when
 * something was said.
 *
 * <p>The timeline counts samples at 48 kHz from the recording's beginning. A packet's place is its
 * RTP timestamp plus an offset, which the first packet fixes by its arrival. The sender's clock and
 * ours drift apart; what the fastest packets of the last seconds say about the offset is made good
 * where there is a gap anyway, and by force only when it has grown to {@link #FORCED}.
 *
 * <p>No clock, no thread, no file.
 */
final class StreamTimeline {
  /** Takes the stream, one packet after the other without a gap. */
  interface Out {
    void packet(byte[] packet, int samples) throws IOException;
  }

  /** 20 ms of packets of 2.5 ms each, and some seconds of patience. */
  static final int MAX_PENDING = 1_000;

  /** 60 ms. */
  static final int FORCED = 2_880;

  /** A packet that claims to be this far from its arrival belongs to another stream: 3 s. */
  private static final int FAR = 144_000;

  /** Packets in whose transit times the least is looked for: at 20 ms, five seconds. */
  private static final int WINDOW = 250;

  /** So much of a gap is taken for loss, and concealed by the decoder: 60 ms. */
  private static final int CONCEALED = 2_880;

  private final Out out;
  private final TreeMap<Long, byte[]> pending = new TreeMap<>();

  private boolean anchored;
  private long lastTimestamp;
  private long offset;
  private long written;
  private byte toc = OpusFiller.silence(OpusFiller.LONGEST, false)[0];
  private boolean afterPacket;

  private long least = Long.MAX_VALUE;
  private int seen;
  private long drift;
  private long dropped;

  /**
   * @param start where the stream begins; what is before it is not filled
   */
  StreamTimeline(long start, Out out) {
    this.out = out;
    written = start;
  }

  /** Where the stream has been written up to. */
  long written() {
    return written;
  }

  /** Packets that found no place: too late, twice, too many, or not Opus. */
  long dropped() {
    return dropped;
  }

  /** The next packet has other timestamps than those before: another source, or after a pause. */
  void restart() {
    anchored = false;
  }

  /**
   * Takes a packet.
   *
   * @param timestamp its RTP timestamp, of which the low 32 bits count
   * @param payload kept
   * @param arrival when it came, on the timeline
   */
  void packet(long timestamp, byte[] payload, long arrival) {
    if (OpusPacket.samples(payload, 0, payload.length) <= 0) {
      dropped++;
      return;
    }
    long extended = lastTimestamp + (int) (timestamp - lastTimestamp);
    if (!anchored || Math.abs(arrival - extended - offset) > FAR) {
      anchored = true;
      extended = timestamp & 0xFFFF_FFFFL;
      lastTimestamp = extended;
      offset = arrival - extended;
      forget();
    }
    lastTimestamp = Math.max(lastTimestamp, extended);
    watch(arrival - extended - offset);
    long place = extended + offset;
    if (place + OpusFiller.UNIT < written || pending.putIfAbsent(place, payload) != null) {
      dropped++;
    } else if (pending.size() > MAX_PENDING) {
      pending.pollFirstEntry();
      dropped++;
    }
  }

  private void forget() {
    least = Long.MAX_VALUE;
    seen = 0;
    drift = 0;
  }

  private void watch(long transit) {
    least = Math.min(least, transit);
    if (++seen == WINDOW) {
      drift = least;
      least = Long.MAX_VALUE;
      seen = 0;
      if (Math.abs(drift) > FORCED) {
        adjust();
      }
    }
  }

  private void adjust() {
    offset += drift;
    drift = 0;
  }

  /**
   * Writes all that lies before the horizon, and fills up to it.
   *
   * @throws IOException what {@link Out} threw
   */
  void advance(long horizon) throws IOException {
    while (!pending.isEmpty() && pending.firstKey() < horizon) {
      Map.Entry<Long, byte[]> next = pending.pollFirstEntry();
      long gap = next.getKey() - written;
      if (gap < -OpusFiller.UNIT) {
        dropped++;
        continue;
      }
      if (gap >= OpusFiller.UNIT) {
        fill(next.getKey());
        if (drift != 0) {
          // From here on, where there is silence before it.
          adjust();
        }
      }
      write(next.getValue());
      toc = next.getValue()[0];
      afterPacket = true;
    }
    if (horizon - written >= OpusFiller.LONGEST) {
      long whole = (horizon - written) / OpusFiller.LONGEST * OpusFiller.LONGEST;
      fill(written + whole);
    }
  }

  /** Fills up to less than a unit before the place. */
  private void fill(long place) throws IOException {
    long concealed = written + CONCEALED;
    byte[] lost = OpusFiller.lost(toc);
    int frame = OpusPacket.samples(lost, 0, lost.length);
    while (afterPacket && place - written >= frame && written + frame <= concealed) {
      write(lost);
    }
    afterPacket = false;
    while (place - written >= OpusFiller.UNIT) {
      write(OpusFiller.silence(OpusFiller.longest(place - written), OpusPacket.isStereo(toc)));
    }
  }

  private void write(byte[] packet) throws IOException {
    int samples = OpusPacket.samples(packet, 0, packet.length);
    out.packet(packet, samples);
    written += samples;
  }
}
