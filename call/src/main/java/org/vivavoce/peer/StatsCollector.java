package org.vivavoce.peer;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.vivavoce.datachannel.DataChannelStats;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.dtls.DtlsSession;
import org.vivavoce.dtls.DtlsState;
import org.vivavoce.dtls.Fingerprint;
import org.vivavoce.ice.IceCandidate;
import org.vivavoce.ice.IceCandidateStats;
import org.vivavoce.ice.IcePairStats;
import org.vivavoce.ice.IceReport;
import org.vivavoce.ice.IceRole;
import org.vivavoce.ice.IceState;
import org.vivavoce.ice.IceStats;
import org.vivavoce.peer.stats.RtcCertificateStats;
import org.vivavoce.peer.stats.RtcDataChannelStats;
import org.vivavoce.peer.stats.RtcIceCandidatePairStats;
import org.vivavoce.peer.stats.RtcIceCandidateStats;
import org.vivavoce.peer.stats.RtcPeerConnectionStats;
import org.vivavoce.peer.stats.RtcStats;
import org.vivavoce.peer.stats.RtcStatsReport;
import org.vivavoce.peer.stats.RtcStatsType;
import org.vivavoce.peer.stats.RtcTransportStats;
import org.vivavoce.srtp.SrtpProfile;

/**
 * Puts together what the leaves measure to the objects of webrtc-stats. Ids are made of what makes
 * an object what it is, so that they are the same in each report and nothing need be remembered.
 */
final class StatsCollector {
  static final String TRANSPORT = "transport";
  private static final String PEER_CONNECTION = "peer-connection";

  /** {@code DTLS 1.2} (RFC 6347 section 4.1): the only version there is here. */
  private static final String DTLS_1_2 = "FEFD";

  private final Clock clock;
  private final double nowMillis;
  private final Map<String, RtcStats> byId = new LinkedHashMap<>();

  /**
   * Moments on the wall clock, by a clock that never goes back: as the W3C has it, the time when
   * the connection was made and what has passed since.
   */
  record Clock(double originMillis, long originNanos) {
    static Clock starting(Instant now, long nowNanos) {
      return new Clock(now.getEpochSecond() * 1e3 + now.getNano() / 1e6, nowNanos);
    }

    double millisAt(long nanos) {
      return originMillis + (nanos - originNanos) / 1e6;
    }
  }

  /** What ICE knows. */
  record Path(
      IceReport report,
      IceStats stats,
      IceState state,
      Optional<IceRole> role,
      String usernameFragment) {}

  /** What DTLS knows. */
  record Keys(
      DtlsState state,
      Optional<DtlsRole> role,
      Optional<DtlsSession> session,
      DtlsCertificate certificate) {}

  /**
   * @param nowNanos the time, on the scale of what the leaves measured
   */
  StatsCollector(Clock clock, long nowNanos) {
    this.clock = clock;
    this.nowMillis = clock.millisAt(nowNanos);
  }

  List<RtcStats> collect(
      List<RtpMedia.Sent> sent,
      List<InboundMedia.Received> received,
      DataTransport data,
      Path path,
      Keys keys) {
    put(
        new RtcPeerConnectionStats(
            PEER_CONNECTION,
            nowMillis,
            OptionalLong.of(data.opened()),
            OptionalLong.of(data.closed())));
    data.channels().forEach(this::channel);
    StreamStats streams = new StreamStats(this);
    sent.forEach(streams::sent);
    received.forEach(streams::received);
    transport(path, keys);
    path.report().pairs().forEach(this::pair);
    path.report()
        .localCandidates()
        .forEach(c -> candidate(localId(c), c, RtcStatsType.LOCAL_CANDIDATE));
    path.report()
        .remoteCandidates()
        .forEach(c -> candidate(remoteId(c), c, RtcStatsType.REMOTE_CANDIDATE));
    certificate(keys.certificate().der(), keys.certificate().fingerprint());
    keys.session().ifPresent(s -> certificate(s.remoteCertificate(), s.remoteFingerprint()));
    return List.copyOf(byId.values());
  }

  /** What two refer to is there once: a codec, a certificate that both sides show. */
  void put(RtcStats stats) {
    byId.putIfAbsent(stats.id(), stats);
  }

  double nowMillis() {
    return nowMillis;
  }

  /** A moment on the wall clock. */
  double millisAt(long nanos) {
    return clock.millisAt(nanos);
  }

  private OptionalDouble millisAt(OptionalLong nanos) {
    return nanos.isPresent()
        ? OptionalDouble.of(millisAt(nanos.getAsLong()))
        : OptionalDouble.empty();
  }

  private void channel(RtcDataChannel channel) {
    DataChannelStats counted = channel.stats();
    put(
        new RtcDataChannelStats(
            "data-channel-" + channel.number(),
            nowMillis,
            channel.label(),
            channel.protocol(),
            channel.id(),
            channel.readyState(),
            counted.messagesSent(),
            counted.bytesSent(),
            counted.messagesReceived(),
            counted.bytesReceived()));
  }

