package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.vivavoce.sdp.Direction;

/** Applies offers of the other side (RFC 9429 section 5.10, WebRTC 1.0 section 4.4.1.5). */
final class RemoteOffers {
  private final JsepState state;
  private final BiFunction<MediaKind, String, RtpTransceiver> newRemote;

  RemoteOffers(JsepState state, BiFunction<MediaKind, String, RtpTransceiver> newRemote) {
    this.state = state;
    this.newRemote = newRemote;
  }

  Applied apply(RtcSessionDescription description) {
    if (state.signaling != SignalingState.STABLE
        && state.signaling != SignalingState.HAVE_REMOTE_OFFER) {
      throw state.wrongState("setRemoteDescription(offer)", "stable or have-remote-offer");
    }
    RemoteSdp offer = RemoteSdp.read(description, state.configuration.codecs());
    check(offer);
    // From here on nothing fails.
    state.leaveStable();
    Applied applied = new Applied();
    List<MediaSection> made = new ArrayList<>();
    Set<RtpTransceiver> taken = new HashSet<>();
    for (MediaSection s : state.current.sections()) {
      if (s instanceof RtpSection rtp) {
        taken.add(rtp.transceiver());
      }
    }
    for (RemoteMedia m : offer.media()) {
      boolean data = m.usable() && m.carriesData();
      // One association serves all channels.
      boolean second = data && made.stream().anyMatch(DataSection.class::isInstance);
      made.add(data && !second ? DataSection.of(m) : section(m, taken, applied));
    }
    state.pendingRemote = offer;
    state.offered = List.copyOf(made);
    state.lastAnswer = null;
    state.signaling = SignalingState.HAVE_REMOTE_OFFER;
    return applied;
  }

  /** Whether an offer fits what was agreed before. */
  void check(RemoteSdp offer) {
    List<MediaSection> sections = state.current.sections();
    if (offer.media().size() > JsepState.MAX_MLINES) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          "the offer has "
              + offer.media().size()
              + " m-lines; at most "
              + JsepState.MAX_MLINES
              + " are supported");
    }
    Continuity.requireSameTransport(state, offer, true);
    if (offer.media().size() < sections.size()) {
      throw Continuity.mismatch(
          "the offer has "
              + offer.media().size()
              + " m-lines, the session "
              + sections.size()
              + "; none may go (RFC 3264 section 8)",
          offer.sdp().lineOf(offer.media().size()));
    }
    for (int i = 0; i < sections.size(); i++) {
      if (!sections.get(i).rejected()) {
        Continuity.requireSameLine(offer, i, sections.get(i));
      }
    }
  }

  private MediaSection section(RemoteMedia m, Set<RtpTransceiver> taken, Applied applied) {
    RejectedSection rejected =
        new RejectedSection(
            m.mid(), m.section().kind(), m.section().protocol(), m.section().formats());
    RtpTransceiver known = known(m);
    if (m.section().isRejected()) {
      if (known != null) {
        known.remoteDirection(Direction.INACTIVE);
        RemoteTracks.process(known, Direction.INACTIVE, List.of(), applied);
        applied.stop(known);
      }
      return rejected;
    }
    List<RtpCodec> codecs = m.usable() ? m.common(state.configuration.codecs()) : List.of();
    if (codecs.stream().noneMatch(OfferedCodecs::carriesMedia)) {
      // Nothing that we could answer it with: the answer will refuse it.
      return known == null
          ? rejected
          : new RtpSection(
              m.mid(),
              m.section().protocol(),
              m.section().formats(),
              known,
              List.of(),
              HeaderExtensionIds.NONE);
    }
    MediaKind kind = m.kind().orElseThrow();
    RtpTransceiver t =
        Optional.ofNullable(known)
            .or(() -> waiting(m, kind, taken))
            .orElseGet(() -> newRemote.apply(kind, m.trackId()));
    taken.add(t);
    t.associate(m.mid(), m.index());
    t.remoteDirection(m.direction());
    if (!t.stopping()) {
      RemoteTracks.process(
          t, m.direction().reversed(), m.direction().sends() ? m.streamIds() : List.of(), applied);
    }
    return new RtpSection(
        m.mid(), m.section().protocol(), m.section().formats(), t, codecs, m.extensions());
  }

  /**
   * What an m-line belongs to already: in the session, or in an offer before this one that was not
   * answered, so that the same offer again makes nothing new.
   */
  private RtpTransceiver known(RemoteMedia m) {
    if (m.index() < state.current.sections().size()
        && state.current.sections().get(m.index()) instanceof RtpSection rtp) {
      return rtp.transceiver();
    }
    RtpTransceiver t = state.at(m.index(), m.mid());
    return t != null && m.kind().filter(k -> k == t.kind()).isPresent() ? t : null;
  }

  /**
   * One that addTrack made or filled and that no m-line has yet, if they are ready to receive (RFC
   * 9429 section 5.10).
   */
  private Optional<RtpTransceiver> waiting(
      RemoteMedia m, MediaKind kind, Set<RtpTransceiver> taken) {
    if (!m.direction().receives()) {
      return Optional.empty();
    }
    return state.transceivers.stream()
        .filter(t -> t.kind() == kind && !taken.contains(t) && !t.stopping())
        .filter(t -> t.mid().isEmpty() && t.sender().addedByTrack())
        .findFirst();
  }
}
