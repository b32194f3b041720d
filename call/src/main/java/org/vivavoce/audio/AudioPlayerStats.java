package org.vivavoce.audio;

import java.util.OptionalLong;
import org.vivavoce.media.Level;
import org.vivavoce.rtp.opus.PlayoutStats;

/**
 * What one stream has played so far.
 *
 * @param playout of the jitter buffer and decoder
 * @param firstFrameNanos when the first decoded sample was handed to the sink ({@code
 *     System.nanoTime}); empty before
 * @param level how loud it is now
 */
public record AudioPlayerStats(PlayoutStats playout, OptionalLong firstFrameNanos, Level level) {}
