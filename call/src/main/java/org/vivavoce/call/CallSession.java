package org.vivavoce.call;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.JoinId;
import org.vivavoce.signaling.PersonState;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.SignalMessage.AnsweredElsewhere;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.SignalMessage.CallReject;
import org.vivavoce.signaling.SignalMessage.Hello;
import org.vivavoce.signaling.SignalMessage.IceCandidateSignal;
import org.vivavoce.signaling.SignalMessage.Leave;
import org.vivavoce.signaling.SignalMessage.Ringing;
import org.vivavoce.signaling.SignalMessage.SessionDescriptionSignal;
import org.vivavoce.signaling.SignalMessage.StateChanged;
import org.vivavoce.signaling.SignalMessage.Subscribe;

/**
 * The state of one call, and what changes it: the table in {@code call/CALLS.md}. Lives on the
 * Controller's loop.
 */
final class CallSession {
  private static final Logger LOG = LoggerFactory.getLogger(CallSession.class);

  /** What who is called twice at a time, or too often, gives as the reason. */
  static final String BUSY = "busy";

  private final Controller controller;
  private final EventLoop loop;
  private final Call call;
  private final JoinId join;
  private final Map<Did, PeerLink> links = new LinkedHashMap<>();
  private final Ringers ringers;
  private final HelloWindow hello;
  private final Knocking knocking;
  private final Runnable unwatch;
  private Subscriptions wanted = Subscriptions.none();
  private CallState state;
  private Optional<SignalMessage> lastWord = Optional.empty();
  private long ring = -1;
  private EventLoop.Timer helloTimer = () -> {};
  private EventLoop.Timer ringTimer = () -> {};
  private EventLoop.Timer silenceTimer = () -> {};

  CallSession(Controller controller, Call call) {
    this.controller = controller;
    this.loop = controller.loop();
    this.call = call;
    this.state = call.state();
    this.join = controller.nextJoin();
    ControllerConfig config = controller.config();
    this.hello = new HelloWindow(config.helloWindow().toNanos(), config.helloInterval().toNanos());
    this.ringers = new Ringers(controller, this);
    this.knocking =
        new Knocking(
            controller.environment(),
            config.reconnectTimeout(),
            links.values(),
            l -> controller.signals().toPeer(l.did(), ourHello()));
    for (Did did : call.participants()) {
      if (!did.equals(controller.did())) {
        links.put(did, new PeerLink(controller, this, did));
      }
    }
    this.unwatch =
        controller
            .environment()
            .network()
            .watch(now -> controller.onLoop(() -> networkChanged(now)));
    publishState();
  }

  Call call() {
    return call;
  }

  CallId id() {
    return call.id();
  }

  /** Which joining of ours this is. */
  JoinId join() {
    return join;
  }

  Subscriptions wanted() {
    return wanted;
  }

  // --- what the application asks for

  /** Ours: everybody's telephone rings. */
  void offer(Subscriptions subscriptions) {
    wanted = subscriptions;
    controller.signals().join(call);
    links.keySet().forEach(ringers::ring);
    openHelloWindow();
  }

  /** Theirs: it rings here until it is answered, or until the offer runs out. */
  void ring(CallOffer offer) {
    ring = offer.ring();
    long limit = controller.config().offerTimeout().toMillis();
    long said = offer.expiresAfterMillis();
    long millis = said == 0 ? limit : Math.min(said, limit);
    ringTimer = loop.schedule(() -> end(new EndReason.Missed()), millis * 1_000_000L);
    onOfferAgain(offer);
    controller.fire(
        new CallEvent.IncomingCall(call, offer.from(), offer.streams(), offer.lost().isPresent()));
  }

  /** It still rings, and they need to hear that; or we are in the call, and they will hear it. */
  void onOfferAgain(CallOffer offer) {
    if (!links.containsKey(offer.from())) {
      controller.counting().notInCall.incrementAndGet();
    } else if (state == CallState.RINGING) {
      controller.signals().toPeer(offer.from(), new Ringing(id(), controller.did(), offer.ring()));
      silenceTimer.cancel();
      // Whoever calls repeats it; when nothing comes any more they are gone.
      silenceTimer =
          loop.schedule(
              () -> end(new EndReason.Missed()), Ringers.silenceNanos(controller.config()));
    }
  }

  void answer(Subscriptions subscriptions) {
    if (state != CallState.RINGING) {
      // The offer was cancelled or ran out while the command was on its way: CallTerminated tells.
      return;
    }
    ringTimer.cancel();
    silenceTimer.cancel();
    enter(subscriptions);
  }

