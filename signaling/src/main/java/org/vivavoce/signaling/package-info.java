/**
 * Who calls whom, and the words they say it in: DIDs, call and stream identifiers, signal messages
 * with their wire form, and the publish/subscribe contract that carries them.
 *
 * <p><b>Standards.</b> <a href="https://w3c-ccg.github.io/did-key-spec/">did:key</a> with Ed25519
 * (RFC 8032) only, CBOR (RFC 8949) by Jackson's streaming parser, stream ids in the charset of an
 * SDP {@code msid} (RFC 8830).
 *
 * <p><b>What may enter.</b> Bytes from a network into {@link
 * org.vivavoce.signaling.SignalCodec#decode}, which throws one checked exception and nothing else;
 * text from people into {@link org.vivavoce.signaling.Did#parse}; an application's own network
 * behind {@link org.vivavoce.signaling.PubSub}.
 *
 * <p><b>Who calls.</b> The Controller, and applications that make identities or share a {@code
 * PubSub} with it.
 *
 * <p><b>Threads and randomness.</b> Everything here is pure and stateless, except: {@link
 * org.vivavoce.signaling.InProcessPubSub} owns threads; {@link
 * org.vivavoce.signaling.Identity#generate} and {@link org.vivavoce.signaling.CallId#random} draw
 * from the system's secure random source.
 *
 * <p><b>Left out.</b> Sealing and signing of messages, which {@link org.vivavoce.signaling.seal}
 * does: the codec is pure, and {@code from} is what the message claims. Networks between machines,
 * which have artifacts of their own.
 */
package org.vivavoce.signaling;
