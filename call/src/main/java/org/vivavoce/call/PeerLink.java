package org.vivavoce.call;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.JoinId;
import org.vivavoce.signaling.PersonState;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.SignalMessage.Ends;
import org.vivavoce.signaling.SignalMessage.IceCandidateSignal;
import org.vivavoce.signaling.SignalMessage.SessionDescriptionSignal;
import org.vivavoce.signaling.SignalMessage.Subscribe;
import org.vivavoce.signaling.StreamDescription;
import org.vivavoce.signaling.StreamId;

/**
 * One other participant of a call: whether they are there, what each takes of the other, and the
 * connection. Lives on the Controller's loop.
 *
 * <p>A connection that was there and is lost is looked for again, by whoever dials, until the time
 * for that is over: first on a new path (an ICE restart), and when that fails by a new connection.
 * Who does not dial asks for it.
 *
 * <p>Who changes their mind (a Hello with other streams, a Subscribe with other wishes) is taken at
 * the last word by the next connection; the one that is there is not negotiated again.
 */
final class PeerLink {
  /** Signals of theirs that are taken at once, and then a hundred a second. */
  private static final int MAX_SIGNALS = 500;

  private static final long SIGNAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Changes of their state that are told at once, and then two a second. */
  private static final int MAX_STATES = 20;

  private static final long STATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Who closed the connection comes back soon, or not at all: a sixth of the time. */
  private static final int CLOSED_SHARE = 6;

  private final Controller controller;
  private final CallSession session;
  private final Did did;
  private final boolean weDial;
  private final Presence presence = new Presence();
  private final Absence absence = new Absence();
  private final Dialing dialing;
  private final Retry retry;
  private final Allowance signals = new Allowance(MAX_SIGNALS, SIGNAL_NANOS);
  private final Allowance states = new Allowance(MAX_STATES, STATE_NANOS);

  private ParticipantState state = ParticipantState.NOT_JOINED;
  private Wishes wishes = new Wishes();
  private List<StreamDescription> published = List.of();
  private long publishedCounter = -1;
  private Set<StreamId> weWant = Set.of();
  private PersonState personState = PersonState.PLAIN;
  private long stateCounter = -1;
  private long givenUp = -1;
  private boolean dropped;
  private boolean arrived;

  private EventLoop.Timer watchdog = () -> {};
  private boolean watched;
  private boolean connectedOnce;
  private EventLoop.Timer grace = () -> {};
  private PeerFailure lostBy;

  PeerLink(Controller controller, CallSession session, Did did) {
    this.controller = controller;
    this.session = session;
    this.did = did;
    this.weDial = controller.did().compareTo(did) < 0;
    this.dialing = new Dialing(this, controller.counting(), weDial);
    this.retry = controller.retry(this::again);
  }

  Did did() {
    return did;
  }

  ParticipantState state() {
    return state;
  }

  long now() {
    return controller.loop().nanoTime();
  }

  /** Whether they are in the call, as far as we know: the connection may be lost for now. */
  boolean present() {
    return state == ParticipantState.JOINED || state == ParticipantState.RECONNECTING;
  }

  Optional<JoinId> join() {
    return presence.current();
  }

  /** Why the connection to them fails, if it does and that is final. */
  Optional<PeerFailure> failure() {
    return Optional.ofNullable(dialing.media())
        .flatMap(MediaLink::failure)
        .filter(f -> !recoverable(f));
  }

  /** Whether they have shown that our Hello reached them, and are there to have heard it. */
  boolean heardUs() {
    return state == ParticipantState.JOINED && wishes.known();
  }

  /** They say that a joining of theirs is over, which is not the one that we know them by. */
  void over(JoinId join) {
    if (signals.take(now())) {
      presence.over(join);
      controller.counting().outOfOrder.incrementAndGet();
    } else {
      controller.counting().flooded.incrementAndGet();
    }
  }

  void rings() {
    if (!present()) {
      state = ParticipantState.RINGING;
    }
  }

  /** They are called once more. */
  void called() {
    if (!present()) {
      state = ParticipantState.NOT_JOINED;
    }
  }

  /** They said no, or nothing. */
  void declined() {
    state = ParticipantState.DECLINED;
  }

  // --- who they are

  /** Whether a signal of this joining is to be taken; a new one is taken as a joining. */
  boolean admit(JoinId join, boolean mayJoin) {
    if (!signals.take(now())) {
      controller.counting().flooded.incrementAndGet();
      return false;
    }
    switch (presence.judge(join, state == ParticipantState.JOINED)) {
      case CURRENT -> {
        if (present()) {
          return true;
        }
        if (mayJoin) {
          // We had given them up, and they are still there.
          absence.takenBack();
          joined();
          return true;
        }
        session.onHeardOfUs();
      }
      case NEW -> {
        if (mayJoin) {
          adopt(join);
          return true;
        }
      }
      case ELSEWHERE -> {
        absence.turnedAway();
        session.onElsewhere(this);
      }
      case OLD -> {
        // What an earlier joining said, after a later one.
      }
    }
    controller.counting().outOfOrder.incrementAndGet();
    return false;
  }

