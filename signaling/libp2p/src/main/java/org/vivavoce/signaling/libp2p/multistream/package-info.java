/**
 * Agreeing on a protocol: <a
 * href="https://github.com/multiformats/multistream-select">multistream-select 1.0</a>.
 *
 * <p><b>What may enter.</b> Bytes from anybody, in at most 64 messages of at most 1,024 bytes; more
 * or other ones give one checked exception.
 *
 * <p><b>Who calls.</b> {@code connection}, for a connection's security, its muxer, and each stream.
 *
 * <p><b>Left out.</b> {@code ls} (answered by {@code na}, as go-libp2p does), simultaneous open.
 */
package org.vivavoce.signaling.libp2p.multistream;
