package org.vivavoce.call;

/**
 * What is known of a participant who was given up, or never there: whether they may be there all
 * the same, and need to hear us. For the loop.
 */
final class Absence {
  private boolean takenBack;
  private boolean turnedAway;
  private boolean left;
  private boolean unreachable;

  /** We had given them up, and they spoke. */
  void takenBack() {
    takenBack = true;
  }

  /** Whether they may have given us up too, and need our word to take us back. */
  boolean wasTakenBack() {
    return takenBack;
  }

  /** Another joining of theirs was not taken because of the one that counts. */
  void turnedAway() {
    turnedAway = true;
  }

  void joined() {
    left = false;
    unreachable = false;
  }

  void found() {
    takenBack = false;
  }

  /** The time of a joining, or of a connection, is over. */
  void over() {
    takenBack = false;
    turnedAway = false;
  }

  void left() {
    left = true;
  }

  /** We give them up. */
  void expired(boolean connectedOnce) {
    unreachable = !mayBeThere(connectedOnce);
  }

  /**
   * Whether, when we give them up, somebody may be there who needs to hear us: they were there, and
   * may be again; or another joining of theirs was turned away.
   */
  boolean mayBeThere(boolean connectedOnce) {
    return connectedOnce || turnedAway;
  }

  /**
   * Whether they are to be spoken to while they are not there: not if they said that they left, nor
   * if a connection to them never came about, or they would come and go for as long as the call
   * lasts.
   */
  boolean mayBeMissed() {
    return !left && !unreachable;
  }
}
