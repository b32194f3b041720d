package org.vivavoce.signaling.seal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.vivavoce.signaling.Did;

/**
 * Remembers which envelopes were opened, for as long as their time would let them in again.
 * Bounded: where something must be forgotten, everything that it could be mistaken for is refused.
 */
final class ReplayGuard {
  private static final int MAX_SENDERS = 1024;
  private static final int MAX_PER_SENDER = 1024;

  private static final class Sender {
    /** Counters that were opened, with the time at which their envelope was sealed. */
    final TreeMap<Long, Long> opened = new TreeMap<>();

    /** Counters up to this one are forgotten. */
    long forgottenCounter = -1;

    long newest;
  }

  private final Map<Did, Sender> senders = new LinkedHashMap<>(16, 0.75f, true);

  /** Envelopes of unknown senders, sealed at this time or before, may have been opened. */
  private long forgottenTime = -1;

  /** Whether it is known, or may be, to have been opened. */
  boolean wasOpened(Did from, long counter, long time) {
    Sender sender = senders.get(from);
    if (sender == null) {
      return time <= forgottenTime;
    }
    return counter <= sender.forgottenCounter || sender.opened.containsKey(counter);
  }

  /** To be called only for what was proven to be the sender's. */
  void opened(Did from, long counter, long time) {
    Sender sender = senders.computeIfAbsent(from, added -> new Sender());
    sender.opened.put(counter, time);
    sender.newest = Math.max(sender.newest, time);
    if (sender.opened.size() > MAX_PER_SENDER) {
      sender.forgottenCounter = sender.opened.pollFirstEntry().getKey();
    }
    if (senders.size() > MAX_SENDERS) {
      Map.Entry<Did, Sender> eldest = senders.entrySet().iterator().next();
      forgottenTime = Math.max(forgottenTime, eldest.getValue().newest);
      senders.remove(eldest.getKey());
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
