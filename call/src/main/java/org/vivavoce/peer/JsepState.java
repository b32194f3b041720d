package org.vivavoce.peer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.dtls.Fingerprint;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.Origin;

/**
 * What the steps of offer and answer share: the descriptions in force and pending (WebRTC 1.0
 * section 4.4.1.5), and what was settled for the transport. Lives on the connection's loop; {@link
 * #signaling} may be read from anywhere.
 */
final class JsepState {
  /** Bounds mids, which a header extension carries (RFC 9143 section 15), and what we keep. */
  static final int MAX_MLINES = 128;

  private static final int MAX_FORMER = 8;

  final List<RtpTransceiver> transceivers;
  final MediaTransport transport;

  volatile PeerConfiguration configuration;
  volatile SignalingState signaling = SignalingState.STABLE;

  Exchange current = Exchange.NONE;

  /** Our offer, or our provisional answer, while an exchange is under way. */
  Made pendingLocal;

  /** Their offer, or their provisional answer, while an exchange is under way. */
  RemoteSdp pendingRemote;

  /** The m-lines of their offer, with what we could do with them; empty if there is none. */
  List<MediaSection> offered = List.of();

  /** Whether a data channel was asked for: from then on offers have an m-line for them. */
  boolean dataWanted;

  Made lastOffer;
  Made lastAnswer;

  /** The o= line of the last description of ours that was applied, if one was. */
  Origin origin;

  boolean originUsed;
  int nextMid;

  /** Settled by the first exchange; later ones must say the same (RFC 8842 section 5.1). */
  DtlsRole dtlsRole;

  /** The ICE generations that were paired last; null before the first exchange. */
  IceParameters usedLocal;

  IceParameters usedRemote;

  /**
   * Ufrags of theirs that were in force, the last few: late candidates of these are of no use, but
   * no error either.
   */
  private final Deque<String> formerRemoteFragments = new ArrayDeque<>();

  Set<Fingerprint> usedFingerprints = Set.of();

  /** Credentials of ours that the next offer must not use again (WebRTC 1.0, restartIce). */
  Set<IceParameters> iceToReplace = Set.of();

  /** Credentials that were written into a description that was not applied yet. */
  private IceParameters fresh;

  /** How the transceivers were when the state was stable last; null while it is. */
  private Map<RtpTransceiver, RtpTransceiver.Association> stable;

  JsepState(
      PeerConfiguration configuration,
      List<RtpTransceiver> transceivers,
      MediaTransport transport,
      Random random) {
    this.configuration = configuration;
    this.transceivers = transceivers;
    this.transport = transport;
    // RFC 9429 section 5.2.1: the session id is random, 63 bits; the version begins at any number.
    this.origin = Origin.of(random.nextLong() >>> 1, 1);
  }

  // --- our descriptions

  /** The o= line of a description to come. */
  Origin nextOrigin() {
    return originUsed ? origin.nextVersion() : origin;
  }

  /** Credentials for an offer: those in use, or others if ICE is to restart. */
  IceParameters offerIce(boolean restart) {
    IceParameters base = pendingLocal != null ? pendingLocal.ice() : usedLocal;
    return base == null || restart || iceToReplace.contains(base) ? freshIce() : base;
  }

  /** Credentials for an answer: others only if the offer restarts ICE. */
  IceParameters answerIce(RemoteSdp offer) {
    boolean same =
        usedLocal != null
            && offer.transport().map(t -> t.ice().equals(usedRemote)).orElse(Boolean.TRUE);
    if (same) {
      return usedLocal;
    }
    // A provisional answer has used them up already; the final one must say the same.
    return pendingLocal != null ? pendingLocal.ice() : freshIce();
  }

  /** A description of theirs with these credentials is in force no longer. */
  void retire(IceParameters theirs) {
    formerRemoteFragments.remove(theirs.usernameFragment());
    formerRemoteFragments.addFirst(theirs.usernameFragment());
    if (formerRemoteFragments.size() > MAX_FORMER) {
      formerRemoteFragments.removeLast();
    }
  }

  /** Whether credentials of theirs with this ufrag were in force, not too long ago. */
  boolean wasInForce(String remoteFragment) {
    return formerRemoteFragments.contains(remoteFragment);
  }

  private IceParameters freshIce() {
    if (fresh == null) {
      fresh = transport.newIce();
    }
    return fresh;
  }

  /** A description of ours is in force or pending from now on. */
  void applied(Made made) {
    origin = made.origin();
    originUsed = true;
    nextMid = made.nextMid();
    if (made.ice().equals(fresh)) {
      fresh = null;
    }
  }

  /** The description of ours that says the most of an ICE generation; null if none does. */
  Made localWith(IceParameters ice) {
    if (pendingLocal != null && pendingLocal.ice().equals(ice)) {
      return pendingLocal;
    }
    return current.local() != null && current.local().ice().equals(ice) ? current.local() : null;
  }

  // --- transceivers

  /** Remembers how the transceivers are, for a rollback; does nothing while an exchange is open. */
  void leaveStable() {
    if (stable == null) {
      stable = new HashMap<>();
      transceivers.forEach(t -> stable.put(t, t.association()));
    }
  }

  void enterStable() {
    stable = null;
    pendingLocal = null;
    pendingRemote = null;
    offered = List.of();
    lastOffer = null;
    lastAnswer = null;
    signaling = SignalingState.STABLE;
  }

  /** How a transceiver was when the state was stable last; null: it did not exist. */
  RtpTransceiver.Association before(RtpTransceiver t) {
    return stable == null ? null : stable.get(t);
  }

  /** The transceiver that an m-line belongs to; null: none. */
  RtpTransceiver at(int index, String mid) {
    for (RtpTransceiver t : transceivers) {
      if (t.mid().filter(mid::equals).isPresent() && t.mLineIndex() == index) {
        return t;
      }
    }
    return null;
  }

  /** Every mid that an m-line or a transceiver has. */
  Set<String> mids() {
    Set<String> mids = new HashSet<>();
    current.sections().forEach(s -> mids.add(s.mid()));
    if (pendingLocal != null) {
      pendingLocal.sections().forEach(s -> mids.add(s.mid()));
    }
    transceivers.forEach(t -> t.mid().ifPresent(mids::add));
    return mids;
  }

  /** The numbers of header extensions that the session uses. */
  HeaderExtensionIds extensions() {
    return current.sections().stream()
        .filter(RtpSection.class::isInstance)
        .map(s -> ((RtpSection) s).extensions())
        .reduce(HeaderExtensionIds.NONE, HeaderExtensionIds::or);
  }

  /** Tells the transport what each m-line carries from now on. */
  void route(List<MediaSection> sections, List<Direction> directions, RemoteSdp remote) {
    List<MediaTransport.Route> routes = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      if (sections.get(i) instanceof RtpSection rtp && !rtp.transceiver().stopping()) {
        RemoteMedia theirs = remote.media().get(i);
        routes.add(
            new MediaTransport.Route(
                rtp, directions.get(i), theirs.ssrcs(), theirs.section().rtcpRsize()));
      }
    }
    transport.routes(routes);
    transport.data(
        sections.stream()
            .filter(DataSection.class::isInstance)
            .map(DataSection.class::cast)
            .findFirst());
  }

  PeerConnectionException wrongState(String operation, String allowed) {
    return new PeerConnectionException(
        RtcErrorName.INVALID_STATE_ERROR,
        operation + " in signaling state " + signaling.text() + "; allowed: " + allowed);
  }
}
