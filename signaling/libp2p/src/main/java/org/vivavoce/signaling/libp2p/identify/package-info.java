/**
 * Who a peer is and what it can do: {@code /ipfs/id/1.0.0} and {@code /ipfs/id/push/1.0.0}, and the
 * signed peer records in them.
 *
 * <p><b>Standards.</b> libp2p's identify, its "Signed Envelopes" (RFC 0002) and "Address records
 * with metadata" (RFC 0003).
 *
 * <p><b>What may enter.</b> Bytes from any peer, at most 64 KiB for one message and all its parts.
 * What an unsigned field says is the peer's claim; addresses of kinds unknown here are left out.
 *
 * <p><b>Who calls.</b> The host.
 */
package org.vivavoce.signaling.libp2p.identify;
