package org.vivavoce.call;

import java.util.List;
import org.vivavoce.signaling.SignalMessage.Subscribe;
import org.vivavoce.signaling.StreamId;

/**
 * The exchange of what two participants take of each other: each says it under a number, again
 * until the other shows that they have it. Three messages settle it where none is lost.
 */
final class Wishes {
  private long number;
  private long heardOfOurs = -1;
  private long theirNumber = -1;
  private List<StreamId> theirs = List.of();

  /** Ours have changed: they count as not heard. */
  void changed() {
    number++;
  }

  long number() {
    return number;
  }

  /** The highest number that we have of them; -1: none. */
  long theirNumber() {
    return theirNumber;
  }

  /** Whether they have our last word. */
  boolean heard() {
    return heardOfOurs >= number;
  }

  /** Whether we have any word of theirs. */
  boolean known() {
    return theirNumber >= 0;
  }

  /** What they take of ours. */
  List<StreamId> theirs() {
    return theirs;
  }

  /** Takes a word of theirs; whether it is a new one. */
  boolean take(Subscribe s) {
    // Who claims to have heard what we never said has heard what we did say.
    heardOfOurs = Math.max(heardOfOurs, Math.min(s.heard(), number));
    if (s.number() <= theirNumber) {
      return false;
    }
    theirNumber = s.number();
    theirs = s.streams();
    return true;
  }
}
