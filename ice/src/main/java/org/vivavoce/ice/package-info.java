/**
 * Finding and keeping a path to one peer, and carrying datagrams on it.
 *
 * <p>ICE (RFC 8445) with trickle (RFC 8838), consent freshness (RFC 7675), STUN (RFC 8489), TURN
 * over UDP, TCP and TLS (RFC 8656), candidates as text (RFC 8839), and the first-byte
 * demultiplexing of RFC 7983. The entry is {@link org.vivavoce.ice.IceAgent}, or {@link
 * org.vivavoce.ice.IceTransport}, which can be restarted. One component, UDP only between peers; no
 * ICE-lite, no TCP candidates. {@code .local} names (draft-ietf-mmusic-mdns-ice-candidates) by the
 * little of multicast DNS (RFC 6762) that they need, on request: a library for discovering services
 * has no lookup of a host's name, and tells the machine's own name to the link unasked.
 *
 * <p>In: datagrams from the network, credentials and candidates from signalling. Out: datagrams to
 * the listener, which {@code call} hands to DTLS, SRTP and so on. It sees no other room.
 *
 * <p>Sockets, timers, consent, servers and every byte of STUN are ours, on a few I/O loops shared
 * by all agents; the check list is ice4j's, which sees only what has been authenticated, and only
 * until a pair is selected.
 */
package org.vivavoce.ice;
