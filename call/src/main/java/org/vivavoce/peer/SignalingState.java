package org.vivavoce.peer;

import java.util.Locale;

/** Where an offer/answer exchange stands (WebRTC 1.0, RTCSignalingState). */
public enum SignalingState {
  /** No exchange in progress. */
  STABLE,
  /** Our offer is out. */
  HAVE_LOCAL_OFFER,
  /** Their offer is in, our answer not yet out. */
  HAVE_REMOTE_OFFER,
  /** Their offer is in, and a provisional answer of ours is out. */
  HAVE_LOCAL_PRANSWER,
  /** Our offer is out, and a provisional answer of theirs is in. */
  HAVE_REMOTE_PRANSWER,
  /** {@link PeerConnection#close} was called. */
  CLOSED;

  /** The W3C's spelling: {@code have-local-offer}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
