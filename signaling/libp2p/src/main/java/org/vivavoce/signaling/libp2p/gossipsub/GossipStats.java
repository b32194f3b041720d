package org.vivavoce.signaling.libp2p.gossipsub;

/**
 * A router's counters.
 *
 * @param published of our own
 * @param delivered of others, to us
 * @param forwarded copies sent on
 * @param duplicates that came again
 * @param invalid unsigned, wrongly signed, too large, or not understood
 * @param overRate dropped because their bringer sends too much
 * @param unwanted of topics that we are not in
 * @param unsent RPCs that did not fit into a neighbour's stream
 * @param graylisted RPCs of neighbours that are not heard any more
 * @param malformed RPCs that are none
 * @param relayRefused announcements beyond what is relayed for one neighbour
 */
public record GossipStats(
    long published,
    long delivered,
    long forwarded,
    long duplicates,
    long invalid,
    long overRate,
    long unwanted,
    long unsent,
    long graylisted,
    long malformed,
    long relayRefused) {}
