package org.vivavoce.call;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;

/**
 * The calls that are over, so that an offer which comes again, or after its own cancellation, makes
 * nothing ring. Remembers the last 1,024 of each kind and no more: whoever wants to be heard once
 * more can make a new call, so there is nothing to gain by pushing an old one out.
 */
final class EndedCalls {
  static final int MAX_REMEMBERED = 1_024;

  private final Set<CallId> ended = new LinkedHashSet<>();

  /** By whom, because a cancellation counts only from who made the offer. */
  private final Map<CallId, Did> cancelled = new LinkedHashMap<>();

  void ended(CallId id) {
    if (ended.add(id) && ended.size() > MAX_REMEMBERED) {
      ended.remove(ended.iterator().next());
    }
  }

  /** A cancellation of a call that we do not know: the network may have changed the order. */
  void cancelledEarly(CallCancel cancel) {
    if (cancelled.putIfAbsent(cancel.callId(), cancel.from()) == null
        && cancelled.size() > MAX_REMEMBERED) {
      cancelled.remove(cancelled.keySet().iterator().next());
    }
  }

  /** Whether the offered call is over already. */
  boolean over(CallOffer offer) {
    return ended.contains(offer.callId()) || offer.from().equals(cancelled.get(offer.callId()));
  }
}
