package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.function.UnaryOperator;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;

/**
 * Who publishes here.
 *
 * @param id the peer
 * @param key its key
 * @param signer signs with that key's private half
 */
public record GossipIdentity(PeerId id, PublicKey key, UnaryOperator<byte[]> signer) {
  byte[] sign(byte[] message) {
    return signer.apply(message);
  }
}
