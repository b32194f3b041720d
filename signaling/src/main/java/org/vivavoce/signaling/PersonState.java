package org.vivavoce.signaling;

/**
 * What a participant says of themselves: for the others to show, and for nothing else.
 *
 * @param muted sends no sound
 * @param deafened plays none
 * @param recording records the call
 */
public record PersonState(boolean muted, boolean deafened, boolean recording) {
  /** Speaks, listens, and records nothing. */
  public static final PersonState PLAIN = new PersonState(false, false, false);
}
