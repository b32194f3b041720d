package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.List;

/**
 * What applying a description did that the application is to hear of, in the order in which the
 * W3C's steps tell it (WebRTC 1.0 section 4.4.1.5, at its end). Filled by one step, on the loop.
 */
final class Applied {
  private final List<RemoteTrack> muted = new ArrayList<>();
  private final List<RtpTransceiver> tracks = new ArrayList<>();
  private final List<RemoteTrack> ended = new ArrayList<>();

  /** Tracks that the other side sends no more. */
  List<RemoteTrack> muted() {
    return muted;
  }

  /** Transceivers on which the other side begins to send, or says for which streams. */
  List<RtpTransceiver> tracks() {
    return tracks;
  }

  /** Tracks whose transceivers were stopped. */
  List<RemoteTrack> ended() {
    return ended;
  }

  /** Ends a transceiver that was refused or given back by either side. */
  void stop(RtpTransceiver t) {
    if (!t.stopped()) {
      t.markStopped();
      if (t.receiver().track().end()) {
        ended.add(t.receiver().track());
      }
    }
  }
}