  private void transport(Path path, Keys keys) {
    Optional<DtlsSession> session = keys.session();
    put(
        new RtcTransportStats(
            TRANSPORT,
            nowMillis,
            path.stats().packetsSent(),
            path.stats().packetsReceived(),
            path.stats().bytesSent(),
            path.stats().bytesReceived(),
            path.role(),
            path.usernameFragment(),
            path.state(),
            keys.state(),
            keys.role(),
            path.report().selectedPair().map(StatsCollector::pairId),
            path.report().selectedPairChanges(),
            certificateId(keys.certificate().fingerprint()),
            session.map(s -> certificateId(s.remoteFingerprint())),
            session.map(s -> DTLS_1_2),
            session.map(DtlsSession::cipherSuite),
            session.flatMap(DtlsSession::srtpProfile).map(SrtpProfile::ianaName)));
  }

  private void pair(IcePairStats p) {
    put(
        new RtcIceCandidatePairStats(
            pairId(p),
            nowMillis,
            TRANSPORT,
            localId(p.local()),
            remoteId(p.remote()),
            p.state(),
            p.nominated(),
            p.packetsSent(),
            p.packetsReceived(),
            p.bytesSent(),
            p.bytesReceived(),
            p.packetsDiscardedOnSend(),
            p.bytesDiscardedOnSend(),
            millisAt(p.lastPacketSentNanos()),
            millisAt(p.lastPacketReceivedNanos()),
            p.totalRoundTripTime().toNanos() / 1e9,
            p.currentRoundTripTime()
                .map(d -> OptionalDouble.of(d.toNanos() / 1e9))
                .orElse(OptionalDouble.empty()),
            p.requestsSent(),
            p.requestsReceived(),
            p.responsesSent(),
            p.responsesReceived(),
            p.consentRequestsSent()));
    // They are in the report's lists as well, unless they were left out there.
    candidate(localId(p.local()), p.local(), RtcStatsType.LOCAL_CANDIDATE);
    candidate(remoteId(p.remote()), p.remote(), RtcStatsType.REMOTE_CANDIDATE);
  }

  private void candidate(String id, IceCandidateStats c, RtcStatsType type) {
    IceCandidate it = c.candidate();
    put(
        new RtcIceCandidateStats(
            id,
            nowMillis,
            type,
            TRANSPORT,
            it.address(),
            it.port(),
            it.transport(),
            it.type(),
            it.priority(),
            c.url(),
            c.relayProtocol(),
            it.foundation(),
            it.relatedAddress(),
            it.relatedPort(),
            c.usernameFragment(),
            it.tcpType()));
  }

  private void certificate(byte[] der, Fingerprint fingerprint) {
    String text = fingerprint.toString();
    put(
        new RtcCertificateStats(
            certificateId(fingerprint),
            nowMillis,
            text.substring(text.indexOf(' ') + 1),
            fingerprint.hashFunction(),
            Base64.getEncoder().encodeToString(der)));
  }

  private static String certificateId(Fingerprint fingerprint) {
    return "certificate " + fingerprint;
  }

  private static String pairId(IcePairStats p) {
    return "pair " + localId(p.local()) + " " + remoteId(p.remote());
  }

  private static String localId(IceCandidateStats c) {
    return "local " + candidateKey(c);
  }

  private static String remoteId(IceCandidateStats c) {
    return "remote " + candidateKey(c);
  }

  private static String candidateKey(IceCandidateStats c) {
    IceCandidate it = c.candidate();
    OptionalInt related = it.relatedPort();
    return String.join(
        " ",
        c.usernameFragment(),
        it.type().token(),
        it.transport(),
        it.address(),
        Integer.toString(it.port()),
        it.relatedAddress().orElse("-"),
        related.isPresent() ? Integer.toString(related.getAsInt()) : "-",
        c.url().orElse("-"));
  }

  /**
   * The objects selected and all that they refer to, directly or not (WebRTC 1.0 section 8.2, the
   * stats selection algorithm).
   */
  static RtcStatsReport selected(Collection<RtcStats> all, Predicate<RtcStats> selected) {
    Map<String, RtcStats> byId = new LinkedHashMap<>();
    all.forEach(s -> byId.put(s.id(), s));
    Map<String, RtcStats> found = new LinkedHashMap<>();
    Deque<RtcStats> toFollow = new ArrayDeque<>();
    all.stream().filter(selected).forEach(toFollow::add);
    while (!toFollow.isEmpty()) {
      RtcStats s = toFollow.remove();
      if (found.put(s.id(), s) == null) {
        s.members().entrySet().stream()
            .filter(m -> m.getKey().endsWith("Id") && byId.containsKey(m.getValue().toString()))
            .map(m -> byId.get(m.getValue().toString()))
            .forEach(toFollow::add);
      }
    }
    return RtcStatsReport.of(List.copyOf(found.values()));
  }
}
