package org.vivavoce.peer;

import java.util.Optional;
import org.vivavoce.sdp.Direction;

/** Whether an offer made now would say something new (WebRTC 1.0 section 4.7.3). */
final class NegotiationCheck {
  private NegotiationCheck() {}

  /** "Check if negotiation is needed". */
  static boolean needed(JsepState state) {
    return !state.iceToReplace.isEmpty()
        || state.dataWanted
            && state.current.sections().stream().noneMatch(DataSection.class::isInstance)
        || state.transceivers.stream().anyMatch(t -> needed(state.current, t));
  }

  private static boolean needed(Exchange current, RtpTransceiver t) {
    if (t.stopping() && !t.stopped()) {
      return true;
    }
    int index = t.mid().isEmpty() ? -1 : t.mLineIndex();
    if (index < 0 || current.local() == null || index >= current.sections().size()) {
      return !t.stopped();
    }
    if (t.stopped()) {
      return !current.rejectedAt(index);
    }
    Made.Line said = current.local().lines().get(index);
    if (!said.section().of(t)) {
      return true;
    }
    if (t.direction().sends() && !said.streams().equals(Optional.of(t.sender().streams()))) {
      return true;
    }
    Direction theirs = current.remote().media().get(index).direction().reversed();
    return current.local().description().type() == SdpType.OFFER
        ? said.direction() != t.direction() && theirs != t.direction()
        : said.direction() != t.direction().and(theirs);
  }
}
