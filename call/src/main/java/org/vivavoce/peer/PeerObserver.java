package org.vivavoce.peer;

import org.vivavoce.ice.IceCandidateError;
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
   * @param candidate an empty {@link RtcIceCandidate#candidate()}: that was the last one of its ICE
   *     generation, and {@link IceGatheringState#COMPLETE} follows
   */
  default void onIceCandidate(RtcIceCandidate candidate) {}

  /**
   * A STUN or TURN server gave no candidate, and why (the W3C's icecandidateerror). What other
   * servers and our own addresses give is not affected.
   */
  default void onIceCandidateError(IceCandidateError error) {}

  /** See {@link PeerConnection#iceGatheringState()}. */
  default void onIceGatheringStateChange(IceGatheringState state) {}

  /** See {@link PeerConnection#signalingState()}. */
  default void onSignalingStateChange(SignalingState state) {}

  /** See {@link PeerConnection#iceConnectionState()}. */
  default void onIceConnectionStateChange(IceState state) {}

  /** See {@link PeerConnection#connectionState()}. */
  default void onConnectionStateChange(PeerConnectionState state) {}

  /**
   * The other side will send on this transceiver, or says for which streams. Fired while a remote
   * description is applied, before the future of {@code setRemoteDescription} completes, so that an
   * answer can still refuse it by the transceiver's direction.
   */
  default void onTrack(RtpTransceiver transceiver) {}

  /** The other side sends no more of it for now; see {@link RemoteTrack#muted()}. */
  default void onTrackMute(RemoteTrack track) {}

  /** Its packets begin to come; see {@link RemoteTrack#muted()}. */
  default void onTrackUnmute(RemoteTrack track) {}

  /** Its transceiver was stopped, by either side; see {@link RemoteTrack#ended()}. */
  default void onTrackEnded(RemoteTrack track) {}

  /**
   * The other side opened a channel: {@code onOpen} of the listener that is set here follows at
   * once, and then its messages.
   */
  default void onDataChannel(RtcDataChannel channel) {}

  /**
   * The connection failed; {@link #onConnectionStateChange} with FAILED follows. If it was ICE, a
   * restart may bring it back.
   */
  default void onFailure(PeerFailure failure) {}

  /** ICE could not be restarted; what the old path carries goes on. */
  default void onIceRestartFailure(PeerFailure failure) {}
}
