package org.vivavoce.call;

/** Where a call stands, seen from one participant. */
public enum CallState {
  /** We offered it; nobody has joined yet. */
  OFFERING,
  /** We were offered it, and have not answered. */
  RINGING,
  /** We are in it. */
  ACTIVE,
  /** It is over for us: {@link CallEvent.CallTerminated} says why. */
  ENDED
}
