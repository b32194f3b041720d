/**
 * SCTP for data channels: one association inside DTLS (RFC 9260, RFC 8261), with partial
 * reliability (RFC 3758, RFC 7496), stream reset (RFC 6525), interleaving (RFC 8260), zero
 * checksums (RFC 9653), larger packets where the path takes them (RFC 8899), and the loss detection
 * and the congestion window of today's TCP (RFC 8985, RFC 9438).
 *
 * <p>What enters: SCTP packets, one for each DTLS record, and the application's messages. What
 * leaves: packets, events, and the time at which to come back. Who calls: the data channels above
 * and the DTLS transport below, on one thread; {@link org.vivavoce.sctp.Association} is the manual.
 *
 * <p>The package does no I/O, starts no thread, reads no clock and makes no randomness. Nothing is
 * allocated for a packet in the steady state: what is in flight and what has arrived is kept in
 * rings indexed by TSN, and the bytes of a message are copied once, from the application's array
 * into the packet, and once, from the packet into the array that the application gets.
 *
 * <p>Left out: more than one path (addresses in INIT are passed over, RFC 8261 section 6), ECN,
 * authentication (RFC 4895) and dynamic addresses (RFC 5061), which DTLS makes needless; resetting
 * the TSNs of a whole association (denied); restarts: a peer that starts anew ends the association.
 */
package org.vivavoce.sctp;
