package org.vivavoce.peer;

import java.util.Set;
import org.vivavoce.ice.IceParameters;

/** What a description must keep of those before it (RFC 3264 section 8, RFC 9429 section 5.8). */
final class Continuity {
  private Continuity() {}

  /**
   * A later description may change media, and restart ICE if it is an offer or if our offer did
   * (RFC 8839 section 4.4.1.1.1); but not the certificate, which would need new keys.
   */
  static void requireSameTransport(JsepState state, RemoteSdp next, boolean offer) {
    if (state.usedRemote == null || next.transport().isEmpty()) {
      return;
    }
    RemoteSdp.Transport t = next.transport().get();
    if (!state.usedFingerprints.equals(Set.copyOf(t.fingerprints()))) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          "the description changes the certificate's fingerprints, which would need new keys; open a new PeerConnection instead",
          t.line(),
          null);
    }
    boolean fragment = !state.usedRemote.usernameFragment().equals(t.ice().usernameFragment());
    boolean password = !state.usedRemote.password().equals(t.ice().password());
    if (fragment != password) {
      throw mismatch(
          "the description changes the ICE "
              + (fragment ? "ufrag but not the password" : "password but not the ufrag")
              + "; a restart changes both (RFC 8839 section 4.4.1.1.1)",
          t.line());
    }
    if (!offer) {
      requireAnswered(state, fragment, t.line());
    }
  }

  /** An answer restarts ICE if our offer did, and only then. */
  private static void requireAnswered(JsepState state, boolean changed, int line) {
    IceParameters ours = state.pendingLocal.ice();
    boolean restarting = !ours.equals(state.usedLocal);
    if (restarting && !changed) {
      throw mismatch(
          "our offer restarts ICE, the answer keeps the old credentials (RFC 8839 section 4.4.1.1.1)",
          line);
    }
    if (!restarting && changed && state.signaling == SignalingState.HAVE_REMOTE_PRANSWER) {
      throw mismatch(
          "the answer has other ICE credentials than the provisional answer before it: it is of another peer, which needs an offer and a PeerConnection of its own",
          line);
    }
    if (!restarting && changed) {
      throw mismatch(
          "the answer changes the ICE credentials, but our offer did not restart ICE (RFC 8839 section 4.4.1.1.1)",
          line);
    }
  }

  static void requireSameLine(RemoteSdp theirs, int index, MediaSection ours) {
    RemoteMedia m = theirs.media().get(index);
    int line = theirs.sdp().lineOf(index);
    if (!m.section().kind().equals(ours.kindText())) {
      throw mismatch(
          "m-line " + index + " is " + m.section().kind() + " but was " + ours.kindText(), line);
    }
    if (!m.section().isRejected()
        && !ours.rejected()
        && m.section().mid().isPresent()
        && !m.mid().equals(ours.mid())) {
      throw mismatch(
          "m-line " + index + " has the mid " + m.mid() + " but had " + ours.mid(), line);
    }
  }

  static PeerConnectionException mismatch(String what, int line) {
    return new PeerConnectionException(RtcErrorName.INVALID_ACCESS_ERROR, what, line, null);
  }
}
