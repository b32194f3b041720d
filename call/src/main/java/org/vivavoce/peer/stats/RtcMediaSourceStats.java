package org.vivavoce.peer.stats;

/**
 * A track that is sent (webrtc-stats, RTCMediaSourceStats). Tracks are encoded already, so that
 * nothing is known of levels and pictures.
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param trackIdentifier the track's id
 * @param kind audio or video
 */
public record RtcMediaSourceStats(String id, double timestamp, String trackIdentifier, String kind)
    implements RtcStats {

  @Override
  public RtcStatsType type() {
    return RtcStatsType.MEDIA_SOURCE;
  }
}
