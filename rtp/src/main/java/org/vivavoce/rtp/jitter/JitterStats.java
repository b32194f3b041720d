package org.vivavoce.rtp.jitter;

/**
 * What a {@link JitterBuffer} has counted since it was made. Samples are per channel, at the RTP
 * clock.
 *
 * @param packetsReceived packets taken into the buffer
 * @param packetsLate packets dropped because their time had passed
 * @param duplicates packets dropped because they had been there before
 * @param discarded packets dropped for another reason: malformed, too long, from a sequence that
 *     jumped, or waiting too long
 * @param recoveredFrames frames for which the packet after them had a copy
 * @param concealedSamples samples invented where a frame was due. What is played while the buffer
 *     is empty counts once the next packet shows that something was missing, and not if the sender
 *     was silent.
 * @param concealmentEvents how many times concealment began
 * @param underruns how many times the buffer ran empty and the next packet turned out to be late
 * @param comfortSamples samples played while the sender sent nothing (DTX)
 * @param acceleratedSamples samples taken out to lower the delay
 * @param deceleratedSamples samples put in to raise the delay
 * @param restarts how many times the stream began anew (its sequence or its timestamps jumped)
 * @param targetDelayNanos delay that is aimed at
 * @param currentDelayNanos delay between the fastest packet's arrival and its playout, as of the
 *     last frames
 */
public record JitterStats(
    long packetsReceived,
    long packetsLate,
    long duplicates,
    long discarded,
    long recoveredFrames,
    long concealedSamples,
    long concealmentEvents,
    long underruns,
    long comfortSamples,
    long acceleratedSamples,
    long deceleratedSamples,
    long restarts,
    long targetDelayNanos,
    long currentDelayNanos) {}
