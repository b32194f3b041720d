package org.vivavoce.peer;

/** ICE and DTLS together (WebRTC 1.0, RTCPeerConnectionState). */
public enum PeerConnectionState {
  /** Nothing begun. */
  NEW,
  /** ICE or DTLS under way. */
  CONNECTING,
  /** Media can flow. */
  CONNECTED,
  /** The path is not answering for now; it may come back. */
  DISCONNECTED,
  /** ICE or DTLS gave up: see {@link PeerConnection#failure()}. */
  FAILED,
  /** {@link PeerConnection#close} was called. */
  CLOSED
}