  private void adopt(JoinId join) {
    if (present()) {
      session.onLeft(this, new LeaveReason.Restarted());
    } else {
      reset();
    }
    presence.adopt(join);
    joined();
  }

  private void joined() {
    arrived = true;
    absence.joined();
    state = ParticipantState.JOINED;
  }

  /** Whether a signal for us goes between the joinings that count. */
  boolean between(Ends ends, boolean mayJoin) {
    if (!session.join().equals(ends.to())) {
      controller.counting().outOfOrder.incrementAndGet();
      return false;
    }
    return admit(ends.from(), mayJoin);
  }

  /** What they publish; an older word than the last is passed over. */
  void onPublished(List<StreamDescription> streams, long counter) {
    if (counter > publishedCounter) {
      publishedCounter = counter;
      published = List.copyOf(streams);
      Set<StreamId> want = session.wanted().wanted(did, published);
      if (!want.equals(weWant)) {
        weWant = want;
        wishes.changed();
      }
    }
  }

  /** Whether a joining was taken that nobody was told of yet. */
  boolean arrived() {
    boolean news = arrived;
    arrived = false;
    return news;
  }

  void onPersonState(PersonState how, long counter) {
    if (counter <= stateCounter) {
      return;
    }
    if (!how.equals(personState) && !states.take(now())) {
      controller.counting().flooded.incrementAndGet();
      return;
    }
    stateCounter = counter;
    if (!how.equals(personState)) {
      personState = how;
      session.onPersonState(this, how);
    }
  }

  PersonState personState() {
    return personState;
  }

  List<StreamDescription> published() {
    return published;
  }

  void reportNotOffered() {
    for (StreamId missing : session.wanted().notOffered(did, published)) {
      controller.fire(new CallEvent.StreamNotOffered(session.id(), did, missing));
    }
  }

  // --- what each takes of the other

  /** They are there: says what we want of them, if they have not heard it. */
  void greet() {
    // Who says Hello while we look for them, or have taken them back, may have given us up, and
    // needs our word to take us back.
    if (!wishes.heard() || state == ParticipantState.RECONNECTING || absence.wasTakenBack()) {
      subscribe();
    }
    proceed();
  }

  private void subscribe() {
    say(
        (call, us, ends) ->
            new Subscribe(
                call,
                us,
                ends,
                wishes.number(),
                wishes.theirNumber(),
                !wishes.heard(),
                List.copyOf(weWant),
                controller.publishedDescriptions(),
                controller.personState(),
                givenUp));
  }

  void onSubscribe(Subscribe s) {
    if (wishes.take(s) && weDial && s.lost() >= 0 && s.lost() >= dialing.number()) {
      // They have given up the connection that we may still hold for good.
      dialing.drop();
    }
    if (s.asks()) {
      subscribe();
    }
    proceed();
  }

  /** We are otherwise than before, or want a new connection: they must hear it. */
  void changed() {
    if (present()) {
      wishes.changed();
      anew();
    }
  }

  /** Whether we know both what they publish and what they want. */
  boolean knowsThem() {
    return present() && wishes.known();
  }

  private void proceed() {
    watch();
    if (weDial && dialing.media() == null && knowsThem()) {
      dialing.dial();
    }
    kick();
  }

  // --- saying it again

  private boolean unsettled() {
    return present() && (!wishes.heard() || dialing.unsettled());
  }

  /** Goes on saying it again while that is needed. */
  void kick() {
    if (unsettled()) {
      retry.start();
    } else {
      retry.stop();
    }
  }

  /** Something new was said just now. */
  void anew() {
    retry.stop();
    kick();
  }

  private void again() {
    if (!unsettled()) {
      retry.stop();
      return;
    }
    if (!wishes.heard()) {
      subscribe();
    }
    dialing.again();
  }

  /** A signal for them, between the joinings that count. */
  interface Signal {
    SignalMessage of(CallId call, Did us, Ends ends);
  }

  void say(Signal signal) {
    presence
        .current()
        .ifPresent(
            theirs ->
                controller
                    .signals()
                    .toPeer(
                        did,
                        signal.of(
                            session.id(), controller.did(), new Ends(session.join(), theirs))));
  }

  void onDescription(SessionDescriptionSignal d) {
    dialing.onDescription(d);
  }

  void onCandidate(IceCandidateSignal c) {
    dialing.onCandidate(c);
  }

  // --- the connection

  MediaLink openMedia(MediaLink.Listener listener) {
    if (connectedOnce) {
      // The other side may have noticed first that the one before is lost.
      lost(null, false);
    }
    Map<StreamId, StreamDescription> receives = new LinkedHashMap<>();
    published.stream().filter(s -> weWant.contains(s.id())).forEach(s -> receives.put(s.id(), s));
    MediaLink media =
        controller
            .environment()
            .media()
            .create(
                controller,
                new MediaLink.Ends(
                    session.id(), did, controller.published(wishes.theirs()), receives),
                listener);
    media.silence(silent());
    return media;
  }

