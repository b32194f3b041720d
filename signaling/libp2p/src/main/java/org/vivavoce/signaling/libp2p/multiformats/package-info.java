/**
 * libp2p's self-describing values: unsigned varints, multihashes, multibase text, public keys, peer
 * ids and multiaddrs.
 *
 * <p><b>Standards.</b> The multiformats' own pages (unsigned-varint, multihash, multibase,
 * multiaddr, multicodec's table) and libp2p's "Peer Ids and Keys".
 *
 * <p><b>What may enter.</b> Bytes and text from anybody. Bytes that are wrong give {@link
 * org.vivavoce.signaling.libp2p.wire.MalformedException} and nothing else; text that a person typed
 * gives an {@code IllegalArgumentException} that says what is wrong.
 *
 * <p><b>Who calls.</b> Every other package of this room, and applications that name peers and
 * addresses.
 *
 * <p><b>Left out.</b> Hashes other than identity and SHA2-256 (no peer id has another), making keys
 * other than Ed25519.
 */
package org.vivavoce.signaling.libp2p.multiformats;
