package org.vivavoce.peer;

import java.util.List;
import org.vivavoce.sdp.Direction;

/** What descriptions mean for the tracks of the other side (WebRTC 1.0 section 5.1.1). */
final class RemoteTracks {
  private RemoteTracks() {}

  /**
   * "Process remote tracks".
   *
   * @param ours the direction as we see it
   * @param streams the streams that the track is part of now
   */
  static void process(RtpTransceiver t, Direction ours, List<String> streams, Applied applied) {
    RemoteTrack track = t.receiver().track();
    boolean added = streams.stream().anyMatch(s -> !track.streamIds().contains(s));
    track.streamIds(streams);
    boolean told = t.firedDirection().receives();
    if (ours.receives() && (added || !told)) {
      applied.tracks().add(t);
    }
    if (!ours.receives() && told) {
      remove(t, applied);
    }
    t.firedDirection(ours);
  }

  /** An answer of ours: it can only take away what their offer announced. */
  static void answered(RtpTransceiver t, Direction ours, Applied applied) {
    if (!ours.receives() && t.firedDirection().receives()) {
      t.receiver().track().streamIds(List.of());
      remove(t, applied);
    }
    t.firedDirection(ours);
  }

  private static void remove(RtpTransceiver t, Applied applied) {
    if (t.receiver().track().muted(true)) {
      applied.muted().add(t.receiver().track());
    }
  }
}