  /** Into a call that lives, or did when we last heard of it. */
  void enter(Subscriptions subscriptions) {
    wanted = subscriptions;
    try {
      controller.signals().join(call);
    } catch (RuntimeException e) {
      LOG.warn("Could not join the topics of call {}: {}", id(), e.getMessage());
      end(new EndReason.Closed());
      return;
    }
    state = CallState.ACTIVE;
    publishState();
    // The others may be gone without a word that reached us, and then nothing would ever happen.
    ringTimer =
        loop.schedule(
            () -> endIfAlone(new EndReason.EverybodyLeft()),
            controller.config().connectTimeout().toNanos());
    openHelloWindow();
  }

  void reject(String reason) {
    reject(reason, new EndReason.Declined());
  }

  private void reject(String reason, EndReason told) {
    if (state != CallState.RINGING) {
      return;
    }
    CallReject no = new CallReject(id(), controller.did(), reason);
    // The caller hears it again with each offer; the others may miss it.
    controller.signals().toPeer(call.offerer(), no);
    toCall(no);
    lastWord = Optional.of(no);
    end(told);
  }

  void leave(String reason) {
    leave(reason, new EndReason.HungUp());
  }

  private void leave(String reason, EndReason told) {
    switch (state) {
      case RINGING ->
          reject(reason, told instanceof EndReason.HungUp ? new EndReason.Declined() : told);
      case OFFERING, ACTIVE -> {
        sayLeave(reason);
        ringers.cancelAll(reason);
        end(told);
      }
      case ENDED -> {
        // Leaving twice is no harm.
      }
    }
  }

  private void sayLeave(String reason) {
    Leave leave = new Leave(id(), controller.did(), join, reason);
    lastWord = Optional.of(leave);
    controller.farewells().say(() -> toCall(leave));
  }

  /** The Controller closes: as leave, but the reason says so. */
  void close() {
    leave("closed", new EndReason.Closed());
  }

  /** Calls somebody who is not in the call, once more. */
  void ringAgain(Did peer) {
    PeerLink link = links.get(peer);
    if (state != CallState.ENDED && state != CallState.RINGING && !link.present()) {
      link.called();
      ringers.ring(peer);
      publishState();
    }
  }

  void drop(Did peer, boolean dropped) {
    links.get(peer).drop(dropped);
  }

  CallStats stats(Did peer) {
    return links.get(peer).stats();
  }

  /** We are muted, deafened, recording, or no more. */
  void ourStateChanged() {
    if (state == CallState.OFFERING || state == CallState.ACTIVE) {
      toCall(new StateChanged(id(), controller.did(), join, controller.personState()));
      links.values().forEach(PeerLink::silence);
      // That may get lost; what we take of each of them is said until they hear it, and says this
      // too.
      links.values().forEach(PeerLink::changed);
    }
  }

  /** This machine has other addresses than before. */
  private void networkChanged(Set<InetAddress> addresses) {
    if (state == CallState.OFFERING || state == CallState.ACTIVE) {
      controller.fire(new CallEvent.NetworkChanged(id(), addresses));
      links.values().forEach(link -> link.networkChanged(addresses));
    }
  }

  // --- what signals say

  /** A signal on one of the call's own topics; the topic says whether it was for all or for us. */
  void onSignal(SignalMessage message, long counter, boolean forUs) {
    PeerLink link = links.get(message.from());
    if (link == null) {
      controller.counting().notInCall.incrementAndGet();
    } else if (state != CallState.OFFERING && state != CallState.ACTIVE) {
      controller.counting().outOfOrder.incrementAndGet();
    } else if (forUs) {
      onDirected(link, message, counter);
    } else {
      onBroadcast(link, message, counter);
    }
  }

  private void onBroadcast(PeerLink link, SignalMessage message, long counter) {
    if (message instanceof Hello h) {
      onHello(link, h, counter);
    } else if (message instanceof Leave l) {
      if (link.present() && link.join().filter(l.join()::equals).isPresent()) {
        onLeave(link, l);
      } else {
        link.over(l.join());
      }
    } else if (message instanceof CallReject r) {
      onReject(link, r);
    } else if (message instanceof StateChanged s) {
      // Nobody joins by it: that takes a Hello.
      if (link.admit(s.join(), false)) {
        link.onPersonState(s.state(), counter);
      }
    } else {
      controller.counting().wrongTopic.incrementAndGet();
    }
  }

  private void onHello(PeerLink link, Hello h, long counter) {
    if (link.admit(h.join(), true)) {
      link.onPublished(h.streams(), counter);
      onPresent(link, h.state(), counter);
      link.greet();
    }
  }

