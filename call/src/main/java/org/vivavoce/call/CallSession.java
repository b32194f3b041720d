package org.vivavoce.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.SignalMessage.CallReject;
import org.vivavoce.signaling.SignalMessage.Hello;
import org.vivavoce.signaling.SignalMessage.IceCandidateSignal;
import org.vivavoce.signaling.SignalMessage.Leave;
import org.vivavoce.signaling.SignalMessage.SessionDescriptionSignal;
import org.vivavoce.signaling.SignalMessage.StateChanged;
import org.vivavoce.signaling.SignalMessage.Subscribe;

/**
 * The state of one call, and what changes it. Lives on the Controller's loop.
 *
 * <pre>
 *   offer()  → OFFERING ─ first Hello ─→ ACTIVE ─ leave, last one left, last connection failed ─→ ENDED
 *                  └─ all declined, none answered, leave ──────────────────────────────────────────↗
 *   CallOffer → RINGING ─ answer() ────→ ACTIVE ─ as above, or nobody there ──────────────────────→ ENDED
 *                  └─ reject(), CallCancel, not answered in time ──────────────────────────────────↗
 * </pre>
 */
final class CallSession {
  private static final Logger LOG = LoggerFactory.getLogger(CallSession.class);

  private final Controller controller;
  private final EventLoop loop;
  private final Call call;
  private final GroupKey groupKey;
  private final boolean offeredByUs;
  private final Map<Did, PeerLink> links = new LinkedHashMap<>();
  private final HelloWindow hello;
  private Subscriptions wanted = Subscriptions.none();
  private CallState state;
  private EventLoop.Timer helloTimer = () -> {};
  private EventLoop.Timer ringTimer = () -> {};

  CallSession(Controller controller, Call call, GroupKey groupKey, boolean offeredByUs) {
    this.groupKey = groupKey;
    this.controller = controller;
    this.loop = controller.loop();
    this.call = call;
    this.offeredByUs = offeredByUs;
    this.state = call.state();
    ControllerConfig config = controller.config();
    this.hello = new HelloWindow(config.helloWindow().toNanos(), config.helloInterval().toNanos());
    for (Did did : call.participants()) {
      if (!did.equals(controller.did())) {
        links.put(did, new PeerLink(controller, this, did));
      }
    }
    publishState();
  }

  Call call() {
    return call;
  }

  CallId id() {
    return call.id();
  }

  Subscriptions wanted() {
    return wanted;
  }

  // --- what the application asks for

  /** Ours: everybody's telephone rings. */
  void offer(Subscriptions subscriptions) {
    wanted = subscriptions;
    controller.signals().join(call, groupKey);
    CallOffer offer =
        new CallOffer(
            id(),
            controller.did(),
            call.participants(),
            controller.publishedDescriptions(),
            "",
            controller.config().offerTimeout().toMillis(),
            groupKey);
    for (Did to : links.keySet()) {
      controller.signals().toOffers(to, offer);
    }
    ringTimer = loop.schedule(this::offerExpired, controller.config().offerTimeout().toNanos());
    openHelloWindow();
  }

  /** Theirs: it rings here until it is answered, or until the offer runs out. */
  void ring(CallOffer offer) {
    long limit = controller.config().offerTimeout().toMillis();
    long said = offer.expiresAfterMillis();
    long millis = said == 0 ? limit : Math.min(said, limit);
    ringTimer = loop.schedule(() -> end(new EndReason.Missed()), millis * 1_000_000L);
    controller.fire(new CallEvent.IncomingCall(call, offer.from(), offer.streams()));
  }

  void answer(Subscriptions subscriptions) {
    if (state != CallState.RINGING) {
      // The offer was cancelled or ran out while the command was on its way: CallTerminated tells.
      return;
    }
    wanted = subscriptions;
    ringTimer.cancel();
    try {
      controller.signals().join(call, groupKey);
    } catch (RuntimeException e) {
      LOG.warn("Could not join the topics of call {}: {}", id(), e.getMessage());
      end(new EndReason.Closed());
      return;
    }
    state = CallState.ACTIVE;
    publishState();
    // The caller may be gone without a word that reached us, and then nothing would ever happen.
    ringTimer =
        loop.schedule(
            () -> endIfAlone(new EndReason.EverybodyLeft()),
            controller.config().connectTimeout().toNanos());
    openHelloWindow();
  }

