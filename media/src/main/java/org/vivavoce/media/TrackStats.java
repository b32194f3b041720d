package org.vivavoce.media;

/**
 * What a track has done so far.
 *
 * @param buffers handed to the consumer, or got from the supplier
 * @param skippedBuffers left out because the thread was held up for longer than could be caught up
 *     with
 * @param callbackFailures calls of the consumer or supplier that threw
 */
public record TrackStats(long buffers, long skippedBuffers, long callbackFailures) {}
