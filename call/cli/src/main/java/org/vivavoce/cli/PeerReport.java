package org.vivavoce.cli;

import java.util.Optional;
import java.util.function.Function;
import org.vivavoce.call.CallStats;
import org.vivavoce.dtls.DtlsSession;
import org.vivavoce.ice.IceCandidatePair;
import org.vivavoce.peer.PeerConnectionStats;
import org.vivavoce.rtp.InboundRtpStats;
import org.vivavoce.rtp.OutboundRtpStats;
import org.vivavoce.rtp.opus.PlayoutStats;

/**
 * One side of a connection; its components are the JSON object's fields, in this order. What is not
 * known is null.
 *
 * @param name alice or bob in a demo, else caller or listener
 * @param did who that is
 * @param role "offerer" or "answerer" of the call
 * @param dialed whether this side made the connection's first SDP offer
 * @param dtlsVersion as negotiated
 * @param dtlsCipher as negotiated
 * @param srtpProfile as negotiated
 * @param codec of what is heard
 * @param localCandidate of the pair in use
 * @param remoteCandidate of the pair in use
 * @param packetsSent RTP packets
 * @param packetsReceived RTP packets
 * @param packetsLost RTP packets missing in the sequence
 * @param jitterMs interarrival jitter (RFC 3550)
 * @param roundTripMs from RTCP reports
 * @param concealedMs sound that was invented for what is lost, in all
 * @param concealedAfterStartMs of that, after the first 500 ms of sound
 * @param fecRecoveredFrames lost frames decoded from the copy in the next packet
 * @param playoutDelayMs mean time from a packet's arrival to its playout
 * @param recording the file of what is heard
 */
record PeerReport(
    String name,
    String did,
    String role,
    boolean dialed,
    String dtlsVersion,
    String dtlsCipher,
    String srtpProfile,
    String codec,
    String localCandidate,
    String remoteCandidate,
    Long packetsSent,
    Long packetsReceived,
    Long packetsLost,
    Double jitterMs,
    Double roundTripMs,
    Double concealedMs,
    Double concealedAfterStartMs,
    Long fecRecoveredFrames,
    Double playoutDelayMs,
    String recording) {

  /**
   * @param remote as of its last look; empty if there never was a call
   */
  static PeerReport of(Person person, Optional<Remote> remote) {
    Optional<CallStats> stats = remote.flatMap(Remote::stats);
    Optional<PeerConnectionStats> connection = stats.flatMap(CallStats::connection);
    Optional<DtlsSession> dtls = connection.flatMap(PeerConnectionStats::dtls);
    Optional<IceCandidatePair> pair = connection.flatMap(PeerConnectionStats::pair);
    Optional<OutboundRtpStats> sent = connection.flatMap(c -> c.outbound().stream().findFirst());
    Optional<InboundRtpStats> received = connection.flatMap(c -> c.inbound().stream().findFirst());
    Optional<PlayoutStats> playout = remote.flatMap(Remote::heard).map(h -> h.playout());
    return new PeerReport(
        person.name(),
        person.did().text(),
        person.offered() ? "offerer" : "answerer",
        stats.map(CallStats::dialed).orElse(false),
        orNull(dtls, DtlsSession::version),
        orNull(dtls, DtlsSession::cipherSuite),
        orNull(connection.flatMap(PeerConnectionStats::srtpProfile), Enum::name),
        remote.flatMap(Remote::codec).orElse(null),
        orNull(pair, p -> p.local().toString()),
        orNull(pair, p -> p.remote().toString()),
        orNull(sent, OutboundRtpStats::packetsSent),
        orNull(received, InboundRtpStats::packetsReceived),
        orNull(received, InboundRtpStats::packetsLost),
        orNull(received, r -> rounded(r.jitter() * 1e3)),
        orNull(sent, s -> rounded(s.roundTripTime() * 1e3)),
        orNull(playout, p -> rounded(p.concealedMs())),
        orNull(
            remote.flatMap(Remote::concealedAtStart),
            atStart -> rounded(playout.orElseThrow().concealedMs() - atStart)),
        orNull(playout, PlayoutStats::fecRecoveredFrames),
        orNull(playout, p -> rounded(p.playoutDelayMs())),
        remote.flatMap(Remote::recording).orElse(null));
  }

  private static <T, R> R orNull(Optional<T> value, Function<T, R> part) {
    return value.map(part).orElse(null);
  }

  /** To microseconds; null for what was not measured yet. */
  static Double rounded(double millis) {
    return Double.isNaN(millis) ? null : Math.round(millis * 1_000) / 1_000.0;
  }
}
