/**
 * {@code /ipfs/ping/1.0.0}: 32 bytes there and back.
 *
 * <p><b>What may enter.</b> Bytes from any peer; what is not echoed rightly ends its stream.
 *
 * <p><b>Who calls.</b> The host, which has the clock.
 */
package org.vivavoce.signaling.libp2p.ping;
