package org.vivavoce.peer;

import java.util.Set;

/** What a description must keep of those before it (RFC 3264 section 8, RFC 9429 section 5.8). */
final class Continuity {
  private Continuity() {}

  /** A later description may change media, not the transport: that would be an ICE restart. */
  static void require(RemoteSdp remote, RemoteSdp next) {
    if (remote == null || remote.transport().isEmpty() || next.transport().isEmpty()) {
      return;
    }
    if (!remote.transport().get().ice().equals(next.transport().get().ice())) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          "the description changes the ICE credentials, which would restart ICE; open a new PeerConnection instead");
    }
    if (!Set.copyOf(remote.transport().get().fingerprints())
        .equals(Set.copyOf(next.transport().get().fingerprints()))) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          "the description changes the certificate's fingerprints, which would need new keys; open a new PeerConnection instead");
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
