/**
 * Calls between people: the {@link org.vivavoce.call.Controller} and its model.
 *
 * <p>A Controller belongs to one person (a DID). It listens on their {@code offer_call} topic,
 * offers and answers calls, says Hello in its windows, lets the lower of two DIDs dial, connects by
 * one {@link org.vivavoce.peer.PeerConnection} for each pair, and accepts only tracks that were
 * subscribed to. Everything that changes its state runs on one event loop; its public methods are
 * safe from any thread. Every signal is sealed; those that are forged, replayed, late, from outside
 * the call, or out of order, are counted and dropped. What may have got lost is said again until it
 * is heard, and a connection that breaks is looked for. All states and transitions, and what is
 * said again, are in {@code call/CALLS.md}.
 *
 * <p>Within: {@code Signals} and {@code Sealing} know the network, {@code IncomingOffers} what
 * rings, {@code CallSession} one call, {@code Ringers} whom it calls, {@code PeerLink} one other
 * participant ({@code Presence}: which joining of theirs counts; {@code Wishes}: what each takes of
 * the other; {@code Dialing}: offers, answers, candidates), and {@code MediaLink} is the wall to
 * connections and sound: behind it {@code RtcMediaLink}, or a test's simulation in virtual time, as
 * all of the {@code Environment} is.
 *
 * <p>Who enters: applications, and the command line. Left out: what the signals travel by ({@code
 * signaling}), and how media is carried ({@code peer}, {@code audio}).
 */
package org.vivavoce.call;
