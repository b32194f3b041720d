package org.vivavoce.call;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.signaling.SignalMessage.DescriptionType;
import org.vivavoce.signaling.SignalMessage.IceCandidateSignal;
import org.vivavoce.signaling.SignalMessage.SessionDescriptionSignal;

/**
 * The connections to one participant, one at a time, by offers, answers and candidates.
 *
 * <p>The lower DID dials. Connections are counted, and in each of them the exchanges of
 * descriptions: the first, and one for each time that the path is looked for anew. An offer is
 * repeated until its answer comes; an answer, whenever its offer comes again; candidates, until
 * there is a connection. So every one of these may get lost, come twice, or late.
 */
final class Dialing {
  private static final Logger LOG = LoggerFactory.getLogger(Dialing.class);

  /**
   * Candidates that may come before their description, or that we repeat: more than a peer with a
   * dozen interfaces has.
   */
  private static final int MAX_CANDIDATES = 64;

  /**
   * New connections that they may ask of us, at once and then one a second: each costs us sockets
   * and a handshake, and takes the one before away.
   */
  private static final int MAX_DIALS = 8;

  private final PeerLink link;
  private final Counters counters;
  private final boolean weDial;
  private final Allowance dials = new Allowance(MAX_DIALS, TimeUnit.SECONDS.toNanos(1));

  private MediaLink media;

  /** Of the connection that is there, or was there last; -1: none yet. */
  private long number = -1;

  private long round;

  /** Ours is made and was not answered yet. */
  private boolean offerPending;

  /** We have answered the last offer. */
  private boolean answered;

  private final ArrayDeque<IceCandidateSignal> early = new ArrayDeque<>();
  private final List<RtcIceCandidate> ours = new ArrayList<>();

  Dialing(PeerLink link, Counters counters, boolean weDial) {
    this.link = link;
    this.counters = counters;
    this.weDial = weDial;
  }

  MediaLink media() {
    return media;
  }

  long number() {
    return number;
  }

  /** A new connection, in the place of one that may be there. */
  void dial() {
    open(number + 1);
    offer(false);
  }

  /** Looks for the path anew, if that is not under way. */
  void restart() {
    if (media != null && !offerPending) {
      round++;
      ours.clear();
      offer(true);
    }
  }

  /** Whether the path that is there begins at none of these addresses. */
  boolean lostItsAddress(Set<InetAddress> addresses) {
    return media != null
        && media
            .localAddress()
            .filter(local -> addresses.stream().noneMatch(a -> isAt(a, local)))
            .isPresent();
  }

  private static boolean isAt(InetAddress address, String text) {
    String own = address.getHostAddress();
    int zone = own.indexOf('%');
    return (zone < 0 ? own : own.substring(0, zone)).equals(text);
  }

  private void offer(boolean restartIce) {
    offerPending = true;
    MediaLink m = media;
    m.offer(restartIce).whenComplete((sdp, error) -> send(m, DescriptionType.OFFER, sdp, error));
  }

  private void open(long which) {
    drop();
    number = which;
    round = 0;
    media = link.openMedia(new Events());
  }

  /** Says again what may have got lost. */
  void again() {
    if (media == null) {
      return;
    }
    if (offerPending) {
      media.description().ifPresent(sdp -> send(DescriptionType.OFFER, sdp));
    }
    if (media.state() != PeerConnectionState.CONNECTED) {
      ours.forEach(this::send);
    }
  }

  /** Whether there is something to say again. */
  boolean unsettled() {
    return media != null && (offerPending || media.state() != PeerConnectionState.CONNECTED);
  }

  // --- what they say

  void onDescription(SessionDescriptionSignal d) {
    switch (d.type()) {
      case OFFER -> onOffer(d);
      case ANSWER -> onAnswer(d);
      default -> counters.outOfOrder.incrementAndGet();
    }
  }

  private void onOffer(SessionDescriptionSignal d) {
    if (weDial) {
      counters.wrongDialer.incrementAndGet();
      return;
    }
    boolean current = media != null && d.connection() == number;
    if (current && d.round() == round) {
      counters.repeated.incrementAndGet();
      if (answered) {
        media.description().ifPresent(sdp -> send(DescriptionType.ANSWER, sdp));
      }
      return;
    }
    boolean fresh = d.connection() > number;
    if (!fresh && !(current && d.round() > round && answered)) {
      counters.outOfOrder.incrementAndGet();
      return;
    }
    if (!link.knowsThem()) {
      // They say first what they take, and it may have got lost: they will repeat both.
      counters.outOfOrder.incrementAndGet();
      return;
    }
    if (!dials.take(link.now())) {
      counters.flooded.incrementAndGet();
      return;
    }
    if (fresh) {
      open(d.connection());
    }
    round = d.round();
    answered = false;
    ours.clear();
    MediaLink m = media;
    m.answer(d.sdp()).whenComplete((sdp, error) -> send(m, DescriptionType.ANSWER, sdp, error));
    drainEarly();
    link.anew();
  }

