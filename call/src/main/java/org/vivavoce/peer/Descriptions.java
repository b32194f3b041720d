package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.sdp.Attribute;
import org.vivavoce.sdp.MediaDescription;
import org.vivavoce.sdp.SessionDescription;

/**
 * The four descriptions as the application may read them at any time, with the candidates that came
 * since they were applied (WebRTC 1.0 section 4.4.1.5). Changed on the loop; {@link #now} is safe
 * from any thread.
 */
final class Descriptions {
  /**
   * As of one moment.
   *
   * @param currentLocal null: there is none
   * @param pendingLocal null: there is none
   * @param currentRemote null: there is none
   * @param pendingRemote null: there is none
   * @param trickles what the newest remote description says of trickling
   */
  record Snapshot(
      Described currentLocal,
      Described pendingLocal,
      Described currentRemote,
      Described pendingRemote,
      Optional<Boolean> trickles) {
    Optional<RtcSessionDescription> local() {
      return text(pendingLocal != null ? pendingLocal : currentLocal);
    }

    Optional<RtcSessionDescription> remote() {
      return text(pendingRemote != null ? pendingRemote : currentRemote);
    }

    static Optional<RtcSessionDescription> text(Described d) {
      return Optional.ofNullable(d).map(Described::text);
    }
  }

  /** One description; printed when somebody asks for it. */
  static final class Described {
    private final RtcSessionDescription base;
    private final SessionDescription sdp;
    private final int mLine;
    private final List<String> candidates;
    private final boolean complete;
    private RtcSessionDescription printed;

    Described(
        RtcSessionDescription base,
        SessionDescription sdp,
        int mLine,
        List<String> candidates,
        boolean complete) {
      this.base = base;
      this.sdp = sdp;
      this.mLine = mLine;
      this.candidates = List.copyOf(candidates);
      this.complete = complete;
    }

    synchronized RtcSessionDescription text() {
      if (printed == null) {
        printed = print();
      }
      return printed;
    }

    private RtcSessionDescription print() {
      if (mLine < 0 || (candidates.isEmpty() && !complete)) {
        return base;
      }
      MediaDescription m = sdp.media().get(mLine);
      List<String> all = new ArrayList<>(m.candidates());
      all.addAll(candidates);
      MediaDescription filled = m.withCandidates(all);
      if (complete && !m.endOfCandidates()) {
        filled = filled.with(Attribute.of("end-of-candidates"));
      }
      return new RtcSessionDescription(base.type(), sdp.withMedia(mLine, filled).toString());
    }
  }

  /** What was found for one ICE generation of ours. */
  private static final class Gathered {
    private final List<String> candidates = new ArrayList<>();
    private boolean complete;
  }

  private final JsepState state;
  private final Map<String, Gathered> gathered = new HashMap<>();
  private volatile Snapshot now = new Snapshot(null, null, null, null, Optional.empty());

  Descriptions(JsepState state) {
    this.state = state;
  }

  Snapshot now() {
    return now;
  }

  /** A candidate of ours was found. */
  void candidate(String usernameFragment, String text) {
    gathered.computeIfAbsent(usernameFragment, f -> new Gathered()).candidates.add(text);
    refresh();
  }

  /** All of ours were found. */
  void complete(String usernameFragment) {
    gathered.computeIfAbsent(usernameFragment, f -> new Gathered()).complete = true;
    refresh();
  }

  boolean isComplete(IceParameters ice) {
    Gathered g = gathered.get(ice.usernameFragment());
    return g != null && g.complete;
  }

  /** The session has changed. */
  void refresh() {
    gathered
        .keySet()
        .removeIf(f -> !mentions(state.pendingLocal, f) && !mentions(state.current.local(), f));
    RemoteSdp newest = state.pendingRemote != null ? state.pendingRemote : state.current.remote();
    now =
        new Snapshot(
            local(state.current.local()),
            local(state.pendingLocal),
            remote(state.current.remote()),
            remote(state.pendingRemote),
            Optional.ofNullable(newest).map(RemoteSdp::trickles));
  }

  private static boolean mentions(Made made, String fragment) {
    return made != null && made.ice().usernameFragment().equals(fragment);
  }

  private Described local(Made made) {
    if (made == null) {
      return null;
    }
    Gathered g = gathered.getOrDefault(made.ice().usernameFragment(), new Gathered());
    return new Described(
        made.description(),
        made.sdp(),
        made.transportLine().map(Made.MLine::index).orElse(-1),
        g.candidates,
        g.complete);
  }

  private static Described remote(RemoteSdp theirs) {
    if (theirs == null) {
      return null;
    }
    return new Described(
        theirs.description(),
        theirs.sdp(),
        theirs.transport().map(RemoteSdp.Transport::index).orElse(-1),
        theirs.trickled().added(),
        !theirs.trickled().added().isEmpty() && theirs.trickled().ended());
  }
}
