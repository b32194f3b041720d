/**
 * RTCP: one file for each packet type of <a
 * href="https://www.rfc-editor.org/rfc/rfc3550#section-6">RFC 3550 section 6</a>, the feedback
 * messages of RFC 4585 and RFC 5104 that a sender of media acts on, compound and reduced-size
 * packets (RFC 5506), and the schedule by which reports are sent.
 *
 * <p>What may enter: RTCP after SRTCP has been taken off and authenticated. Malformed packets are
 * counted and dropped, unknown types are kept as raw bytes; nothing is ever thrown about them. Who
 * calls: {@link org.vivavoce.rtp.RtpSession}, and whoever sends feedback through it.
 *
 * <p>A protocol core: no I/O, no threads, no clock, no randomness of its own.
 *
 * <p>Left out: the inside of REMB, transport-wide congestion control and extended reports (RFC
 * 3611); they arrive as unknown packets with their bytes.
 */
package org.vivavoce.rtp.rtcp;
