package org.vivavoce.signaling.libp2p.gossipsub;

import org.vivavoce.signaling.libp2p.identify.SignedPeerRecord;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/** What a router wants done, told within its calls. */
public interface GossipOutput {
  /**
   * Sends an RPC to a neighbour.
   *
   * @param rpc without its length
   * @return false if it does not fit, and is not sent
   */
  boolean send(PeerId peer, byte[] rpc);

  /**
   * A message of a topic that we are subscribed to, for the first time, its signature checked.
   *
   * @param author who signed it, whoever brought it
   */
  void deliver(String topic, PeerId author, byte[] data);

  /**
   * A neighbour handed on somebody who is in a topic of ours; the record's signature is checked.
   */
  void connect(SignedPeerRecord record);

  /** A neighbour's own signed record; empty if there is none. */
  byte[] signedRecord(PeerId peer);
}
