package org.vivavoce.rtp.opus;

import java.util.Arrays;
import java.util.Objects;
import org.vivavoce.rtp.jitter.JitterBuffer;
import org.vivavoce.rtp.jitter.JitterConfig;
import org.vivavoce.rtp.jitter.JitterStats;
import org.vivavoce.rtp.jitter.TimeStretch;

/**
 * Received Opus packets in, a steady stream of PCM out: a {@link JitterBuffer}, an {@link
 * OpusDecoder} and a {@link TimeStretch} that brings the delay to its target without a gap.
 *
 * <p>One thread may call {@link #put} (the network's), another {@link #pull} (the sink's), and any
 * {@link #stats} and {@link #reset}. A lock is held for queue work only, never while decoding.
 * {@code pull} always fills what it is asked for, so the sink's clock alone sets the pace; a late
 * pull, or several in a burst that make up for one, do no harm.
 *
 * <pre>{@code
 * OpusPlayout playout = OpusPlayout.create(1);
 * playout.put(sequenceNumber, timestamp, payload, 0, length, arrivalNanos); // per packet
 * playout.pull(pcm, 0, 960, nowNanos);                                      // every 20 ms
 * }</pre>
 */
public final class OpusPlayout {
  /** Pulls come in multiples of 10 ms. */
  private static final int TICK = 480;

  /** Sound that begins or ends in silence is faded over 2.5 ms. */
  private static final int FADE = 120;

  /** Ordinary corrections of the delay are this far apart: 60 ms. */
  private static final int CORRECTION_PAUSE = 2_880;

  /**
   * A delay off by more than this is corrected with each frame: 60 ms too much, 30 ms too little.
   */
  private static final int URGENT_SHORTEN = 2_880;

  private static final int URGENT_LENGTHEN = 1_440;

  /**
   * So much more may be put in than was asked for (10 ms): a period of the voice is what it is, and
   * falling short by a little would be in vain.
   */
  private static final int GENEROUS = 480;

  /** How well the waveform must fit at a seam: as a rule, and when the delay is far off. */
  private static final double GOOD_FIT = 0.75;

  private static final double URGENT_FIT = 0.3;

  /**
   * Each frame without a good seam makes the next one's easier to please: noise never has one, and
   * hides any.
   */
  private static final double IMPATIENCE = 0.03;

  private final Object lock = new Object();
  private final JitterBuffer buffer;
  private boolean resetDecoder;
  private long malformed;
  private long lostInDecoder;
  private long emitted;
  private double delayNanos;

  // The pulling thread's own.
  private final OpusDecoder decoder;
  private final int channels;
  private final byte[] packet;
  private final short[] pcm;
  private int start;
  private int available;
  private boolean fromPacket;
  private long arrival;
  private boolean silent = true;
  private int sinceCorrection = CORRECTION_PAUSE;
  private int fruitless;
  private boolean steered;

  private OpusPlayout(int channels, JitterConfig config) {
    this.channels = channels;
    decoder = OpusDecoder.create(channels);
    buffer = JitterBuffer.create(config, OpusFrames.INSTANCE);
    packet = new byte[config.maxPayloadBytes()];
    pcm = new short[(OpusDecoder.MAX_PACKET_SAMPLES + TimeStretch.MAX_CHANGE) * channels];
  }

  /**
   * A playout with the bounds that suit a call, {@link JitterConfig#voice()}.
   *
   * @param channels of the PCM, 1 or 2
   * @throws IllegalArgumentException if there are others
   */
  public static OpusPlayout create(int channels) {
    return create(channels, JitterConfig.voice());
  }

  /**
   * A playout with bounds of the caller's.
   *
   * @param channels of the PCM, 1 or 2
   * @throws IllegalArgumentException if there are others, or the configuration's clock is not 48
   *     kHz
   */
  public static OpusPlayout create(int channels, JitterConfig config) {
    if (config.clockRate() != OpusConfig.SAMPLE_RATE) {
      throw new IllegalArgumentException(
          "Opus has an RTP clock of 48000 Hz, not " + config.clockRate());
    }
    return new OpusPlayout(channels, config);
  }

  /**
   * Takes a received payload; its bytes are copied. Malformed ones are counted.
   *
   * @param seq16 RTP sequence number, its low 16 bits count
   * @param rtpTimestamp RTP timestamp, its low 32 bits count
   * @param arrivalNanos when it came, on the clock that {@link #pull} is given
   * @throws IndexOutOfBoundsException if the range is not within {@code buf}
   */
  public JitterBuffer.Put put(
      int seq16, long rtpTimestamp, byte[] buf, int off, int len, long arrivalNanos) {
    synchronized (lock) {
      return buffer.put(seq16, rtpTimestamp, buf, off, len, arrivalNanos);
    }
  }