  private void onDirected(PeerLink link, SignalMessage message, long counter) {
    if (message instanceof Hello h) {
      onHello(link, h, counter);
    } else if (message instanceof Subscribe s) {
      // It says all that a Hello says, which may have got lost.
      if (link.between(s.ends(), true)) {
        link.onPublished(s.published(), counter);
        onPresent(link, s.state(), counter);
        link.onSubscribe(s);
      }
    } else if (message instanceof SessionDescriptionSignal d) {
      if (link.between(d.ends(), false)) {
        link.onDescription(d);
      }
    } else if (message instanceof IceCandidateSignal c) {
      if (link.between(c.ends(), false)) {
        link.onCandidate(c);
      }
    } else if (message instanceof CallReject r) {
      onReject(link, r);
    } else if (message instanceof Ringing r) {
      onRinging(link, r);
    } else {
      controller.counting().wrongTopic.incrementAndGet();
    }
  }

  private void onPresent(PeerLink link, PersonState how, long counter) {
    if (link.arrived()) {
      boolean called = ringers.waitsFor(link.did());
      ringers.stop(link.did());
      state = CallState.ACTIVE;
      publishState();
      controller.fire(new CallEvent.ParticipantJoined(id(), link.did(), link.published()));
      link.reportNotOffered();
      if (called) {
        tellOtherDevices(link);
      }
      openHelloWindow();
    }
    link.onPersonState(how, counter);
  }

  /** Another device of theirs wants in while one is. Who offered the call decides which it is. */
  void onElsewhere(PeerLink link) {
    PeerLink offerer = links.get(call.offerer());
    if (offerer == null || !offerer.present()) {
      tellOtherDevices(link);
    }
  }

  private void tellOtherDevices(PeerLink link) {
    link.join()
        .ifPresent(
            theirs -> {
              AnsweredElsewhere there = new AnsweredElsewhere(id(), controller.did(), theirs);
              controller.farewells().say(() -> controller.signals().toOffers(link.did(), there));
            });
  }

  /** Whether this device is not the one that counts; by the topic of offers. */
  void onAnsweredElsewhere(AnsweredElsewhere e) {
    boolean others = state == CallState.RINGING || !e.join().equals(join);
    if (!links.containsKey(e.from())) {
      controller.counting().notInCall.incrementAndGet();
    } else if (others && state != CallState.OFFERING) {
      if (state == CallState.ACTIVE) {
        sayLeave("");
      }
      controller.fire(new CallEvent.CallAnsweredElsewhere(id()));
      end(new EndReason.AnsweredElsewhere());
    }
  }

  private void onRinging(PeerLink link, Ringing r) {
    if (ringers.heard(link.did(), r.ring())) {
      link.rings();
      publishState();
      controller.fire(new CallEvent.ParticipantRinging(id(), link.did()));
    }
  }

  private void onLeave(PeerLink link, Leave l) {
    Optional<PeerFailure> failure = link.failure();
    if (failure.isPresent()) {
      // They leave because the connection failed, and their word was faster than our own event: the
      // reason must not get lost.
      onConnectionFailed(link, failure.get());
      return;
    }
    onLeft(link, new LeaveReason.Left(l.reason()));
    endIfAlone(new EndReason.EverybodyLeft());
  }

  /** They are not in the call any more, or not as who they were. */
  void onLeft(PeerLink link, LeaveReason reason) {
    ringers.stop(link.did());
    link.left();
    controller.updateSources();
    publishState();
    controller.fire(new CallEvent.ParticipantLeft(id(), link.did(), reason));
  }

  private void onReject(PeerLink link, CallReject r) {
    if (link.state() == ParticipantState.RECONNECTING) {
      // They have restarted, were called back, and do not want to.
      onLeft(link, new LeaveReason.Left(r.reason()));
      endIfAlone(new EndReason.EverybodyLeft());
      return;
    }
    if (link.present() || link.state() == ParticipantState.DECLINED) {
      controller.counting().outOfOrder.incrementAndGet();
      return;
    }
    // Their other devices ring on otherwise.
    ringers.cancel(link.did(), "declined on another device");
    link.declined();
    publishState();
    controller.fire(new CallEvent.ParticipantDeclined(id(), link.did(), r.reason()));
    endIfAlone(
        r.reason().equals(BUSY)
            ? new EndReason.Busy(link.did())
            : new EndReason.Rejected(link.did(), r.reason()));
  }

