package org.vivavoce.signaling.libp2p;

/**
 * A host's counters.
 *
 * @param connections that are open now, those still shaking hands among them
 * @param accepted connections that peers opened
 * @param dialed connections that we opened
 * @param refused connections of peers that were refused because there were too many, of all or of
 *     theirs
 * @param failedHandshakes connections that ended before both sides knew each other
 * @param violations connections that ended because the peer broke a protocol
 */
public record HostStats(
    long connections,
    long accepted,
    long dialed,
    long refused,
    long failedHandshakes,
    long violations) {}