  /**
   * The next samples to play, whatever there is: decoded, recovered, concealed, or silence.
   *
   * @param out takes interleaved samples
   * @param off index of the first
   * @param frames samples per channel wanted: a multiple of 480 (10 ms), or, by somebody who steers
   *     the delay by resampling, a few more or less
   * @param nowNanos when they are taken, on the clock of {@link #put}
   * @return {@code frames}
   * @throws IllegalArgumentException if {@code frames} is not positive
   * @throws IndexOutOfBoundsException if {@code out} cannot take them
   */
  public int pull(short[] out, int off, int frames, long nowNanos) {
    if (frames <= 0) {
      throw new IllegalArgumentException("frames is " + frames + ", 1 or more are allowed");
    }
    if (frames % TICK != 0 && !steered) {
      steered = true;
      synchronized (lock) {
        buffer.steered();
      }
    }
    Objects.checkFromIndexSize(off, frames * channels, out.length);
    int done = 0;
    while (done < frames) {
      if (available == 0) {
        // What wanders by a few samples is still a pull every so many ticks.
        refill(nowNanos, done, Math.max(1, (frames + TICK / 2) / TICK) * TICK);
      }
      int n = Math.min(available, frames - done);
      System.arraycopy(pcm, start * channels, out, off + done * channels, n * channels);
      start += n;
      available -= n;
      done += n;
      if (fromPacket) {
        synchronized (lock) {
          emitted += n;
          delayNanos += (double) n * (nowNanos - arrival);
        }
      }
    }
    return frames;
  }

  /**
   * How much more delay there is than is safe; see {@link JitterBuffer#excessNanos}. Called by the
   * thread that pulls, before it does.
   *
   * @param nowNanos as for {@link #pull}
   */
  public long excessNanos(long nowNanos) {
    synchronized (lock) {
      return buffer.excessNanos(nowNanos, available);
    }
  }

  /** Begins anew: the next packet belongs to another stream (another SSRC). Counters go on. */
  public void reset() {
    synchronized (lock) {
      buffer.reset();
      resetDecoder = true;
    }
  }

  /** The counters so far. */
  public PlayoutStats stats() {
    synchronized (lock) {
      JitterStats jitter = buffer.stats();
      return PlayoutStats.of(jitter, malformed, lostInDecoder, emitted, delayNanos);
    }
  }

  private void refill(long now, int position, int pull) {
    JitterBuffer.Outcome outcome;
    int samples;
    int bytes = 0;
    int correction;
    boolean reset;
    synchronized (lock) {
      outcome = buffer.next(now, position, pull);
      samples = buffer.duration();
      if (outcome == JitterBuffer.Outcome.PLAY || outcome == JitterBuffer.Outcome.RECOVER) {
        bytes = buffer.payloadLength();
        System.arraycopy(buffer.payload(), 0, packet, 0, bytes);
        arrival = buffer.payloadArrivalNanos();
      }
      correction = buffer.correction();
      reset = resetDecoder;
      resetDecoder = false;
    }
    if (reset) {
      decoder.reset();
    }
    start = 0;
    available = samples;
    fromPacket = false;
    switch (outcome) {
      case PLAY -> {
        fromPacket = decoder.decode(packet, 0, bytes, pcm, 0) == samples;
        afterDecoding(samples);
        if (fromPacket) {
          correct(samples, correction);
        }
      }
      case RECOVER -> {
        fromPacket = decoder.decodeFec(packet, 0, bytes, pcm, 0, samples) == samples;
        afterDecoding(samples);
      }
      case CONCEAL, COMFORT -> {
        conceal(samples);
        silent &= isZero(samples);
      }
      case EMPTY -> fallSilent(samples);
    }
  }

  /** A packet that proved malformed is concealed; one that follows silence is faded in. */
  private void afterDecoding(int samples) {
    if (!fromPacket) {
      synchronized (lock) {
        malformed++;
        lostInDecoder += samples;
      }
      conceal(samples);
    }
    if (silent) {
      ramp(samples, 0, 1);
      silent = false;
    }
    sinceCorrection += samples;
  }

  private void conceal(int samples) {
    // Opus conceals multiples of 2.5 ms; the rest of the last one is not needed.
    int whole = (samples + FADE - 1) / FADE * FADE;
    decoder.conceal(pcm, 0, whole);
  }

  private void fallSilent(int samples) {
    if (silent) {
      Arrays.fill(pcm, 0, samples * channels, (short) 0);
      return;
    }
    conceal(samples);
    ramp(samples, 1, 0);
    silent = true;
  }

  private boolean isZero(int samples) {
    for (int i = 0; i < samples * channels; i++) {
      if (pcm[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Fades the first 2.5 ms, and for a fade to zero silences what follows. */
  private void ramp(int samples, int from, int to) {
    int n = Math.min(samples, FADE);
    for (int i = 0; i < n * channels; i++) {
      int t = i / channels;
      pcm[i] = (short) (pcm[i] * (from * (n - t) + to * t) / n);
    }
    if (to == 0) {
      Arrays.fill(pcm, n * channels, samples * channels, (short) 0);
    }
  }

  private void correct(int samples, int correction) {
    if (correction == 0) {
      fruitless = 0;
      return;
    }
    boolean urgent = correction < -URGENT_SHORTEN || correction > URGENT_LENGTHEN;
    if (!urgent && sinceCorrection < CORRECTION_PAUSE) {
      return;
    }
    double fit = Math.max(0, (urgent ? URGENT_FIT : GOOD_FIT) - IMPATIENCE * fruitless);
    int change =
        correction < 0
            ? -TimeStretch.shorten(pcm, 0, samples, channels, -correction, fit)
            : TimeStretch.lengthen(pcm, 0, samples, channels, correction + GENEROUS, fit);
    if (change == 0) {
      fruitless++;
      return;
    }
    fruitless = 0;
    available += change;
    sinceCorrection = 0;
    synchronized (lock) {
      buffer.corrected(change);
    }
  }
}
