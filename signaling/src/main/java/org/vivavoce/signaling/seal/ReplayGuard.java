package org.vivavoce.signaling.seal;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.vivavoce.signaling.Did;

/**
 * Remembers which envelopes were opened, for as long as their time would let them in again.
 * Bounded: where something must be forgotten, everything that it could be mistaken for is refused.
 *
 * <p>Whose last envelope was sealed first is forgotten first, and then all strangers are refused
 * whose envelopes were sealed before that. So that a crowd whose clocks are ahead, or who say so,
 * does not shut out those who call now, there is room for so many of them and no more, and nobody
 * of them is forgotten before their time has come.
 */
final class ReplayGuard {
  static final int MAX_SENDERS = 2048;
  static final int MAX_PER_SENDER = 512;

  /** Of them, whose last envelope says that it was sealed later than now. */
  static final int MAX_AHEAD = 512;

  private static final class Sender {
    /** Counters that were opened, with the time at which their envelope was sealed. */
    final TreeMap<Long, Long> opened = new TreeMap<>();

    /** Counters up to this one are forgotten. */
    long forgottenCounter = -1;

    long newest;
  }

  private final Map<Did, Sender> senders = new HashMap<>();

  /** Envelopes of unknown senders, sealed at this time or before, may have been opened. */
  private long forgottenTime = -1;

  /**
   * Whether it is known, or may be, to have been opened; or would have to be forgotten too early.
   */
  boolean mayHaveBeenOpened(Did from, long counter, long time, long now) {
    Sender sender = senders.get(from);
    if (sender == null) {
      return time <= forgottenTime || (time > now && ahead(now) >= MAX_AHEAD);
    }
    return counter <= sender.forgottenCounter || sender.opened.containsKey(counter);
  }

  private long ahead(long now) {
    return senders.size() < MAX_AHEAD
        ? 0
        : senders.values().stream().filter(sender -> sender.newest > now).count();
  }

  /** To be called only for what was proven to be the sender's, and was not refused. */
  void opened(Did from, long counter, long time) {
    Sender sender = senders.computeIfAbsent(from, added -> new Sender());
    sender.opened.put(counter, time);
    sender.newest = Math.max(sender.newest, time);
    if (sender.opened.size() > MAX_PER_SENDER) {
      sender.forgottenCounter = sender.opened.pollFirstEntry().getKey();
    }
    if (senders.size() > MAX_SENDERS) {
      Map.Entry<Did, Sender> first =
          Collections.min(
              senders.entrySet(), Comparator.comparingLong(each -> each.getValue().newest));
      forgottenTime = Math.max(forgottenTime, first.getValue().newest);
      senders.remove(first.getKey());
    }
  }

  /** Forgets what is too old to be let in anyway. */
  void forgetBefore(long time) {
    senders
        .values()
        .removeIf(
            sender -> {
              sender.opened.values().removeIf(at -> at < time);
              return sender.opened.isEmpty() && sender.newest < time;
            });
  }

  int size() {
    return senders.values().stream().mapToInt(sender -> sender.opened.size()).sum();
  }
}
