/**
 * Many streams over one connection: <a
 * href="https://github.com/hashicorp/yamux/blob/master/spec.md">Yamux</a> as libp2p's {@code
 * /yamux/1.0.0}.
 *
 * <p><b>What may enter.</b> Bytes from an authenticated but not trusted peer. What breaks the
 * protocol gives one checked exception, and the connection is to be closed; a peer that opens
 * streams without end has the surplus reset, one that never reads what that costs is cut off;
 * memory is bounded by {@link org.vivavoce.signaling.libp2p.yamux.YamuxLimits}.
 *
 * <p><b>Who calls.</b> {@code connection}.
 *
 * <p><b>Flow control.</b> What arrives is handed on at once and the window given back when half of
 * it is used: a listener that cannot take it resets the stream. What is written waits in the stream
 * until the peer's window takes it, within a bound; output is pulled when the connection can take
 * it.
 *
 * <p><b>Left out.</b> Growing the window: 256 KiB a round trip is plenty for signals.
 */
package org.vivavoce.signaling.libp2p.yamux;