  void reject(String reason) {
    if (state != CallState.RINGING) {
      return;
    }
    toCall(new CallReject(id(), controller.did(), reason));
    end(new EndReason.Declined());
  }

  void leave(String reason) {
    leave(reason, new EndReason.HungUp());
  }

  private void leave(String reason, EndReason told) {
    switch (state) {
      case RINGING -> reject(reason);
      case OFFERING, ACTIVE -> {
        toCall(new Leave(id(), controller.did(), reason));
        if (offeredByUs) {
          cancelUnanswered(reason);
        }
        end(told);
      }
      case ENDED -> {
        // Leaving twice is no harm.
      }
    }
  }

  /** The Controller closes: as leave, but the reason says so. */
  void close() {
    if (state == CallState.RINGING) {
      toCall(new CallReject(id(), controller.did(), "closed"));
      end(new EndReason.Closed());
    } else {
      leave("closed", new EndReason.Closed());
    }
  }

  void drop(Did peer, boolean dropped) {
    links.get(peer).drop(dropped);
  }

  CallStats stats(Did peer) {
    return links.get(peer).stats();
  }

  // --- what signals say

  /** A signal on one of the call's own topics; the topic says whether it was for all or for us. */
  void onSignal(SignalMessage message, boolean forUs) {
    PeerLink link = links.get(message.from());
    if (link == null) {
      if (!message.from().equals(controller.did())) {
        controller.counting().notInCall.incrementAndGet();
      }
      return;
    }
    if (state != CallState.OFFERING && state != CallState.ACTIVE) {
      controller.counting().outOfOrder.incrementAndGet();
      return;
    }
    if (forUs) {
      onDirected(link, message);
    } else {
      onBroadcast(link, message);
    }
  }

  private void onBroadcast(PeerLink link, SignalMessage message) {
    if (message instanceof Hello h) {
      onHello(link, h);
    } else if (message instanceof Leave l) {
      onLeave(link, l);
    } else if (message instanceof CallReject r) {
      onReject(link, r);
    } else if (message instanceof StateChanged) {
      // Nothing here depends on it, and nobody joins by it: that takes a Hello.
      if (link.state() != ParticipantState.JOINED) {
        controller.counting().outOfOrder.incrementAndGet();
      }
    } else {
      controller.counting().wrongTopic.incrementAndGet();
    }
  }

  private void onDirected(PeerLink link, SignalMessage message) {
    if (message instanceof Subscribe s) {
      link.onSubscribe(s);
    } else if (message instanceof SessionDescriptionSignal d) {
      link.onDescription(d);
    } else if (message instanceof IceCandidateSignal c) {
      link.onCandidate(c);
    } else if (message instanceof CallReject r) {
      // It may be told to the caller alone.
      onReject(link, r);
    } else {
      controller.counting().wrongTopic.incrementAndGet();
    }
  }

  private void onHello(PeerLink link, Hello h) {
    boolean joined = link.state() != ParticipantState.JOINED;
    link.onHello(h.streams());
    if (joined) {
      state = CallState.ACTIVE;
      publishState();
      controller.fire(new CallEvent.ParticipantJoined(id(), link.did(), h.streams()));
      link.reportNotOffered();
      openHelloWindow();
      stopRingingWhenAllAnswered();
    }
    link.subscribe();
    link.proceed();
  }

  private void onLeave(PeerLink link, Leave l) {
    if (link.state() != ParticipantState.JOINED) {
      controller.counting().outOfOrder.incrementAndGet();
      return;
    }
    Optional<PeerFailure> failure = link.failure();
    if (failure.isPresent()) {
      // They leave because the connection failed, and their word was faster than our own event: the
      // reason must not get lost.
      onConnectionFailed(link, failure.get());
      return;
    }
    link.reset();
    controller.updateSources();
    publishState();
    controller.fire(
        new CallEvent.ParticipantLeft(id(), link.did(), new LeaveReason.Left(l.reason())));
    endIfAlone(new EndReason.EverybodyLeft());
  }

  private void onReject(PeerLink link, CallReject r) {
    if (!link.neverJoined()) {
      controller.counting().outOfOrder.incrementAndGet();
      return;
    }
    link.declined();
    publishState();
    controller.fire(new CallEvent.ParticipantDeclined(id(), link.did(), r.reason()));
    stopRingingWhenAllAnswered();
    endIfAlone(new EndReason.Rejected(link.did(), r.reason()));
  }

