/**
 * Discovery on the local network by multicast DNS, as a protocol core: whoever speaks libp2p on the
 * same link is found, and finds us.
 *
 * <p><b>Standards.</b> libp2p's <a
 * href="https://github.com/libp2p/specs/blob/master/discovery/mdns.md">mDNS discovery</a> ({@code
 * _p2p._udp.local}, peers' addresses in TXT records as {@code dnsaddr=…/p2p/…}) over RFC 6762: its
 * pace of questions and answers, known answers, one-shot questions, goodbyes.
 *
 * <p><b>What may enter.</b> Any datagram that comes to port 5353 of a link; only who is on that
 * link is heard, and only addresses on that link are believed, so that nobody can send us to dial
 * elsewhere.
 *
 * <p><b>Who calls.</b> The host's edge, with a socket for each interface.
 *
 * <p><b>Left out.</b> IPv6 as carrier (addresses in it are understood); probing and conflicts: a
 * name is random, lives as long as its host, and is nobody else's; SRV and address records, which
 * libp2p does not use, and for the lack of which JmDNS would resolve no peer of rust or js.
 */
package org.vivavoce.signaling.libp2p.mdns;
