package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vivavoce.ice.IceCandidate;

/**
 * Candidates of the other side, in its descriptions and after them (RFC 9429 section 4.1.19, WebRTC
 * 1.0 section 4.4.1.9). Those of a description that is not in force yet wait for it.
 */
final class RemoteCandidates {
  private final JsepState state;

  RemoteCandidates(JsepState state) {
    this.state = state;
  }

  /** Adds one that trickled. */
  void add(RtcIceCandidate c) {
    RemoteSdp newest = state.pendingRemote != null ? state.pendingRemote : state.current.remote();
    if (newest == null) {
      throw new PeerConnectionException(
          RtcErrorName.INVALID_STATE_ERROR,
          "addIceCandidate needs a remote description; call setRemoteDescription first");
    }
    if (c.usernameFragment() != null && isFormer(newest, c.usernameFragment())) {
      state.transport.countBadCandidate(); // a restart has overtaken it
      return;
    }
    Optional<RemoteMedia> line = line(newest, c);
    RemoteSdp theirs = ofGeneration(newest, c.usernameFragment());
    if (theirs.transport().isEmpty()) {
      return;
    }
    String mid = theirs.transport().get().mid();
    if (line.isPresent() && !line.get().mid().equals(mid)) {
      // Bundled: only the transport of the first m-line is used, candidates of the others lead
      // nowhere (RFC 9143).
      return;
    }
    if (c.candidate().isEmpty()) {
      theirs.trickled().end();
      forward(theirs);
      return;
    }
    try {
      IceCandidate.parse(c.candidate());
    } catch (IllegalArgumentException e) {
      throw new PeerConnectionException(RtcErrorName.OPERATION_ERROR, e.getMessage(), 0, e);
    }
    if (theirs.trickled().add(c.candidate())) {
      forward(theirs);
    } else {
      state.transport.countBadCandidate();
    }
  }

  private boolean isFormer(RemoteSdp newest, String fragment) {
    RemoteSdp current = state.current.remote();
    return state.wasInForce(fragment)
        && !newest.hasUfrag(fragment)
        && (current == null || !current.hasUfrag(fragment));
  }

  private static Optional<RemoteMedia> line(RemoteSdp theirs, RtcIceCandidate c) {
    // Some stacks (pion) say only the index, and an empty mid, which no m-line can have.
    boolean byMid = c.sdpMid() != null && !(c.sdpMid().isEmpty() && c.sdpMLineIndex() != null);
    if (!byMid && c.sdpMLineIndex() == null) {
      return Optional.empty(); // the end of candidates, of all m-lines
    }
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
    return line;
  }

  private RemoteSdp ofGeneration(RemoteSdp newest, String fragment) {
    if (fragment == null || newest.transport().isEmpty() || newest.hasUfrag(fragment)) {
      return newest;
    }
    RemoteSdp current = state.current.remote();
    if (current != null && current.hasUfrag(fragment)) {
      return current;
    }
    throw new PeerConnectionException(
        RtcErrorName.OPERATION_ERROR,
        "the candidate is of ICE generation "
            + fragment
            + ", the description of "
            + newest.transport().get().ice().usernameFragment());
  }

  /** A description is in force: what it says, and what was said since, goes to the transport. */
  void described(RemoteSdp theirs) {
    forward(theirs);
  }

  /** Gives the transport what it has not got yet, if the description's ICE is in use. */
  private void forward(RemoteSdp theirs) {
    RemoteSdp.Transport t = theirs.transport().orElseThrow();
    if (!t.ice().equals(state.usedRemote)) {
      return;
    }
    for (String text : theirs.trickled().take()) {
      try {
        state.transport.addRemoteCandidate(t.ice(), text);
      } catch (IllegalArgumentException e) {
        // Within a description one that does not parse is passed over, the others serve.
        state.transport.countBadCandidate();
      }
    }
    if (theirs.trickled().takeEnd()) {
      state.transport.endOfRemoteCandidates(t.ice());
    }
  }

  /** The candidates of one description; bounded. */
  static final class Trickled {
    /** More candidates of one description are ignored. */
    static final int MAX_CANDIDATES = 256;

    private final List<String> described;
    private final List<String> added = new ArrayList<>();
    private int taken;
    private boolean ended;
    private boolean endTaken;

    Trickled(List<String> described, boolean ended) {
      this.described = described;
      this.ended = ended;
    }

    /** Returns whether there was room for it. */
    boolean add(String text) {
      return described.size() + added.size() < MAX_CANDIDATES && added.add(text);
    }

    void end() {
      ended = true;
    }

    /** Those that came after the description. */
    List<String> added() {
      return List.copyOf(added);
    }

    boolean ended() {
      return ended;
    }

    private List<String> take() {
      List<String> all = new ArrayList<>(described);
      all.addAll(added);
      List<String> rest = List.copyOf(all.subList(taken, all.size()));
      taken = all.size();
      return rest;
    }

    private boolean takeEnd() {
      boolean now = ended && !endTaken;
      endTaken = ended;
      return now;
    }
  }
}
