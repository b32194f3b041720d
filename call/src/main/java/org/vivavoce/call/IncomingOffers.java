package org.vivavoce.call;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.SignalMessage.AnsweredElsewhere;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.SignalMessage.CallReject;

/**
 * What comes by our topic of offers, from anybody: what rings, what rings already, and what is
 * over. For the loop.
 */
final class IncomingOffers {
  private final Controller controller;
  private final EndedCalls ended = new EndedCalls();

  IncomingOffers(Controller controller) {
    this.controller = controller;
  }

  void ended(CallId id, EndedCalls.Ended how) {
    ended.ended(id, how);
  }

  /** A call is offered to us. */
  void onOffer(CallOffer offer) {
    CallSession known = controller.session(offer.callId());
    if (known != null) {
      controller.counting().repeated.incrementAndGet();
      known.onOfferAgain(offer);
      return;
    }
    if (!offer.participants().contains(controller.did())) {
      controller.counting().notInCall.incrementAndGet();
      return;
    }
    if (ended.over(offer)) {
      controller.counting().outOfOrder.incrementAndGet();
      ended
          .lastWord(offer.callId())
          .ifPresent(
              word -> {
                if (word instanceof CallReject) {
                  controller.signals().toPeer(offer.from(), word);
                } else {
                  controller.signals().toCall(offer.groupKey(), word);
                }
              });
      return;
    }
    if (controller.callCount() >= controller.config().maxCalls()) {
      controller.counting().flooded.incrementAndGet();
      controller
          .signals()
          .toPeer(offer.from(), new CallReject(offer.callId(), controller.did(), CallSession.BUSY));
      return;
    }
    // An offer may leave out who makes it.
    Set<Did> participants = new LinkedHashSet<>(offer.participants());
    participants.add(offer.from());
    Call call =
        new Call(
            offer.callId(),
            offer.from(),
            List.copyOf(participants),
            offer.conversationId(),
            offer.groupKey(),
            controller,
            CallState.RINGING);
    controller.open(call).ring(offer);
  }

  /** An offer is taken back, by the topic of offers. */
  void onCancel(CallCancel cancel) {
    CallSession session = controller.session(cancel.callId());
    if (session == null) {
      controller.counting().unknownCall.incrementAndGet();
      ended.cancelledEarly(cancel);
    } else {
      session.onCancel(cancel);
    }
  }

  /** Another device of ours is in a call, by the topic of offers. */
  void onElsewhere(AnsweredElsewhere elsewhere) {
    CallSession session = controller.session(elsewhere.callId());
    if (session == null) {
      controller.counting().unknownCall.incrementAndGet();
    } else {
      session.onAnsweredElsewhere(elsewhere);
    }
  }
}
