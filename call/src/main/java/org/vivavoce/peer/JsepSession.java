package org.vivavoce.peer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.ice.IceRole;
import org.vivavoce.sdp.SetupRole;

/**
 * The offer/answer state machine of one connection (RFC 9429 section 4.1.8 and 5). Does no I/O: it
 * reads and writes descriptions and tells the transport what was agreed. Lives on the connection's
 * loop; {@link #signaling} may be read from anywhere.
 *
 * <pre>{@code
 *             local offer            remote answer
 * stable ------------------> have-local-offer -------------> stable
 *   |                          |  remote pranswer  ^
 *   |                          +--> have-remote-pranswer (answer: stable)
 *   |  remote offer            local answer
 *   +----------------> have-remote-offer ---------------> stable
 *                         |  local pranswer    ^
 *                         +--> have-local-pranswer (answer: stable)
 * }</pre>
 *
 * <p>Every step checks all it needs before it changes anything.
 */
final class JsepSession {
  private final JsepState state;
  private final OfferMaker maker;
  private final RemoteOffers offers;
  private final RemoteAnswers answers;
  private final RemoteCandidates candidates;

  /**
   * @param transceivers the connection's, which grow by what remote offers bring
   * @param newRemote makes a transceiver for an m-line of theirs: kind, and the track's name
   */
  JsepSession(
      PeerConfiguration configuration,
      List<RtpTransceiver> transceivers,
      MediaTransport transport,
      BiFunction<MediaKind, String, RtpTransceiver> newRemote,
      Random random) {
    this.state = new JsepState(configuration, transceivers, transport, random);
    this.maker = new OfferMaker(state);
    this.offers = new RemoteOffers(state, newRemote);
    this.answers = new RemoteAnswers(state);
    this.candidates = new RemoteCandidates(state);
  }

  JsepState state() {
    return state;
  }

  SignalingState signaling() {
    return state.signaling;
  }

  boolean needsNegotiation() {
    return NegotiationCheck.needed(state);
  }

  /** Our ICE generation that is looked for candidates for; empty: no description has one. */
  Optional<IceParameters> localIce() {
    return Optional.ofNullable(state.pendingLocal)
        .filter(m -> m.transportLine().isPresent())
        .map(Made::ice)
        .or(() -> Optional.ofNullable(state.usedLocal));
  }

  /** The m-line that candidates of an ICE generation of ours belong to. */
  Optional<Made.MLine> transportLine(String usernameFragment) {
    return Stream.of(
            Optional.ofNullable(state.pendingLocal), Optional.ofNullable(state.current.local()))
        .flatMap(Optional::stream)
        .filter(m -> m.ice().usernameFragment().equals(usernameFragment))
        .flatMap(m -> m.transportLine().stream())
        .findFirst();
  }

  // --- making

  RtcSessionDescription createOffer(boolean iceRestart) {
    if (state.signaling != SignalingState.STABLE
        && state.signaling != SignalingState.HAVE_LOCAL_OFFER) {
      throw state.wrongState("createOffer", "stable or have-local-offer");
    }
    state.lastOffer = maker.offer(iceRestart);
    return state.lastOffer.description();
  }

  RtcSessionDescription createAnswer() {
    if (state.signaling != SignalingState.HAVE_REMOTE_OFFER
        && state.signaling != SignalingState.HAVE_LOCAL_PRANSWER) {
      throw state.wrongState("createAnswer", "have-remote-offer or have-local-pranswer");
    }
    state.lastAnswer = maker.answer();
    return state.lastAnswer.description();
  }

  // --- local

  Applied setLocal(RtcSessionDescription description) {
    return switch (description.type()) {
      case OFFER -> setLocalOffer(description);
      case ANSWER, PRANSWER -> setLocalAnswer(description);
      case ROLLBACK -> rollback("setLocalDescription");
    };
  }

