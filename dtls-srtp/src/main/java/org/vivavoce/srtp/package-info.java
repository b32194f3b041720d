/**
 * SRTP and SRTCP: the protection of media packets (RFC 3711, RFC 7714).
 *
 * <p>What enters: whole RTP and RTCP packets in byte arrays of the caller, which are protected and
 * unprotected in place, and a {@linkplain org.vivavoce.srtp.SrtpMasterKey master key} for each
 * direction, which the DTLS handshake exports (RFC 5764 section 4.2). Who calls: the trunk, with
 * one {@link org.vivavoce.srtp.SrtpProtector} per direction of sending and one {@link
 * org.vivavoce.srtp.SrtpUnprotector} per direction of receiving, each good for every SSRC of a
 * bundled session and for both RTP and RTCP.
 *
 * <p>The package does no I/O, starts no thread, reads no clock and makes no randomness. The ciphers
 * are the JVM's own (JCE), so that no native code is loaded; for short packets GHASH is ours
 * ({@code Ghash} says why, and why its time tells no secret).
 *
 * <p>Left out: master key identifiers (MKI) and key derivation rates other than zero, which
 * DTLS-SRTP does not use (RFC 5764 section 4.1.2 names neither); the F8 mode and the NULL ciphers;
 * encryption of header extensions (RFC 6904, RFC 9335).
 */
package org.vivavoce.srtp;
