/**
 * Sealed signals: what travels through a network that anybody can read and write, so that nobody
 * but whom it is for can read it, and nobody can forge it, move it to another topic or call, or
 * play it again. Independent of what carries them.
 *
 * <p><b>Standards.</b> HPKE (RFC 9180) in its authenticated mode by Bouncy Castle, with X25519 keys
 * that are those of the {@code did:key}s (RFC 7748, RFC 8032); ChaCha20-Poly1305 (RFC 8439); HKDF
 * (RFC 5869); Ed25519; CBOR (RFC 8949) by Jackson. The format is written down, with test vectors,
 * in {@code signaling/SEALED-SIGNALS.md}.
 *
 * <p><b>What may enter.</b> Bytes from anybody into {@link
 * org.vivavoce.signaling.seal.Opener#open}, which throws one checked exception and nothing else,
 * and counts by its reason.
 *
 * <p><b>Who calls.</b> Whoever joins a {@code PubSub} and a call.
 *
 * <p><b>Threads, time and randomness.</b> A {@code Sealer} and an {@code Opener} each belong to one
 * thread. Time is a parameter, the random source too, but for HPKE's ephemeral key, which Bouncy
 * Castle draws from the system's secure source.
 *
 * <p><b>Left out.</b> Hiding who speaks with whom: the sender's DID is in the clear, and topics
 * name who listens. Forward secrecy against the recipient's key: who gets it later reads old
 * offers.
 */
package org.vivavoce.signaling.seal;
