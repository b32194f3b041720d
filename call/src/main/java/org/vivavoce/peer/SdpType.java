package org.vivavoce.peer;

import java.util.Locale;

/** What a session description is for (WebRTC 1.0, RTCSdpType). */
public enum SdpType {
  /** Opens a negotiation. */
  OFFER,
  /** Answers an offer for now; an answer, or another provisional one, will follow. */
  PRANSWER,
  /** Ends a negotiation. */
  ANSWER,
  /** Takes back an offer that was not answered; its text is ignored. */
  ROLLBACK;

  /** The W3C's spelling: {@code offer}, {@code answer}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
