package org.vivavoce.call;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.vivavoce.audio.AudioPlayerStats;
import org.vivavoce.peer.PeerConnectionStats;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.StreamId;

/**
 * What one connection of a call has done so far.
 *
 * @param peer to whom
 * @param dialed whether it was us who dialed
 * @param connection path, keys and packets; empty while there is no connection yet
 * @param roundTrip there and back, over the data channel {@code rtt}, in the last five seconds;
 *     empty while that is not known
 * @param streams what plays here, by stream
 */
public record CallStats(
    Did peer,
    boolean dialed,
    Optional<PeerConnectionStats> connection,
    Optional<Duration> roundTrip,
    Map<StreamId, AudioPlayerStats> streams) {}
