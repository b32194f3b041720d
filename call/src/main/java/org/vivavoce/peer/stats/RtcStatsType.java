package org.vivavoce.peer.stats;

import java.util.Locale;

/** The kinds of objects in a report (webrtc-stats section 5.1, RTCStatsType): those that exist. */
public enum RtcStatsType {
  /** See {@link RtcCodecStats}. */
  CODEC,
  /** See {@link RtcInboundRtpStreamStats}. */
  INBOUND_RTP,
  /** See {@link RtcOutboundRtpStreamStats}. */
  OUTBOUND_RTP,
  /** See {@link RtcRemoteInboundRtpStreamStats}. */
  REMOTE_INBOUND_RTP,
  /** See {@link RtcRemoteOutboundRtpStreamStats}. */
  REMOTE_OUTBOUND_RTP,
  /** See {@link RtcMediaSourceStats}. */
  MEDIA_SOURCE,
  /** See {@link RtcPeerConnectionStats}. */
  PEER_CONNECTION,
  /** See {@link RtcDataChannelStats}. */
  DATA_CHANNEL,
  /** See {@link RtcTransportStats}. */
  TRANSPORT,
  /** See {@link RtcIceCandidatePairStats}. */
  CANDIDATE_PAIR,
  /** See {@link RtcIceCandidateStats}. */
  LOCAL_CANDIDATE,
  /** See {@link RtcIceCandidateStats}. */
  REMOTE_CANDIDATE,
  /** See {@link RtcCertificateStats}. */
  CERTIFICATE;

  /** As the W3C writes it: {@code inbound-rtp}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
