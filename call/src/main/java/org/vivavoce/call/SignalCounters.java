package org.vivavoce.call;

/**
 * Signals that a {@link Controller} dropped, by the reason.
 *
 * @param malformed did not parse
 * @param forged not sealed by who it says it is from, not for us, not for this topic or call, or
 *     changed on its way
 * @param replayed was opened before
 * @param outOfTime sealed more than five minutes from now: late, or one of the two clocks is wrong
 * @param unknownCall for no call of ours
 * @param notInCall from somebody who is not a participant
 * @param wrongTopic parsed, but has no place on the topic that it came by
 * @param wrongDialer a first offer from the side that must not dial
 * @param outOfOrder for an older connection or joining, of a call that is over, or not expected in
 *     this state
 * @param repeated said again, because the sender could not know that it had arrived
 * @param flooded more than could be dealt with: signals, calls at a time, or connections dialed in
 *     a row
 * @param tracksRefused tracks that nobody subscribed to
 */
public record SignalCounters(
    long malformed,
    long forged,
    long replayed,
    long outOfTime,
    long unknownCall,
    long notInCall,
    long wrongTopic,
    long wrongDialer,
    long outOfOrder,
    long repeated,
    long flooded,
    long tracksRefused) {}
