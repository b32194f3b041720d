/**
 * Calls between people: the {@link org.vivavoce.call.Controller} and its model.
 *
 * <p>A Controller belongs to one person (a DID). It listens on their {@code offer_call} topic,
 * offers and answers calls, says Hello in its windows, lets the lower of two DIDs dial, connects by
 * one {@link org.vivavoce.peer.PeerConnection} for each pair, and accepts only tracks that were
 * subscribed to. Everything that changes its state runs on one event loop; its public methods are
 * safe from any thread. Signals that come from outside the call, or out of order, are counted and
 * dropped.
 *
 * <p>Who enters: applications, and the command line. Left out: what the signals travel by ({@code
 * signaling}), and how media is carried ({@code peer}, {@code audio}).
 */
package org.vivavoce.call;
