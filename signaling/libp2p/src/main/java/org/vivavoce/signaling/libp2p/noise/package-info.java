/**
 * The secure channel of a connection: {@code /noise}, which is Noise_XX_25519_ChaChaPoly_SHA256
 * with libp2p's payload.
 *
 * <p><b>Standards.</b> The Noise Protocol Framework, revision 34; libp2p's "noise-libp2p - Secure
 * Channel Handshake"; X25519 (RFC 7748) by Bouncy Castle, ChaCha20-Poly1305 (RFC 8439), SHA-256 and
 * HMAC by the JDK.
 *
 * <p><b>What may enter.</b> Bytes from anybody. A message that is wrong in any way ends the
 * handshake or the session by one checked exception; nothing is answered to it.
 *
 * <p><b>Who calls.</b> {@code connection}, which owns the framing's buffers. No clock, no
 * randomness: private keys are parameters.
 *
 * <p><b>Left out.</b> The extensions registry ({@code stream_muxers}, {@code
 * webtransport_certhashes}): not sent, skipped when received, so that the muxer is agreed upon by
 * multistream-select, which every implementation does.
 */
package org.vivavoce.signaling.libp2p.noise;
