package org.vivavoce.peer;

import java.util.Optional;

/**
 * Receives a {@link RemoteTrack} on one transceiver (WebRTC 1.0, RTCRtpReceiver). Safe from any
 * thread.
 */
public final class RtpReceiver {
  private volatile RemoteTrack track;

  RtpReceiver() {}

  /**
   * What the other side sends.
   *
   * @throws IllegalStateException before {@link PeerObserver#onTrack} told that there is one
   */
  public RemoteTrack track() {
    RemoteTrack t = track;
    if (t == null) {
      throw new IllegalStateException(
          "This transceiver receives nothing yet; PeerObserver.onTrack tells when it does");
    }
    return t;
  }

  /** What the other side sends, if it does. */
  public Optional<RemoteTrack> currentTrack() {
    return Optional.ofNullable(track);
  }

  void track(RemoteTrack newTrack) {
    track = newTrack;
  }
}
