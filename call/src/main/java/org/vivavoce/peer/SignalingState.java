package org.vivavoce.peer;

/** Where an offer/answer exchange stands (WebRTC 1.0, RTCSignalingState). */
public enum SignalingState {
  /** No exchange in progress. */
  STABLE,
  /** Our offer is out. */
  HAVE_LOCAL_OFFER,
  /** Their offer is in, our answer not yet out. */
  HAVE_REMOTE_OFFER,
  /** {@link PeerConnection#close} was called. */
  CLOSED
}
