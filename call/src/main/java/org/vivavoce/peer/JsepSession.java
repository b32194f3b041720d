package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.ice.IceRole;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.Origin;
import org.vivavoce.sdp.SessionDescription;
import org.vivavoce.sdp.SetupRole;

/**
 * The offer/answer state of one connection (RFC 9429). Does no I/O: it reads and writes
 * descriptions and tells the transport what was agreed. Lives on the connection's loop; {@link
 * #state} may be read from anywhere.
 *
 * <p>Every step checks all it needs before it changes anything.
 */
final class JsepSession {
  /**
   * Our id for the mid extension when we offer it first: 1 to 14 fit the one-byte form (RFC 8285).
   */
  private static final int DEFAULT_MID_EXTENSION = 4;

  /** Bounds mids, which a header extension carries (RFC 9143 section 15), and what we keep. */
  static final int MAX_MLINES = 128;

  private final PeerConfiguration configuration;
  private final List<RtpTransceiver> transceivers;
  private final MediaTransport transport;
  private final Function<MediaKind, RtpTransceiver> newRemoteTransceiver;

  private volatile SignalingState state = SignalingState.STABLE;
  private Origin origin;

  /** What is in force: one section for each m-line, in order. */
  private List<MediaSection> sections = List.of();

  private final Map<RtpTransceiver, Negotiated> negotiated = new HashMap<>();
  private Made lastOffer;
  private Made lastAnswer;
  private Made pendingOffer;
  private RemoteSdp pendingRemote;
  private List<MediaSection> pendingRemoteSections = List.of();
  private RemoteSdp remote;
  private RtcSessionDescription local;

  /** Settled by the first exchange; later ones must say the same (RFC 8842 section 5.1). */
  private DtlsRole dtlsRole;

  /** A description that was created, and what applying it means. */
  private record Made(
      RtcSessionDescription description,
      Origin origin,
      List<MediaSection> sections,
      List<Direction> directions) {}

  /** What was last said of a transceiver: our direction, out of what could be said. */
  private record Negotiated(Direction said, Direction possible) {}

  /** An m-line by both its names. */
  record MLine(String mid, int index) {}

  JsepSession(
      PeerConfiguration configuration,
      List<RtpTransceiver> transceivers,
      MediaTransport transport,
      Function<MediaKind, RtpTransceiver> newRemoteTransceiver,
      Random random) {
    this.configuration = configuration;
    this.transceivers = transceivers;
    this.transport = transport;
    this.newRemoteTransceiver = newRemoteTransceiver;
    // RFC 9429 section 5.2.1: the session id is random, 63 bits; the version begins at any number.
    this.origin = Origin.of(random.nextLong() >>> 1, 1);
  }

  SignalingState state() {
    return state;
  }

  Optional<RtcSessionDescription> localDescription() {
    return Optional.ofNullable(pendingOffer != null ? pendingOffer.description() : local);
  }

  /** The m-line that candidates of ours belong to: the first that is not rejected. */
  Optional<MLine> transportMid() {
    List<MediaSection> in = pendingOffer != null ? pendingOffer.sections() : sections;
    for (int i = 0; i < in.size(); i++) {
      if (!in.get(i).rejected()) {
        return Optional.of(new MLine(in.get(i).mid(), i));
      }
    }
    return Optional.empty();
  }

  /** Whether an offer made now would say something new (WebRTC 1.0 section 4.7.3). */
  boolean needsNegotiation() {
    for (RtpTransceiver t : transceivers) {
      if (t.stopped()) {
        continue;
      }
      Negotiated n = negotiated.get(t);
      if (n == null || n.said() != t.direction().and(n.possible())) {
        return true;
      }
    }
    return false;
  }

  // --- offer

