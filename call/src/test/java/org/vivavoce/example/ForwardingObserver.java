package org.vivavoce.example;

import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtpTransceiver;

/** Hands on what is not negotiation. */
class ForwardingObserver implements PeerObserver {
  private final PeerObserver to;

  ForwardingObserver(PeerObserver to) {
    this.to = to;
  }

  @Override
  public void onTrack(RtpTransceiver transceiver) {
    to.onTrack(transceiver);
  }

  @Override
  public void onConnectionStateChange(PeerConnectionState state) {
    to.onConnectionStateChange(state);
  }

  @Override
  public void onFailure(PeerFailure failure) {
    to.onFailure(failure);
  }
}