  private void onAnswer(SessionDescriptionSignal d) {
    boolean current = weDial && media != null && d.connection() == number && d.round() == round;
    if (current && !offerPending) {
      counters.repeated.incrementAndGet();
      return;
    }
    if (!current || media.description().isEmpty()) {
      counters.outOfOrder.incrementAndGet();
      return;
    }
    offerPending = false;
    MediaLink m = media;
    m.accept(d.sdp())
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                refused(m, "answer", error);
              }
            });
    drainEarly();
  }

  void onCandidate(IceCandidateSignal c) {
    boolean current = media != null && c.connection() == number;
    if (c.connection() > number || (current && offerPending)) {
      // Their description is still to come.
      if (early.size() < MAX_CANDIDATES) {
        early.add(c);
      } else {
        counters.outOfOrder.incrementAndGet();
      }
      return;
    }
    if (!current) {
      counters.outOfOrder.incrementAndGet();
      return;
    }
    media
        .add(
            new RtcIceCandidate(
                c.candidate(),
                c.sdpMid().isEmpty() ? null : c.sdpMid(),
                c.sdpMLineIndex() < 0 ? null : c.sdpMLineIndex(),
                c.usernameFragment().isEmpty() ? null : c.usernameFragment()))
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                counters.malformed.incrementAndGet();
              }
            });
  }

  private void drainEarly() {
    List<IceCandidateSignal> waiting = new ArrayList<>(early);
    early.clear();
    waiting.forEach(this::onCandidate);
  }

  // --- what we say

  private void send(MediaLink of, DescriptionType type, String sdp, Throwable error) {
    if (of != media) {
      return; // closed meanwhile
    }
    if (error != null) {
      refused(of, type.name().toLowerCase(java.util.Locale.ROOT), error);
      return;
    }
    if (type == DescriptionType.ANSWER) {
      answered = true;
    }
    send(type, sdp);
    link.anew();
  }

  private void send(DescriptionType type, String sdp) {
    link.say(
        (call, us, ends) -> new SessionDescriptionSignal(call, us, ends, number, round, type, sdp));
  }

  private void send(RtcIceCandidate c) {
    link.say(
        (call, us, ends) ->
            new IceCandidateSignal(
                call,
                us,
                ends,
                number,
                c.candidate(),
                c.sdpMid() == null ? "" : c.sdpMid(),
                c.sdpMLineIndex() == null ? -1 : c.sdpMLineIndex(),
                c.usernameFragment() == null ? "" : c.usernameFragment()));
  }

  /** A description was not usable: there will be no connection. */
  private void refused(MediaLink of, String what, Throwable error) {
    if (of != media) {
      return;
    }
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    LOG.warn(
        "The {} of the connection with {} was refused: {}", what, link.did(), cause.getMessage());
    counters.malformed.incrementAndGet();
    link.onFailure(new PeerFailure.Negotiation(cause.getMessage()));
  }

  /** Ends the connection that is there; its number is not used again. */
  void drop() {
    offerPending = false;
    answered = false;
    ours.clear();
    if (media != null) {
      MediaLink old = media;
      media = null;
      old.close();
    }
  }

  /** As if there had never been one. */
  void reset() {
    drop();
    early.clear();
    number = -1;
    round = 0;
  }

  /** Hears one connection; what an older one still says is not heard. */
  private final class Events implements MediaLink.Listener {
    private final long mine = number;

    private boolean current() {
      return mine == number && media != null;
    }

    @Override
    public void onCandidate(RtcIceCandidate c) {
      if (current()) {
        if (ours.size() < MAX_CANDIDATES) {
          ours.add(c);
        }
        send(c);
      }
    }

    @Override
    public void onState(PeerConnectionState s) {
      if (current()) {
        link.onState(s);
      }
    }

    @Override
    public void onFailure(PeerFailure failure) {
      if (current()) {
        link.onFailure(failure);
      }
    }
  }
}