  /**
   * The caller took it back; by the offer topic, because call topics are joined by answering only.
   * It may cross our answer: then nobody will ever come.
   */
  void onCancel(CallCancel c) {
    boolean waiting =
        state == CallState.RINGING || (state == CallState.ACTIVE && ring >= 0 && !company());
    if (!c.from().equals(call.offerer()) || c.ring() != ring || !waiting) {
      controller.counting().outOfOrder.incrementAndGet();
      return;
    }
    controller.fire(new CallEvent.CallCancelled(id(), c.from(), c.reason()));
    end(new EndReason.Cancelled(c.from(), c.reason()));
  }

  // --- what connections say

  void onConnectionState(PeerLink link, PeerConnectionState s) {
    controller.fire(new CallEvent.ConnectionStateChanged(id(), link.did(), s));
    controller.updateSources();
  }

  void onConnectionFailed(PeerLink link, PeerFailure failure) {
    controller.fire(new CallEvent.ConnectionFailed(id(), link.did(), failure));
    ringers.cancel(link.did(), "");
    boolean mayBeThere = link.mayBeThere();
    link.expired();
    controller.updateSources();
    publishState();
    controller.fire(new CallEvent.ParticipantLeft(id(), link.did(), new LeaveReason.Lost(failure)));
    endIfAlone(new EndReason.ConnectionFailed(link.did(), failure));
    if (mayBeThere) {
      // They may be back since, with others and not with us, and have given us up too: whoever
      // gives
      // up last is heard by the other. Not for who was never reached, or it would go on for ever.
      openHelloWindow();
    }
  }

  void onLost(PeerLink link) {
    publishState();
    controller.fire(new CallEvent.ParticipantReconnecting(id(), link.did()));
    link.join().ifPresent(j -> ringers.ringLost(link.did(), j));
  }

  void onFound(PeerLink link) {
    ringers.cancel(link.did(), "");
    publishState();
    // Others may have given us up meanwhile.
    openHelloWindow();
  }

  /** Somebody whom we have given up speaks to us as to one who is there. */
  void onHeardOfUs() {
    if (!hello.pending()) {
      openHelloWindow();
    }
  }

  void onPersonState(PeerLink link, PersonState how) {
    controller.fire(new CallEvent.ParticipantStateChanged(id(), link.did(), how));
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
    knocking.start();
  }

  private void sayHello() {
    helloTimer.cancel();
    if (state == CallState.ENDED) {
      return;
    }
    long now = loop.nanoTime();
    if (hello.poll(now)) {
      toCall(ourHello());
    }
    if (hello.pending() && !everybodyHeardUs()) {
      helloTimer = loop.schedule(this::sayHello, hello.delay(now));
    }
  }

  private Hello ourHello() {
    return new Hello(
        id(), controller.did(), join, controller.publishedDescriptions(), controller.personState());
  }

  /** Who subscribed (to something or to nothing) has heard our Hello. */
  private boolean everybodyHeardUs() {
    return links.values().stream()
        .allMatch(l -> l.heardUs() || l.state() == ParticipantState.DECLINED);
  }

  void onRingExpired(Did did) {
    ringers.cancel(did, "expired");
    links.get(did).declined();
    publishState();
    controller.fire(new CallEvent.OfferExpired(id(), did));
    endIfAlone(new EndReason.NoAnswer());
  }

  /** Alone is who has nobody in the call and nobody left to wait for. */
  private void endIfAlone(EndReason reason) {
    if (state != CallState.ENDED && !company()) {
      if (state == CallState.ACTIVE) {
        sayLeave("");
      }
      end(reason);
    }
  }

  private void toCall(SignalMessage message) {
    controller.signals().toCall(call.groupKey(), message);
  }

  private boolean company() {
    return ringers.waits() || links.values().stream().anyMatch(PeerLink::present);
  }

  private void end(EndReason reason) {
    if (state == CallState.ENDED) {
      return;
    }
    state = CallState.ENDED;
    ringTimer.cancel();
    silenceTimer.cancel();
    helloTimer.cancel();
    knocking.stop();
    unwatch.run();
    ringers.cancelAll("");
    links.values().forEach(PeerLink::left);
    controller.signals().leave(id());
    controller.forget(id(), new EndedCalls.Ended(ring, lastWord));
    controller.updateSources();
    publishState();
    controller.fire(new CallEvent.CallTerminated(id(), reason));
  }

  private void publishState() {
    Map<Did, ParticipantState> states = new LinkedHashMap<>();
    links.values().forEach(l -> states.put(l.did(), l.state()));
    call.update(state, states);
  }
}
