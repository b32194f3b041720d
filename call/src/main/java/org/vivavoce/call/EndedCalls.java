package org.vivavoce.call;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;

/**
 * The calls that are over, so that an offer which comes again, or after its own cancellation, makes
 * nothing ring, and so that who did not hear our last word hears it again. Remembers the last 1,024
 * of each kind and no more: whoever wants to be heard once more can make a new call, so there is
 * nothing to gain by pushing an old one out.
 */
final class EndedCalls {
  static final int MAX_REMEMBERED = 1_024;

  /**
   * How a call ended here.
   *
   * @param ring the offer that made it ring; -1 if we offered it
   * @param lastWord what to say to whoever offers it again and cannot know; empty for nothing
   */
  record Ended(long ring, Optional<SignalMessage> lastWord) {}

  /** By whom, and which, because a cancellation counts only from who made the offer. */
  private record Cancelled(CallId call, Did by, long ring) {}

  private final Map<CallId, Ended> ended = new LinkedHashMap<>();
  private final Map<Cancelled, Boolean> cancelled = new LinkedHashMap<>();

  void ended(CallId id, Ended how) {
    ended.remove(id);
    ended.put(id, how);
    bound(ended);
  }

  /** A cancellation of a call that we do not know: the network may have changed the order. */
  void cancelledEarly(CallCancel cancel) {
    cancelled.put(new Cancelled(cancel.callId(), cancel.from(), cancel.ring()), true);
    bound(cancelled);
  }

  private static void bound(Map<?, ?> map) {
    if (map.size() > MAX_REMEMBERED) {
      map.remove(map.keySet().iterator().next());
    }
  }

  /** Whether the offer is one that rang here before, or was taken back before it came. */
  boolean over(CallOffer offer) {
    Ended how = ended.get(offer.callId());
    if (cancelled.containsKey(new Cancelled(offer.callId(), offer.from(), offer.ring()))) {
      return true;
    }
    // Who has lost us, and did not hear that we went, need not make us ring.
    return how != null
        && (how.ring() == offer.ring() || (offer.lost().isPresent() && how.lastWord().isPresent()));
  }

  /** What they did not hear when the call ended here. */
  Optional<SignalMessage> lastWord(CallId id) {
    return Optional.ofNullable(ended.get(id)).flatMap(Ended::lastWord);
  }
}
