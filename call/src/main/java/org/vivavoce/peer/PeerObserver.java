package org.vivavoce.peer;

import org.vivavoce.ice.IceState;

/**
 * The events of a {@link PeerConnection}, with the W3C's names. All are called on the connection's
 * {@link EventLoop}, in order, and none after {@code close()} took effect there. They must not
 * block. Whatever a method throws is logged, and the connection goes on.
 */
public interface PeerObserver {
  /** A transceiver was added or changed: createOffer would offer something new. */
  default void onNegotiationNeeded() {}

  /**
   * A candidate of ours, to be sent to the other side.
   *
   * @param candidate an empty {@link RtcIceCandidate#candidate()}: that was the last one
   */
  default void onIceCandidate(RtcIceCandidate candidate) {}

  /** See {@link PeerConnection#iceGatheringState()}. */
  default void onIceGatheringStateChange(IceGatheringState state) {}

  /** See {@link PeerConnection#signalingState()}. */
  default void onSignalingStateChange(SignalingState state) {}

  /** See {@link PeerConnection#iceConnectionState()}. */
  default void onIceConnectionStateChange(IceState state) {}

  /** See {@link PeerConnection#connectionState()}. */
  default void onConnectionStateChange(PeerConnectionState state) {}

  /**
   * The other side will send on this transceiver. Fired while a remote description is applied,
   * before the future of {@code setRemoteDescription} completes, so that an answer can still refuse
   * it by the transceiver's direction.
   */
  default void onTrack(RtpTransceiver transceiver) {}

  /** The connection failed, once; {@link #onConnectionStateChange} with FAILED follows. */
  default void onFailure(PeerFailure failure) {}
}
