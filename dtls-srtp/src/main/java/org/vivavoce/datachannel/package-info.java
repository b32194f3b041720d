/**
 * Data channels: the W3C's rules over SCTP (WebRTC 1.0 section 6, RFC 8831), and the protocol that
 * opens them (RFC 8832).
 *
 * <p>What enters: SCTP packets, one for each DTLS record, and the application's messages. Who
 * calls: the trunk, which drives {@link org.vivavoce.datachannel.DataChannels} on its event loop,
 * over DTLS; and the application, through {@link org.vivavoce.datachannel.DataChannel}, on the same
 * thread.
 *
 * <p>The package does no I/O, starts no thread, reads no clock and makes no randomness.
 *
 * <p>Left out: the W3C's {@code Blob}; text and bytes are all that is sent.
 */
package org.vivavoce.datachannel;
