package org.vivavoce.peer;

/**
 * What an offer is to do besides (WebRTC 1.0, RTCOfferOptions).
 *
 * @param iceRestart whether it has new ICE credentials, so that the path is looked for again
 */
public record OfferOptions(boolean iceRestart) {
  /** Nothing special. */
  public static final OfferOptions NONE = new OfferOptions(false);
}
