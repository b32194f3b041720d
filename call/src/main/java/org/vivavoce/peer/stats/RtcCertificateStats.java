package org.vivavoce.peer.stats;

/**
 * A certificate of ours or theirs (webrtc-stats, RTCCertificateStats).
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param fingerprint hexadecimal pairs with colons between
 * @param fingerprintAlgorithm such as {@code sha-256}
 * @param base64Certificate its DER encoding
 */
public record RtcCertificateStats(
    String id,
    double timestamp,
    String fingerprint,
    String fingerprintAlgorithm,
    String base64Certificate)
    implements RtcStats {

  @Override
  public RtcStatsType type() {
    return RtcStatsType.CERTIFICATE;
  }
}
