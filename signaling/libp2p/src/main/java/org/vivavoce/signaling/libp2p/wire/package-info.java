/**
 * How libp2p's messages are written: unsigned varints, length-delimited frames, and as much of <a
 * href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers' wire format</a> as its
 * few messages need: varints and length-delimited fields, written in the order of their numbers,
 * which is what signatures and hashes are made over.
 *
 * <p>By hand, because protobuf-java uses {@code sun.misc.Unsafe} and the messages fit on a page.
 *
 * <p><b>What may enter.</b> Bytes from anybody, bounded by the caller; wrong ones give {@link
 * org.vivavoce.signaling.libp2p.wire.MalformedException} and nothing else. Unknown fields are
 * skipped; groups, which nobody writes any more, are refused.
 *
 * <p><b>Who calls.</b> Every other package of this room.
 */
package org.vivavoce.signaling.libp2p.wire;
