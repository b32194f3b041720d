/**
 * How a node finds relays and keeps some of them: {@code /vivavoce/relays/1.0.0}.
 *
 * <p><b>Standards.</b> None; a protocol of our own. Whoever takes its streams is a relay: a node
 * that forwards the topics of calls for its neighbours. Asked, it names other relays, by peer
 * records that these have signed themselves.
 *
 * <p><b>What may enter.</b> Bytes from any peer, at most 64 KiB for an answer, and of it at most 16
 * records. That somebody is a relay is their own claim, or another relay's.
 *
 * <p><b>Who calls.</b> The host's gossip. No I/O here, no clock, and no randomness but what is
 * handed in.
 *
 * <p><b>Left out.</b> Whether a relay does forward: whom the operator named is kept in any case,
 * and nobody who dialed us counts.
 */
package org.vivavoce.signaling.libp2p.relays;