  private Applied setLocalOffer(RtcSessionDescription description) {
    if (state.signaling != SignalingState.STABLE
        && state.signaling != SignalingState.HAVE_LOCAL_OFFER) {
      throw state.wrongState("setLocalDescription(offer)", "stable or have-local-offer");
    }
    requireUnchanged(description, state.lastOffer, "createOffer");
    Made offer = state.lastOffer;
    state.leaveStable();
    dropPendingIce(offer.ice());
    state.pendingLocal = offer;
    state.applied(offer);
    for (int i = 0; i < offer.lines().size(); i++) {
      if (offer.lines().get(i).section() instanceof RtpSection rtp) {
        rtp.transceiver().associate(rtp.mid(), i);
      }
    }
    state.signaling = SignalingState.HAVE_LOCAL_OFFER;
    if (offer.transportLine().isPresent()) {
      state.transport.gather(offer.ice());
    }
    return new Applied();
  }

  private Applied setLocalAnswer(RtcSessionDescription description) {
    boolean last = description.type() == SdpType.ANSWER;
    if (state.signaling != SignalingState.HAVE_REMOTE_OFFER
        && state.signaling != SignalingState.HAVE_LOCAL_PRANSWER) {
      throw state.wrongState(
          "setLocalDescription(" + description.type().text() + ")",
          "have-remote-offer or have-local-pranswer");
    }
    requireUnchanged(
        new RtcSessionDescription(SdpType.ANSWER, description.sdp()),
        state.lastAnswer,
        "createAnswer");
    Made answer = state.lastAnswer.as(description.type());
    RemoteSdp offer = state.pendingRemote;
    Applied applied = new Applied();
    for (int i = 0; i < answer.lines().size(); i++) {
      Made.Line line = answer.lines().get(i);
      if (line.section() instanceof RtpSection rtp) {
        RemoteTracks.answered(rtp.transceiver(), line.direction(), applied);
        rtp.transceiver().currentDirection(line.direction());
      } else if (state.offered.get(i) instanceof RtpSection refused) {
        applied.stop(refused.transceiver());
      }
    }
    state.pendingLocal = answer;
    state.applied(answer);
    state.route(
        answer.sections(), answer.lines().stream().map(Made.Line::direction).toList(), offer);
    if (answer.transportLine().isPresent()) {
      state.transport.gather(answer.ice());
      SetupRole asked = offer.transport().map(RemoteSdp.Transport::setup).orElse(null);
      DtlsRole dtls = asked == SetupRole.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT;
      connect(offer, answer.ice(), IceRole.CONTROLLED, dtls);
    }
    if (last) {
      settle(new Exchange(answer, offer, answer.sections()));
    } else {
      state.signaling = SignalingState.HAVE_LOCAL_PRANSWER;
    }
    return applied;
  }

  private static void requireUnchanged(RtcSessionDescription given, Made made, String by) {
    if (made == null || !made.description().equals(given)) {
      throw new PeerConnectionException(
          RtcErrorName.INVALID_MODIFICATION_ERROR,
          "the description is not the one that "
              + by
              + " made last; apply that one unchanged (RFC 9429 section 5.4)");
    }
  }

  // --- remote

  /** Whether applying this one takes back an offer of ours first (WebRTC 1.0 section 4.4.1.6). */
  boolean rollsBack(RtcSessionDescription description) {
    return description.type() == SdpType.OFFER
        && state.signaling == SignalingState.HAVE_LOCAL_OFFER;
  }

  /**
   * Whether a remote offer could be applied once our own is taken back; changes nothing.
   *
   * @throws PeerConnectionException if not
   */
  void checkOffer(RtcSessionDescription description) {
    offers.check(RemoteSdp.read(description, state.configuration.codecs()));
  }

  Applied setRemote(RtcSessionDescription description) {
    return switch (description.type()) {
      case OFFER -> offers.apply(description);
      case ANSWER, PRANSWER -> setRemoteAnswer(description);
      case ROLLBACK -> rollback("setRemoteDescription");
    };
  }

  private Applied setRemoteAnswer(RtcSessionDescription description) {
    if (state.signaling != SignalingState.HAVE_LOCAL_OFFER
        && state.signaling != SignalingState.HAVE_REMOTE_PRANSWER) {
      throw state.wrongState(
          "setRemoteDescription(" + description.type().text() + ")",
          "have-local-offer or have-remote-pranswer");
    }
    RemoteSdp answer = RemoteSdp.read(description, state.configuration.codecs());
    RemoteAnswers.Agreed agreed = answers.agree(answer);
    // From here on nothing fails.
    Made offer = state.pendingLocal;
    Applied applied = answers.apply(agreed, answer);
    state.route(agreed.sections(), agreed.directions(), answer);
    DtlsRole dtls =
        answer
            .transport()
            .map(t -> t.setup() == SetupRole.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT)
            .orElse(DtlsRole.SERVER);
    connect(answer, offer.ice(), IceRole.CONTROLLING, dtls);
    if (description.type() == SdpType.ANSWER) {
      settle(new Exchange(offer, answer, agreed.sections()));
    } else {
      state.pendingRemote = answer;
      state.signaling = SignalingState.HAVE_REMOTE_PRANSWER;
    }
    return applied;
  }

