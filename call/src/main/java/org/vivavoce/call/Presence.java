package org.vivavoce.call;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vivavoce.signaling.JoinId;

/**
 * Which joining of a participant's counts: they may leave and come back, restart, or answer on two
 * devices, and the network may bring what an earlier joining said after what a later one did.
 */
final class Presence {
  /** Devices of one person that are remembered as gone. */
  private static final int MAX_GONE = 16;

  /** What a signal's joining is to us. */
  enum Verdict {
    /** The one that counts. */
    CURRENT,
    /** To be taken in the place of whatever was before. */
    NEW,
    /** Over. */
    OLD,
    /** Another device, while the one that counts is well. */
    ELSEWHERE
  }

  private JoinId current;

  /** By device, the last of its joinings that is over. */
  private final Map<Long, Integer> gone = new LinkedHashMap<>();

  Optional<JoinId> current() {
    return Optional.ofNullable(current);
  }

  /**
   * Judges a joining.
   *
   * @param well whether the current one is there, as far as we know
   */
  Verdict judge(JoinId join, boolean well) {
    if (join.equals(current)) {
      return Verdict.CURRENT;
    }
    if (join.number() <= gone.getOrDefault(join.device(), -1)) {
      return Verdict.OLD;
    }
    if (current == null) {
      return Verdict.NEW;
    }
    if (current.device() == join.device()) {
      return join.number() > current.number() ? Verdict.NEW : Verdict.OLD;
    }
    return well ? Verdict.ELSEWHERE : Verdict.NEW;
  }

  /** It counts from now on, and what counted before is over. */
  void adopt(JoinId join) {
    over();
    current = join;
  }

  /** The current one is over for good. */
  void over() {
    if (current != null) {
      over(current);
    }
  }

  /** This one is over for good, even if we have not heard of it before. */
  void over(JoinId join) {
    int number = Math.max(join.number(), gone.getOrDefault(join.device(), -1));
    gone.remove(join.device());
    gone.put(join.device(), number);
    if (gone.size() > MAX_GONE) {
      gone.remove(gone.keySet().iterator().next());
    }
    if (join.equals(current)) {
      current = null;
    }
  }
}
