package org.vivavoce.peer;

/** What a session description is for (WebRTC 1.0, RTCSdpType). */
public enum SdpType {
  /** Opens a negotiation. */
  OFFER,
  /** Ends it. */
  ANSWER;

  /** The W3C's spelling: {@code offer}, {@code answer}. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
