package org.vivavoce.audio;

import org.vivavoce.media.DriftCompensator;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmSupplier;
import org.vivavoce.rtp.jitter.JitterBuffer;
import org.vivavoce.rtp.jitter.JitterConfig;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusPlayout;

/**
 * A playout whose delay is held by resampling: the sender's clock and the speaker's differ, and the
 * jitter buffer alone would answer with samples that it repeats or takes out.
 */
final class SteeredPlayout implements PcmSupplier {
  private static final long MILLI = 1_000_000;

  /**
   * The jitter buffer corrects by leaps what has less than nothing or more than 13 ms to spare. A
   * frame may begin anywhere within a pull of 10 ms, so between 10 and 13 there is room for all.
   */
  private static final long AIM_NANOS = 11 * MILLI + MILLI / 2;

  /** Nothing is done before there is so little to spare that it would soon be none. */
  private static final long LEAST_NANOS = 2 * MILLI + MILLI / 2;

  private final OpusPlayout playout;
  private final DriftCompensator drift;

  SteeredPlayout(int channels, JitterConfig jitter) {
    playout = OpusPlayout.create(channels, jitter);
    drift =
        new DriftCompensator(
            new PcmFormat(OpusConfig.SAMPLE_RATE, channels),
            playout::pull,
            LEAST_NANOS - AIM_NANOS,
            0);
  }

  OpusPlayout playout() {
    return playout;
  }

  /** How much faster than real time frames are taken, in millionths. */
  double ppm() {
    return drift.ppm();
  }

  /** Samples per channel that were taken from the playout and not given out yet. */
  int pendingFrames() {
    return drift.pendingFrames();
  }

  @Override
  public void supply(short[] pcm, int offset, int frames, long playoutNanos) {
    long excess = playout.excessNanos(playoutNanos);
    if (excess == JitterBuffer.UNKNOWN_EXCESS) {
      drift.disturb();
    } else {
      drift.observe(excess - AIM_NANOS, playoutNanos);
    }
    drift.supply(pcm, offset, frames, playoutNanos);
  }
}
