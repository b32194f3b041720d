/**
 * RTP: packets, streams and the session that keeps their statistics and speaks RTCP (<a
 * href="https://www.rfc-editor.org/rfc/rfc3550">RFC 3550</a>), header extensions (<a
 * href="https://www.rfc-editor.org/rfc/rfc8285">RFC 8285</a>), audio levels (RFC 6464), the mid
 * extension (RFC 9143), retransmissions (RFC 4588) and G.711 (RFC 3551).
 *
 * <p>Start at {@link org.vivavoce.rtp.RtpSession}. {@link org.vivavoce.rtp.RtpPacket} reads a
 * packet in place, {@link org.vivavoce.rtp.RtpHeaderWriter} writes a header in place.
 *
 * <p>What may enter: plain RTP and RTCP, after SRTP has been taken off and authenticated; hostile
 * bytes all the same: what is malformed is counted and dropped, never thrown about. Who calls:
 * {@code call}'s PeerConnection, by one owner at a time (nothing here is safe for two threads at
 * once).
 *
 * <p>A protocol core: no I/O, no threads, no clock, no randomness of its own. Times are nanoseconds
 * on the scale of {@code System.nanoTime}, passed in.
 *
 * <p>Left out: SRTP ({@code dtls-srtp}), payload formats and codecs other than G.711 ({@code
 * org.vivavoce.rtp.opus}), playout ({@code org.vivavoce.rtp.jitter}), congestion control and FEC
 * streams.
 */
package org.vivavoce.rtp;
