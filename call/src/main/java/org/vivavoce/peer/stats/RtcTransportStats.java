package org.vivavoce.peer.stats;

import java.util.Optional;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.dtls.DtlsState;
import org.vivavoce.ice.IceRole;
import org.vivavoce.ice.IceState;

/**
 * The one transport that all m-lines share (webrtc-stats, RTCTransportStats).
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param packetsSent datagrams of media and DTLS
 * @param packetsReceived the same, received
 * @param bytesSent their bytes, without UDP and IP
 * @param bytesReceived the same, received
 * @param iceRole ours; absent, which the W3C calls unknown, before it is settled
 * @param iceLocalUsernameFragment of our ICE credentials
 * @param iceState ICE's
 * @param dtlsState DTLS's
 * @param dtlsRole ours; absent, which the W3C calls unknown, before it is settled
 * @param selectedCandidatePairId the pair in use
 * @param selectedCandidatePairChanges how often another pair was selected, the first one included
 * @param localCertificateId ours
 * @param remoteCertificateId theirs; absent before the handshake is done
 * @param tlsVersion four hexadecimal digits: {@code FEFD} is DTLS 1.2
 * @param dtlsCipher the cipher suite's IANA name
 * @param srtpCipher the protection profile's IANA name
 */
public record RtcTransportStats(
    String id,
    double timestamp,
    long packetsSent,
    long packetsReceived,
    long bytesSent,
    long bytesReceived,
    Optional<IceRole> iceRole,
    String iceLocalUsernameFragment,
    IceState iceState,
    DtlsState dtlsState,
    Optional<DtlsRole> dtlsRole,
    Optional<String> selectedCandidatePairId,
    long selectedCandidatePairChanges,
    String localCertificateId,
    Optional<String> remoteCertificateId,
    Optional<String> tlsVersion,
    Optional<String> dtlsCipher,
    Optional<String> srtpCipher)
    implements RtcStats {

  @Override
  public RtcStatsType type() {
    return RtcStatsType.TRANSPORT;
  }
}
