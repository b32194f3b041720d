package org.vivavoce.rtp.opus;

import org.vivavoce.rtp.jitter.JitterStats;

/**
 * What an {@link OpusPlayout} has done since it was made. Samples are per channel at 48 kHz; W3C
 * names in parentheses refer to {@code RTCInboundRtpStreamStats}.
 *
 * @param packetsReceived packets taken into the buffer
 * @param packetsLate packets dropped because their time had passed
 * @param duplicates packets dropped because they had been there before
 * @param discarded packets dropped for another reason: malformed, too long, from a sequence that
 *     jumped, or waiting too long
 * @param malformed packets in the buffer that the decoder could not make sense of; their time is
 *     concealed
 * @param fecRecoveredFrames lost frames that were decoded from the copy (LBRR) in the packet after
 *     them, whose LBRR flag was set
 * @param concealedSamples samples invented for sound that is lost (concealedSamples)
 * @param concealmentEvents how many times concealment began (concealmentEvents)
 * @param underruns how many times the buffer was empty and the next packet turned out to be late
 * @param comfortSamples samples played while the sender sent nothing (DTX)
 * @param acceleratedSamples samples taken out to lower the delay (removedSamplesForAcceleration)
 * @param deceleratedSamples samples put in to raise the delay (insertedSamplesForDeceleration)
 * @param restarts how many times the stream began anew
 * @param emittedSamples samples played that came from packets (jitterBufferEmittedCount)
 * @param emittedDelayNanos sum over those samples of the time from their packet's arrival to their
 *     playout (jitterBufferDelay)
 * @param targetDelayNanos delay that is aimed at
 * @param currentDelayNanos delay between the fastest packet's arrival and its playout, as of the
 *     last frames
 */
public record PlayoutStats(
    long packetsReceived,
    long packetsLate,
    long duplicates,
    long discarded,
    long malformed,
    long fecRecoveredFrames,
    long concealedSamples,
    long concealmentEvents,
    long underruns,
    long comfortSamples,
    long acceleratedSamples,
    long deceleratedSamples,
    long restarts,
    long emittedSamples,
    double emittedDelayNanos,
    long targetDelayNanos,
    long currentDelayNanos) {

  static PlayoutStats of(
      JitterStats jitter, long malformed, long lostInDecoder, long emitted, double delayNanos) {
    return new PlayoutStats(
        jitter.packetsReceived(),
        jitter.packetsLate(),
        jitter.duplicates(),
        jitter.discarded(),
        malformed,
        jitter.recoveredFrames(),
        jitter.concealedSamples() + lostInDecoder,
        jitter.concealmentEvents(),
        jitter.underruns(),
        jitter.comfortSamples(),
        jitter.acceleratedSamples(),
        jitter.deceleratedSamples(),
        jitter.restarts(),
        emitted,
        delayNanos,
        jitter.targetDelayNanos(),
        jitter.currentDelayNanos());
  }

  /** {@link #concealedSamples()} as time. */
  public double concealedMs() {
    return concealedSamples / 48.0;
  }

  /** Mean time from a packet's arrival to the playout of its samples; 0 before the first. */
  public double playoutDelayMs() {
    return emittedSamples == 0 ? 0 : emittedDelayNanos / emittedSamples / 1e6;
  }

  /** {@link #targetDelayNanos()} in milliseconds. */
  public double targetDelayMs() {
    return targetDelayNanos / 1e6;
  }

  /** {@link #currentDelayNanos()} in milliseconds. */
  public double currentDelayMs() {
    return currentDelayNanos / 1e6;
  }
}
