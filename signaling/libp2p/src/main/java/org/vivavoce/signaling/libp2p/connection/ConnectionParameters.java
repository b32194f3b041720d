package org.vivavoce.signaling.libp2p.connection;

import java.util.Optional;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.noise.NoiseIdentity;
import org.vivavoce.signaling.libp2p.yamux.YamuxLimits;

/**
 * What a connection needs to know when it begins.
 *
 * @param initiator whether we opened it
 * @param local who we are
 * @param noise our Noise key and identity
 * @param ephemeralPrivate 32 random bytes for this connection alone
 * @param expected whom we want to reach; empty if anybody will do
 * @param protocols what peers may open streams for
 * @param limits of its streams
 * @param handshakeTimeoutNanos how long its handshake may take, and a stream's agreement
 */
public record ConnectionParameters(
    boolean initiator,
    PeerId local,
    NoiseIdentity noise,
    byte[] ephemeralPrivate,
    Optional<PeerId> expected,
    Protocols protocols,
    YamuxLimits limits,
    long handshakeTimeoutNanos) {}
