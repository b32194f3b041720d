/**
 * One connection as a protocol core: multistream-select, Noise, multistream-select again, Yamux,
 * and multistream-select once more for each stream.
 *
 * <p><b>What may enter.</b> Bytes from anybody. Whatever they are, nothing is thrown: the
 * connection is closed with a {@link org.vivavoce.signaling.libp2p.connection.CloseReason}, or a
 * stream is reset.
 *
 * <p><b>Who calls.</b> The host, which has the sockets; tests, which join two by a loop. Protocols
 * meet it as {@link org.vivavoce.signaling.libp2p.connection.PeerStream} and {@link
 * org.vivavoce.signaling.libp2p.connection.StreamHandler}.
 *
 * <p><b>Threads, time and randomness.</b> One thread drives it; nanoseconds and keys are
 * parameters.
 */
package org.vivavoce.signaling.libp2p.connection;