  /**
   * The caller took it back; by the offer topic, because call topics are joined by answering only.
   * It may cross our answer: then nobody will ever come.
   */
  void onCancel(CallCancel c) {
    boolean waiting =
        state == CallState.RINGING || (state == CallState.ACTIVE && !offeredByUs && !company());
    if (!c.from().equals(call.offerer()) || !waiting) {
      controller.counting().outOfOrder.incrementAndGet();
      return;
    }
    end(new EndReason.Cancelled(c.from(), c.reason()));
  }

  // --- what connections say

  void onConnectionState(PeerLink link, PeerConnectionState s) {
    controller.fire(new CallEvent.ConnectionStateChanged(id(), link.did(), s));
    controller.updateSources();
  }

  void onConnectionFailed(PeerLink link, PeerFailure failure) {
    controller.fire(new CallEvent.ConnectionFailed(id(), link.did(), failure));
    link.reset();
    controller.updateSources();
    publishState();
    controller.fire(new CallEvent.ParticipantLeft(id(), link.did(), new LeaveReason.Lost(failure)));
    endIfAlone(new EndReason.ConnectionFailed(link.did(), failure));
  }

  /**
   * Whether our sound reaches somebody; a path that does not answer for now counts as one that
   * does.
   */
  boolean hasConnectedPeer() {
    return links.values().stream().anyMatch(PeerLink::connectedOnce);
  }

  // --- within

  private void openHelloWindow() {
    hello.opened(loop.nanoTime());
    sayHello();
  }

  private void sayHello() {
    helloTimer.cancel();
    if (state == CallState.ENDED) {
      return;
    }
    long now = loop.nanoTime();
    if (hello.poll(now)) {
      toCall(new Hello(id(), controller.did(), controller.publishedDescriptions()));
    }
    if (hello.pending() && !everybodyHeardUs()) {
      helloTimer = loop.schedule(this::sayHello, hello.delay(now));
    }
  }

  /** Who subscribed (to something or to nothing) has heard our Hello. */
  private boolean everybodyHeardUs() {
    return links.values().stream()
        .allMatch(l -> l.heardUs() || l.state() == ParticipantState.DECLINED);
  }

  private void offerExpired() {
    List<PeerLink> silent = unanswered();
    cancelUnanswered("expired");
    silent.forEach(
        l -> {
          l.declined();
          controller.fire(new CallEvent.OfferExpired(id(), l.did()));
        });
    publishState();
    endIfAlone(new EndReason.NoAnswer());
  }

  private void cancelUnanswered(String reason) {
    for (PeerLink l : unanswered()) {
      controller.signals().toOffers(l.did(), new CallCancel(id(), controller.did(), reason));
    }
  }

  private List<PeerLink> unanswered() {
    return links.values().stream().filter(PeerLink::neverJoined).toList();
  }

  private void stopRingingWhenAllAnswered() {
    if (unanswered().isEmpty()) {
      ringTimer.cancel();
    }
  }

  /** Alone is who has nobody in the call and nobody left to wait for. */
  private void endIfAlone(EndReason reason) {
    if (!company()) {
      if (state == CallState.ACTIVE && !(reason instanceof EndReason.EverybodyLeft)) {
        toCall(new Leave(id(), controller.did(), ""));
      }
      end(reason);
    }
  }

  private void toCall(SignalMessage message) {
    controller.signals().toCall(groupKey, message);
  }

  private boolean company() {
    return links.values().stream()
        .anyMatch(l -> l.state() == ParticipantState.JOINED || (offeredByUs && l.neverJoined()));
  }

  private void end(EndReason reason) {
    if (state == CallState.ENDED) {
      return;
    }
    state = CallState.ENDED;
    ringTimer.cancel();
    helloTimer.cancel();
    links.values().forEach(PeerLink::reset);
    controller.signals().leave(id());
    controller.forget(id());
    controller.updateSources();
    publishState();
    controller.fire(new CallEvent.CallTerminated(id(), reason));
  }

  private void publishState() {
    Map<Did, ParticipantState> states = new LinkedHashMap<>();
    new ArrayList<>(links.values()).forEach(l -> states.put(l.did(), l.state()));
    call.update(state, states);
  }
}