  RtcSessionDescription createOffer() {
    if (state != SignalingState.STABLE && state != SignalingState.HAVE_LOCAL_OFFER) {
      throw wrongState("createOffer", "stable or have-local-offer");
    }
    List<MediaSection> made = new ArrayList<>();
    Set<RtpTransceiver> placed = new HashSet<>();
    Set<String> mids = new HashSet<>();
    for (MediaSection s : sections) {
      made.add(s);
      mids.add(s.mid());
      placed.add(s.transceiver());
    }
    int next = 0;
    for (RtpTransceiver t : transceivers) {
      if (placed.contains(t) || t.stopped()) {
        continue;
      }
      while (mids.contains(Integer.toString(next))) {
        next++;
      }
      String mid = Integer.toString(next);
      mids.add(mid);
      made.add(newSection(t, mid));
    }
    if (made.size() > MAX_MLINES) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          made.size() + " m-lines; at most " + MAX_MLINES + " are supported");
    }
    List<Direction> directions = made.stream().map(MediaSection::wanted).toList();
    lastOffer = print(SdpType.OFFER, made, directions, SetupRole.ACTPASS);
    return lastOffer.description();
  }

  private MediaSection newSection(RtpTransceiver t, String mid) {
    List<RtpCodec> codecs =
        configuration.codecs().stream().filter(c -> c.kind() == t.kind()).toList();
    if (codecs.isEmpty()) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          "the configuration has no codec for "
              + t.kind().text()
              + "; add one to PeerConfiguration.codecs");
    }
    return new MediaSection(
        mid,
        t.kind().text(),
        "UDP/TLS/RTP/SAVPF",
        codecs.stream().map(c -> Integer.toString(c.payloadType())).toList(),
        t,
        codecs,
        midExtension());
  }

  private int midExtension() {
    return sections.stream()
        .mapToInt(MediaSection::midExtension)
        .filter(id -> id > 0)
        .findFirst()
        .orElse(DEFAULT_MID_EXTENSION);
  }

  // --- answer

  RtcSessionDescription createAnswer() {
    if (state != SignalingState.HAVE_REMOTE_OFFER) {
      throw wrongState("createAnswer", "have-remote-offer");
    }
    List<Direction> directions = new ArrayList<>();
    for (int i = 0; i < pendingRemoteSections.size(); i++) {
      directions.add(
          pendingRemote
              .media()
              .get(i)
              .direction()
              .reversed()
              .and(pendingRemoteSections.get(i).wanted()));
    }
    SetupRole asked = pendingRemote.transport().map(RemoteSdp.Transport::setup).orElse(null);
    boolean passive =
        asked == SetupRole.ACTIVE || (asked == SetupRole.ACTPASS && dtlsRole == DtlsRole.SERVER);
    lastAnswer =
        print(
            SdpType.ANSWER,
            pendingRemoteSections,
            directions,
            passive ? SetupRole.PASSIVE : SetupRole.ACTIVE);
    return lastAnswer.description();
  }

  private Made print(
      SdpType type, List<MediaSection> made, List<Direction> directions, SetupRole setup) {
    Origin next = local == null ? origin : origin.nextVersion();
    List<SdpWriter.Line> lines = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      MediaSection s = made.get(i);
      boolean sends = directions.get(i).sends();
      lines.add(
          new SdpWriter.Line(
              s,
              directions.get(i),
              sends ? Optional.of(transport.ssrcOf(s.transceiver())) : Optional.empty()));
    }
    SessionDescription sdp =
        new SdpWriter(
                next,
                transport.localIce(),
                configuration.dtls().certificate().fingerprint(),
                transport.cname())
            .write(lines, setup, type == SdpType.OFFER);
    return new Made(
        new RtcSessionDescription(type, sdp.toString()), next, List.copyOf(made), directions);
  }

  // --- local

  void setLocal(RtcSessionDescription description) {
    if (description.type() == SdpType.OFFER) {
      setLocalOffer(description);
    } else {
      setLocalAnswer(description);
    }
  }

  private void setLocalOffer(RtcSessionDescription description) {
    if (state != SignalingState.STABLE && state != SignalingState.HAVE_LOCAL_OFFER) {
      throw wrongState("setLocalDescription(offer)", "stable or have-local-offer");
    }
    requireUnchanged(description, lastOffer, "createOffer");
    pendingOffer = lastOffer;
    for (MediaSection s : pendingOffer.sections()) {
      if (!s.rejected()) {
        s.transceiver().mid(s.mid());
      }
    }
    state = SignalingState.HAVE_LOCAL_OFFER;
  }

  private void setLocalAnswer(RtcSessionDescription description) {
    if (state != SignalingState.HAVE_REMOTE_OFFER) {
      throw wrongState("setLocalDescription(answer)", "have-remote-offer");
    }
    requireUnchanged(description, lastAnswer, "createAnswer");
    Made answer = lastAnswer;
    remote = pendingRemote;
    settle(answer, possibleOf(remote), answer.directions());
    DtlsRole dtls =
        remote
            .transport()
            .map(t -> t.setup() == SetupRole.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT)
            .orElse(DtlsRole.CLIENT);
    connect(IceRole.CONTROLLED, dtls);
  }

  private static List<Direction> possibleOf(RemoteSdp offer) {
    return offer.media().stream().map(m -> m.direction().reversed()).toList();
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

  /**
   * Applies a remote description.
   *
   * @return the transceivers on which the other side begins to send
   */
  List<RtpTransceiver> setRemote(RtcSessionDescription description) {
    return description.type() == SdpType.OFFER
        ? setRemoteOffer(description)
        : setRemoteAnswer(description);
  }

  private List<RtpTransceiver> setRemoteOffer(RtcSessionDescription description) {
    if (state != SignalingState.STABLE && state != SignalingState.HAVE_REMOTE_OFFER) {
      throw wrongState("setRemoteDescription(offer)", "stable or have-remote-offer");
    }
    RemoteSdp offer = RemoteSdp.read(description);
    if (offer.media().size() > MAX_MLINES) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          "the offer has "
              + offer.media().size()
              + " m-lines; at most "
              + MAX_MLINES
              + " are supported");
    }
    Continuity.require(remote, offer);
    if (offer.media().size() < sections.size()) {
      throw Continuity.mismatch(
          "the offer has "
              + offer.media().size()
              + " m-lines, the session "
              + sections.size()
              + "; none may go (RFC 3264 section 8)",
          0);
    }
    for (int i = 0; i < sections.size(); i++) {
      Continuity.requireSameLine(offer, i, sections.get(i));
    }
    // From here on nothing fails.
    List<MediaSection> made = new ArrayList<>();
    Set<RtpTransceiver> taken = new HashSet<>();
    sections.forEach(s -> taken.add(s.transceiver()));
    for (RemoteMedia m : offer.media()) {
      made.add(sectionFor(m, taken));
    }
    pendingRemote = offer;
    pendingRemoteSections = List.copyOf(made);
    state = SignalingState.HAVE_REMOTE_OFFER;
    return beginTracks(offer, made);
  }

  private MediaSection sectionFor(RemoteMedia m, Set<RtpTransceiver> taken) {
    List<RtpCodec> codecs = m.usable() ? m.common(configuration.codecs()) : List.of();
    if (codecs.isEmpty()) {
      return new MediaSection(
          m.mid(),
          m.section().kind(),
          m.section().protocol(),
          m.section().formats(),
          null,
          List.of(),
          0);
    }
    RtpTransceiver t =
        associated(m)
            .or(
                () ->
                    transceivers.stream()
                        // RFC 9429 section 5.10: one that addTrack made and no m-line has yet.
                        .filter(x -> x.kind() == m.kind().orElseThrow() && !taken.contains(x))
                        .filter(
                            x ->
                                x.madeByUs() && x.mid().isEmpty() && x.sender().track().isPresent())
                        .findFirst())
            .orElseGet(() -> newRemoteTransceiver.apply(m.kind().orElseThrow()));
    taken.add(t);
    t.mid(m.mid());
    t.remoteDirection(m.direction());
    return new MediaSection(
        m.mid(),
        m.section().kind(),
        m.section().protocol(),
        m.section().formats(),
        t,
        codecs,
        m.midExtension());
  }

  /**
   * What an m-line belongs to already: in the session, or in an offer before this one that was not
   * answered, so that the same offer again makes nothing new.
   */
  private Optional<RtpTransceiver> associated(RemoteMedia m) {
    List<MediaSection> known = m.index() < sections.size() ? sections : pendingRemoteSections;
    if (m.index() >= known.size() || known.get(m.index()).rejected()) {
      return Optional.empty();
    }
    MediaSection s = known.get(m.index());
    boolean same = known == sections || s.mid().equals(m.mid());
    return same && s.kindText().equals(m.section().kind())
        ? Optional.of(s.transceiver())
        : Optional.empty();
  }

  private List<RtpTransceiver> setRemoteAnswer(RtcSessionDescription description) {
    if (state != SignalingState.HAVE_LOCAL_OFFER) {
      throw wrongState("setRemoteDescription(answer)", "have-local-offer");
    }
    RemoteSdp answer = RemoteSdp.read(description);
    Continuity.require(remote, answer);
    List<MediaSection> offered = pendingOffer.sections();
    if (answer.media().size() != offered.size()) {
      throw Continuity.mismatch(
          "the answer has "
              + answer.media().size()
              + " m-lines, our offer "
              + offered.size()
              + " (RFC 3264 section 6)",
          0);
    }
    List<MediaSection> agreed = new ArrayList<>();
    List<Direction> directions = new ArrayList<>();
    for (int i = 0; i < offered.size(); i++) {
      Continuity.requireSameLine(answer, i, offered.get(i));
      RemoteMedia m = answer.media().get(i);
      MediaSection s = offered.get(i);
      List<RtpCodec> codecs = m.usable() && !s.rejected() ? m.common(s.codecs()) : List.of();
      if (m.usable() && !s.rejected() && codecs.isEmpty()) {
        throw Continuity.mismatch(
            "the answer accepts m-line " + s.mid() + " with no codec of our offer",
            answer.sdp().lineOf(i));
      }
      boolean lives = !codecs.isEmpty();
      agreed.add(
          new MediaSection(
              s.mid(),
              s.kindText(),
              s.protocol(),
              s.formats(),
              lives ? s.transceiver() : null,
              codecs,
              // An answer takes our number or none (RFC 8285 section 6).
              m.midExtension() == s.midExtension() ? s.midExtension() : 0));
      directions.add(
          lives
              ? pendingOffer.directions().get(i).and(m.direction().reversed())
              : Direction.INACTIVE);
    }
    // From here on nothing fails.
    Made offer = pendingOffer;
    for (int i = 0; i < agreed.size(); i++) {
      if (!agreed.get(i).rejected()) {
        agreed.get(i).transceiver().remoteDirection(answer.media().get(i).direction());
      } else if (!offered.get(i).rejected()) {
        offered.get(i).transceiver().stop();
      }
    }
    remote = answer;
    Made settled = new Made(offer.description(), offer.origin(), agreed, directions);
    List<Direction> possible = offer.sections().stream().map(s -> Direction.SENDRECV).toList();
    List<RtpTransceiver> tracks = beginTracks(answer, agreed);
    settle(settled, possible, offer.directions());
    DtlsRole dtls =
        answer
            .transport()
            .map(t -> t.setup() == SetupRole.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT)
            .orElse(DtlsRole.SERVER);
    connect(IceRole.CONTROLLING, dtls);
    return tracks;
  }

  /** Makes the remote tracks that a description announces. */
  private List<RtpTransceiver> beginTracks(RemoteSdp theirs, List<MediaSection> made) {
    List<RtpTransceiver> begun = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      MediaSection s = made.get(i);
      RemoteMedia m = theirs.media().get(i);
      if (s.rejected() || !m.direction().sends()) {
        continue;
      }
      RtpTransceiver t = s.transceiver();
      boolean known =
          t.receiver().currentTrack().map(x -> x.streamIds().equals(m.streamIds())).orElse(false);
      if (!known) {
        String id = m.trackId().isEmpty() ? "track-" + m.mid() : m.trackId();
        t.receiver().track(new RemoteTrack(id, t.kind(), m.streamIds()));
        begun.add(t);
      }
    }
    return begun;
  }

  /** An exchange is complete: its result is in force. */
  private void settle(Made result, List<Direction> possible, List<Direction> said) {
    for (int i = 0; i < sections.size(); i++) {
      if (!sections.get(i).rejected() && result.sections().get(i).rejected()) {
        sections.get(i).transceiver().stop();
      }
    }
    sections = result.sections();
    local = result.description();
    origin = result.origin();
    pendingOffer = null;
    pendingRemote = null;
    pendingRemoteSections = List.of();
    lastOffer = null;
    lastAnswer = null;
    state = SignalingState.STABLE;
    List<MediaTransport.Route> routes = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      MediaSection s = sections.get(i);
      if (s.rejected()) {
        continue;
      }
      Direction now = result.directions().get(i);
      s.transceiver().currentDirection(now);
      negotiated.put(s.transceiver(), new Negotiated(said.get(i), possible.get(i)));
      routes.add(new MediaTransport.Route(s, now, remote.media().get(i).ssrcs()));
    }
    // A transceiver whose m-line was rejected asks for nothing more.
    for (RtpTransceiver t : transceivers) {
      if (t.mid().isPresent()) {
        negotiated.putIfAbsent(t, new Negotiated(t.direction(), Direction.SENDRECV));
      }
    }
    transport.routes(routes);
  }

  private void connect(IceRole ice, DtlsRole dtls) {
    remote
        .transport()
        .ifPresent(
            t -> {
              if (dtlsRole == null) {
                dtlsRole = dtls;
              }
              transport.connect(ice, dtls, t.ice(), t.fingerprints());
              t.candidates().forEach(this::addDescribed);
              if (t.endOfCandidates()) {
                transport.endOfRemoteCandidates();
              }
            });
  }

  /** A candidate within a description: one that does not parse is passed over, the others serve. */
  private void addDescribed(String text) {
    try {
      transport.addRemoteCandidate(text);
    } catch (IllegalArgumentException e) {
      transport.countBadCandidate();
    }
  }

  // --- candidates

  void addCandidate(RtcIceCandidate c) {
    RemoteSdp theirs = pendingRemote != null ? pendingRemote : remote;
    if (theirs == null) {
      throw new PeerConnectionException(
          RtcErrorName.INVALID_STATE_ERROR,
          "addIceCandidate needs a remote description; call setRemoteDescription first");
    }
    if (theirs.transport().isEmpty()) {
      return;
    }
    RemoteSdp.Transport t = theirs.transport().get();
    if (c.usernameFragment() != null && !c.usernameFragment().equals(t.ice().usernameFragment())) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          "the candidate is of ICE generation "
              + c.usernameFragment()
              + ", the description of "
              + t.ice().usernameFragment());
    }
    if (c.candidate().isEmpty()) {
      transport.endOfRemoteCandidates();
      return;
    }
    // Some stacks (pion) say only the index, and an empty mid, which no m-line can have.
    boolean byMid = c.sdpMid() != null && !(c.sdpMid().isEmpty() && c.sdpMLineIndex() != null);
    Optional<RemoteMedia> line =
        theirs.media().stream()
            .filter(m -> byMid ? m.mid().equals(c.sdpMid()) : m.index() == c.sdpMLineIndex())
            .findFirst();
    if (line.isEmpty()) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          "no m-line "
              + (byMid ? "with mid " + c.sdpMid() : "at index " + c.sdpMLineIndex())
              + " in the remote description");
    }
    if (!line.get().mid().equals(t.mid())) {
      // Bundled: only the transport of the first m-line is used, candidates of the others lead
      // nowhere (RFC 9143).
      return;
    }
    try {
      transport.addRemoteCandidate(c.candidate());
    } catch (IllegalArgumentException e) {
      throw new PeerConnectionException(RtcErrorName.OPERATION_ERROR, e.getMessage(), 0, e);
    }
  }

  private PeerConnectionException wrongState(String operation, String allowed) {
    return new PeerConnectionException(
        RtcErrorName.INVALID_STATE_ERROR,
        operation + " in signaling state " + state + "; allowed: " + allowed);
  }
}