  private boolean silent() {
    return dropped || controller.personState().deafened();
  }

  /** Who joined must be connected within a time, whoever dials: else they are not really there. */
  private void watch() {
    if (!watched && !connectedOnce && present()) {
      watched = true;
      Duration limit = controller.config().connectTimeout();
      watchdog =
          controller
              .loop()
              .schedule(
                  () -> session.onConnectionFailed(this, new PeerFailure.NoConnection(limit)),
                  limit.toNanos());
    }
  }

  void onState(PeerConnectionState s) {
    connectedOnce |= s == PeerConnectionState.CONNECTED;
    session.onConnectionState(this, s);
    if (s == PeerConnectionState.CONNECTED) {
      watchdog.cancel();
      found();
      kick();
    } else if (s == PeerConnectionState.DISCONNECTED && connectedOnce) {
      if (dialing.media().closedByPeer()) {
        gone(null, true);
      } else {
        lost(null, false);
        if (weDial) {
          dialing.restart();
        }
        kick();
      }
    }
  }

  void onFailure(PeerFailure failure) {
    session.onConnectionState(this, PeerConnectionState.FAILED);
    if (recoverable(failure)) {
      gone(failure, false);
    } else {
      session.onConnectionFailed(this, failure);
    }
  }

  /** Another connection may do better: if it was the path, and not who answers or what they say. */
  private boolean recoverable(PeerFailure failure) {
    return connectedOnce
        && !failure.wrongIdentity()
        && !(failure instanceof PeerFailure.Negotiation);
  }

  /** The connection is over, but they may still be there. */
  private void gone(PeerFailure failure, boolean closed) {
    lost(failure, closed);
    long number = dialing.number();
    dialing.drop();
    if (weDial) {
      proceed();
    } else {
      givenUp = number;
      changed();
    }
  }

  private void lost(PeerFailure failure, boolean closed) {
    if (failure != null) {
      lostBy = failure;
    }
    if (state == ParticipantState.RECONNECTING) {
      return;
    }
    state = ParticipantState.RECONNECTING;
    Duration limit = controller.config().reconnectTimeout();
    Duration wait = closed ? limit.dividedBy(CLOSED_SHARE) : limit;
    grace =
        controller
            .loop()
            .schedule(
                () ->
                    session.onConnectionFailed(
                        this, lostBy != null ? lostBy : new PeerFailure.NoConnection(wait)),
                wait.toNanos());
    session.onLost(this);
  }

  private void found() {
    grace.cancel();
    lostBy = null;
    absence.found();
    if (state == ParticipantState.RECONNECTING) {
      state = ParticipantState.JOINED;
      session.onFound(this);
    }
  }

  void drop(boolean drop) {
    dropped = drop;
    silence();
  }

  /** Lets be heard what may be, after a change. */
  void silence() {
    if (dialing.media() != null) {
      dialing.media().silence(silent());
    }
  }

  /**
   * This machine has other addresses than before. Who dials looks for a new path if the one that is
   * there began at an address that is gone, and there is one to begin at; else consent tells.
   */
  void networkChanged(Set<InetAddress> addresses) {
    boolean any = addresses.stream().anyMatch(a -> !a.isLoopbackAddress());
    if (weDial && connectedOnce && any && dialing.lostItsAddress(addresses)) {
      dialing.restart();
      kick();
    }
  }

  CallStats stats() {
    Optional<MediaLink> media = Optional.ofNullable(dialing.media());
    return new CallStats(
        did,
        weDial,
        media.flatMap(MediaLink::stats),
        media.flatMap(MediaLink::roundTrip),
        media.map(MediaLink::streams).orElse(Map.of()));
  }

  /** They have left: their joining is over. */
  void left() {
    presence.over();
    reset();
    absence.left();
  }

  /** Whether they are not there, and may be. */
  boolean missing() {
    return state == ParticipantState.NOT_JOINED && absence.mayBeMissed();
  }

  /** They are not to be found. They may still be there, and have other connections than ours. */
  void expired() {
    absence.expired(connectedOnce);
    stop();
    long number = dialing.number();
    dialing.drop();
    if (!weDial) {
      givenUp = number;
    }
    wishes.changed();
  }

  private void stop() {
    watchdog.cancel();
    grace.cancel();
    retry.stop();
    watched = false;
    connectedOnce = false;
    absence.over();
    lostBy = null;
    if (present()) {
      state = ParticipantState.NOT_JOINED;
    }
  }

  /** As if they had never been here. */
  private void reset() {
    stop();
    dialing.reset();
    published = List.of();
    publishedCounter = -1;
    stateCounter = -1;
    personState = PersonState.PLAIN;
    givenUp = -1;
    weWant = Set.of();
    wishes = new Wishes();
  }

  boolean connectedOnce() {
    return connectedOnce;
  }

  /** Whether, when we give them up, somebody may be there who needs to hear us. */
  boolean mayBeThere() {
    return absence.mayBeThere(connectedOnce);
  }
}
