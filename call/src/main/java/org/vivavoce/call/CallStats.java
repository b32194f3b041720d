package org.vivavoce.call;

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
 * @param streams what plays here, by stream
 */
public record CallStats(
    Did peer,
    boolean dialed,
    Optional<PeerConnectionStats> connection,
    Map<StreamId, AudioPlayerStats> streams) {}
