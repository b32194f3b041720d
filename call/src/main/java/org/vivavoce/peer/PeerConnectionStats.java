package org.vivavoce.peer;

import java.util.List;
import java.util.Optional;
import org.vivavoce.dtls.DtlsSession;
import org.vivavoce.dtls.DtlsStats;
import org.vivavoce.ice.IceCandidatePair;
import org.vivavoce.ice.IceStats;
import org.vivavoce.rtp.InboundRtpStats;
import org.vivavoce.rtp.OutboundRtpStats;
import org.vivavoce.rtp.RtpSessionStats;
import org.vivavoce.srtp.SrtpCounters;
import org.vivavoce.srtp.SrtpProfile;

/**
 * A snapshot of what a connection has done.
 *
 * @param pair the path in use
 * @param dtls what the handshake agreed on
 * @param srtpProfile how media is protected
 * @param outbound the streams that we send
 * @param inbound the streams that we receive
 * @param rtp counters of the RTP session; empty before keys are there
 * @param srtp what was unprotected and dropped; empty before keys are there
 * @param ice counters of the path
 * @param dtlsStats counters of the handshake
 * @param transport datagrams that had no place to go
 */
public record PeerConnectionStats(
    Optional<IceCandidatePair> pair,
    Optional<DtlsSession> dtls,
    Optional<SrtpProfile> srtpProfile,
    List<OutboundRtpStats> outbound,
    List<InboundRtpStats> inbound,
    Optional<RtpSessionStats> rtp,
    Optional<SrtpCounters> srtp,
    IceStats ice,
    DtlsStats dtlsStats,
    TransportCounters transport) {

  /**
   * What the transport itself dropped.
   *
   * @param beforeKeys media that came before the handshake was done
   * @param filtered media that {@link PacketFilter} took away
   * @param unrouted media of an SSRC, mid or payload type that was not negotiated
   * @param badCandidates candidates in descriptions that did not parse
   */
  public record TransportCounters(
      long beforeKeys, long filtered, long unrouted, long badCandidates) {}
}
