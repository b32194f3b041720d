package org.vivavoce.peer.stats;

import java.util.Map;

/**
 * One object of a report (webrtc-stats, RTCStats). Its members have the W3C's names and units:
 * times in seconds, moments in milliseconds since 1970. What we do not know is absent, an empty
 * {@code Optional}, and never a zero of our invention. Immutable.
 */
public sealed interface RtcStats
    permits RtcCodecStats,
        RtcInboundRtpStreamStats,
        RtcOutboundRtpStreamStats,
        RtcRemoteInboundRtpStreamStats,
        RtcRemoteOutboundRtpStreamStats,
        RtcMediaSourceStats,
        RtcPeerConnectionStats,
        RtcDataChannelStats,
        RtcTransportStats,
        RtcIceCandidatePairStats,
        RtcIceCandidateStats,
        RtcCertificateStats {

  /** Names the object: the same in every report of the connection, as long as it lives. */
  String id();

  /** When the values held, in milliseconds since 1970. */
  double timestamp();

  /** What it is. */
  RtcStatsType type();

  /**
   * The members by their names, with values as JavaScript has them: strings, numbers ({@code Long},
   * {@code Integer} or {@code Double}) and booleans; enumerations are the W3C's strings. What is
   * absent is not in it. In order, unmodifiable.
   */
  default Map<String, Object> members() {
    return Members.of(this);
  }
}
