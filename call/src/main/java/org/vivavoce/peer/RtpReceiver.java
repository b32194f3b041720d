package org.vivavoce.peer;

import java.util.concurrent.CompletableFuture;
import org.vivavoce.peer.stats.RtcInboundRtpStreamStats;
import org.vivavoce.peer.stats.RtcStatsReport;

/**
 * Receives a {@link RemoteTrack} on one transceiver (WebRTC 1.0, RTCRtpReceiver). Safe from any
 * thread.
 */
public final class RtpReceiver {
  private final RtpTransceiver transceiver;
  private final RemoteTrack track;
  private final RtpTransceiver.Owner owner;

  RtpReceiver(RtpTransceiver transceiver, RemoteTrack track, RtpTransceiver.Owner owner) {
    this.transceiver = transceiver;
    this.track = track;
    this.owner = owner;
  }

  /**
   * What the other side sends here: the same track as long as the transceiver lives, muted until
   * there is something of it. {@link PeerObserver#onTrack} tells that the other side will send.
   */
  public RemoteTrack track() {
    return track;
  }

  /**
   * What is known of what it receives (WebRTC 1.0, RTCRtpReceiver.getStats): its streams, and all
   * that they refer to.
   */
  public CompletableFuture<RtcStatsReport> getStats() {
    return owner.stats(
        s ->
            s instanceof RtcInboundRtpStreamStats in
                && transceiver.mid().filter(in.mid()::equals).isPresent());
  }

  /** See {@link RemoteTrack#requestKeyFrame}. */
  public boolean requestKeyFrame() {
    return track.requestKeyFrame();
  }
}
