package org.vivavoce.peer;

/** All that can be seen of a connection, as text, to be compared before and after. */
final class Everything {
  private Everything() {}

  static String of(PeerConnection pc) {
    StringBuilder all = new StringBuilder();
    all.append(pc.signalingState())
        .append('\n')
        .append(pc.iceGatheringState())
        .append('\n')
        .append(pc.currentLocalDescription())
        .append(pc.pendingLocalDescription())
        .append(pc.currentRemoteDescription())
        .append(pc.pendingRemoteDescription())
        .append(pc.canTrickleIceCandidates());
    for (RtpTransceiver t : pc.transceivers()) {
      RemoteTrack track = t.receiver().track();
      all.append('\n')
          .append(System.identityHashCode(t))
          .append(' ')
          .append(t.mid())
          .append(t.mLineIndex())
          .append(t.direction())
          .append(t.currentDirection())
          .append(t.firedDirection())
          .append(t.remoteReceives())
          .append(t.stopping())
          .append(track.id())
          .append(track.streamIds())
          .append(track.ended())
          .append(t.sender().track().map(LocalTrack::id))
          .append(t.sender().streams());
    }
    return all.toString();
  }
}
