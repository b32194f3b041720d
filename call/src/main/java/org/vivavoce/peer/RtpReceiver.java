package org.vivavoce.peer;

/**
 * Receives a {@link RemoteTrack} on one transceiver (WebRTC 1.0, RTCRtpReceiver). Safe from any
 * thread.
 */
public final class RtpReceiver {
  private final RemoteTrack track;

  RtpReceiver(RemoteTrack track) {
    this.track = track;
  }

  /**
   * What the other side sends here: the same track as long as the transceiver lives, muted until
   * there is something of it. {@link PeerObserver#onTrack} tells that the other side will send.
   */
  public RemoteTrack track() {
    return track;
  }

  /** See {@link RemoteTrack#requestKeyFrame}. */
  public boolean requestKeyFrame() {
    return track.requestKeyFrame();
  }
}