  void addCandidate(RtcIceCandidate candidate) {
    candidates.add(candidate);
  }

  // --- the end of an exchange

  private void settle(Exchange result) {
    // Even one whose m-lines were all refused, so that it was never used, may have candidates.
    Optional.ofNullable(state.current.remote())
        .flatMap(RemoteSdp::transport)
        .ifPresent(t -> state.retire(t.ice()));
    state.current = result;
    state.enterStable();
    if (!state.iceToReplace.contains(result.local().ice())) {
      state.iceToReplace = Set.of();
    }
    // Nobody will hear of them any more; their m-lines are free for others.
    state.transceivers.removeIf(
        t -> t.stopped() && (t.mid().isEmpty() || result.rejectedAt(t.mLineIndex())));
  }

  private void connect(RemoteSdp theirs, IceParameters local, IceRole ice, DtlsRole dtls) {
    theirs
        .transport()
        .ifPresent(
            t -> {
              if (state.dtlsRole == null) {
                state.dtlsRole = dtls;
              }
              if (!t.ice().equals(state.usedRemote) || !local.equals(state.usedLocal)) {
                if (state.usedRemote != null) {
                  state.retire(state.usedRemote);
                }
                state.usedLocal = local;
                state.usedRemote = t.ice();
                state.usedFingerprints = Set.copyOf(t.fingerprints());
                state.transport.connect(ice, dtls, local, t.ice(), t.fingerprints());
              }
              candidates.described(theirs);
            });
  }

  /** Takes the pending offer back, whoever made it (RFC 9429 section 4.1.8.2). */
  Applied rollback(String operation) {
    if (state.signaling != SignalingState.HAVE_LOCAL_OFFER
        && state.signaling != SignalingState.HAVE_REMOTE_OFFER) {
      throw state.wrongState(operation + "(rollback)", "have-local-offer or have-remote-offer");
    }
    boolean remote = state.signaling == SignalingState.HAVE_REMOTE_OFFER;
    Applied applied = new Applied();
    for (RtpTransceiver t : List.copyOf(state.transceivers)) {
      RtpTransceiver.Association before = state.before(t);
      if (before == null) {
        t.associate(null, -1);
        if (remote) {
          RemoteTracks.process(t, t.negotiatedDirection(), List.of(), applied);
        }
        if (!t.madeByUs() && !t.sender().addedByTrack()) {
          applied.stop(t);
          state.transceivers.remove(t);
        }
      } else {
        t.associate(before.mid(), before.mLineIndex());
        if (remote && !t.stopped()) {
          RemoteTracks.process(t, t.negotiatedDirection(), before.streams(), applied);
        }
      }
    }
    // Nobody but us ever heard of these.
    state.transceivers.stream()
        .filter(t -> t.stopping() && t.mid().isEmpty())
        .forEach(applied::stop);
    state.transceivers.removeIf(t -> t.stopped() && t.mid().isEmpty());
    if (!remote) {
      dropPendingIce(state.usedLocal);
    }
    state.enterStable();
    return applied;
  }

  /** The ICE generation of our pending offer goes, unless it is this one. */
  private void dropPendingIce(IceParameters next) {
    if (state.pendingLocal != null
        && !state.pendingLocal.ice().equals(state.usedLocal)
        && !state.pendingLocal.ice().equals(next)) {
      state.transport.dropIce(state.pendingLocal.ice());
    }
  }

  /** The next offer will have other ICE credentials (WebRTC 1.0, restartIce). */
  void restartIce() {
    state.iceToReplace =
        Stream.of(state.current.local(), state.pendingLocal)
            .filter(Objects::nonNull)
            .map(Made::ice)
            .collect(Collectors.toUnmodifiableSet());
  }
}
