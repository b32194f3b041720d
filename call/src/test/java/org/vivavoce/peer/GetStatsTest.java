package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.dtls.DtlsState;
import org.vivavoce.ice.IceCandidateType;
import org.vivavoce.ice.IcePairState;
import org.vivavoce.ice.IceRole;
import org.vivavoce.ice.IceState;
import org.vivavoce.peer.stats.RtcCertificateStats;
import org.vivavoce.peer.stats.RtcCodecStats;
import org.vivavoce.peer.stats.RtcIceCandidatePairStats;
import org.vivavoce.peer.stats.RtcIceCandidateStats;
import org.vivavoce.peer.stats.RtcInboundRtpStreamStats;
import org.vivavoce.peer.stats.RtcMediaSourceStats;
import org.vivavoce.peer.stats.RtcOutboundRtpStreamStats;
import org.vivavoce.peer.stats.RtcPeerConnectionStats;
import org.vivavoce.peer.stats.RtcRemoteInboundRtpStreamStats;
import org.vivavoce.peer.stats.RtcRemoteOutboundRtpStreamStats;
import org.vivavoce.peer.stats.RtcStats;
import org.vivavoce.peer.stats.RtcStatsReport;
import org.vivavoce.peer.stats.RtcStatsType;
import org.vivavoce.peer.stats.RtcTransportStats;
import org.vivavoce.sdp.Direction;

class GetStatsTest {
  private static final int AUDIO_FRAMES = 50;
  private static final int VIDEO_PACKETS = 40;
  private static final int VIDEO_BYTES = 700;

  private final Frames voice = Frames.audio("voice");
  private final Clip camera = new Clip("camera", VideoCodecs.VP9);

  private static RtcStatsReport stats(Peer p) {
    return p.pc.getStats().join();
  }

  private static <T extends RtcStats> T only(RtcStatsReport report, Class<T> type) {
    assertThat(report.all(type)).as("%s", report).hasSize(1);
    return report.all(type).get(0);
  }

  private static RtcOutboundRtpStreamStats out(RtcStatsReport report, String kind) {
    return report.all(RtcOutboundRtpStreamStats.class).stream()
        .filter(s -> s.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<RtcInboundRtpStreamStats> in(RtcStatsReport report, String kind) {
    return report.all(RtcInboundRtpStreamStats.class).stream()
        .filter(s -> s.kind().equals(kind))
        .findFirst();
  }

  /** Sends both kinds from a to b, one packet at a time so that loopback loses none. */
  private void send(Peer a, Peer b) {
    a.pc.addTrack(voice, "s");
    a.pc.addTrack(camera, "s");
    a.call(b);
    a.awaitConnected();
    b.awaitConnected();
    for (int i = 1; i <= AUDIO_FRAMES; i++) {
      voice.send();
      await(b, "audio", i);
    }
    for (int i = 1; i <= VIDEO_PACKETS; i++) {
      camera.send(new byte[VIDEO_BYTES], i, i * 3_000, true);
      await(b, "video", i);
    }
  }

  private static void await(Peer b, String kind, int packets) {
    Peer.await(
        packets + " packets of " + kind,
        () -> in(stats(b), kind).filter(s -> s.packetsReceived() >= packets).isPresent());
  }

  @Test
  void streams_count_what_was_really_sent_and_received() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      send(a, b);
      int frame = 4 + "voice".length();
      RtcStatsReport sent = stats(a);
      RtcStatsReport got = stats(b);
      RtcOutboundRtpStreamStats audio = out(sent, "audio");
      assertThat(audio.packetsSent()).isEqualTo(AUDIO_FRAMES);
      assertThat(audio.bytesSent()).isEqualTo((long) AUDIO_FRAMES * frame);
      // 12 each, and the mid in a header extension of 8.
      assertThat(audio.headerBytesSent()).isEqualTo(AUDIO_FRAMES * 20L);
      assertThat(audio.retransmittedPacketsSent()).isZero();
      assertThat(audio.active()).isTrue();
      assertThat(audio.pliCount()).as("video only").isEmpty();
      assertThat(audio.mid()).isEqualTo("0");
      RtcOutboundRtpStreamStats video = out(sent, "video");
      assertThat(video.packetsSent()).isEqualTo(VIDEO_PACKETS);
      assertThat(video.bytesSent()).isEqualTo((long) VIDEO_PACKETS * VIDEO_BYTES);
      assertThat(video.pliCount()).hasValue(0);
      assertThat(video.mid()).isEqualTo("1");

      RtcInboundRtpStreamStats heard = in(got, "audio").orElseThrow();
      assertThat(heard.ssrc()).isEqualTo(audio.ssrc());
      assertThat(heard.packetsReceived()).isEqualTo(AUDIO_FRAMES);
      assertThat(heard.bytesReceived()).isEqualTo(audio.bytesSent());
      assertThat(heard.headerBytesReceived()).isEqualTo(audio.headerBytesSent());
      assertThat(heard.packetsLost()).isZero();
      assertThat(heard.jitter()).isBetween(0.0, 10.0);
      assertThat(heard.trackIdentifier()).isEqualTo("voice");
      assertThat(heard.mid()).isEqualTo("0");
      RtcInboundRtpStreamStats seen = in(got, "video").orElseThrow();
      assertThat(seen.ssrc()).isEqualTo(video.ssrc());
      assertThat(seen.bytesReceived()).isEqualTo(video.bytesSent());
      assertThat(seen.lastPacketReceivedTimestamp().getAsDouble())
          .isBetween(seen.timestamp() - 60_000, seen.timestamp());
      assertThat(Math.abs(seen.timestamp() - System.currentTimeMillis())).isLessThan(60_000);

      // A report block with a round trip answers a sender report, while there is news of media.
      AtomicLong more = new AtomicLong(VIDEO_PACKETS);
      Peer.await(
          "reports of both streams, with a round trip",
          () -> {
            voice.send();
            camera.send(new byte[10], more.incrementAndGet(), 0, true);
            return stats(a).all(RtcRemoteInboundRtpStreamStats.class).stream()
                    .filter(r -> r.roundTripTime().isPresent())
                    .count()
                == 2;
          });
      RtcStatsReport later = stats(a);
      for (RtcRemoteInboundRtpStreamStats r : later.all(RtcRemoteInboundRtpStreamStats.class)) {
        assertThat(r.packetsLost()).isZero();
        assertThat(r.fractionLost()).isZero();
        assertThat(r.roundTripTime().getAsDouble()).isBetween(0.0, 10.0);
        assertThat(r.roundTripTimeMeasurements()).isPositive();
        assertThat(r.totalRoundTripTime()).isGreaterThanOrEqualTo(r.roundTripTime().getAsDouble());
        assertThat(r.timestamp()).isLessThanOrEqualTo(out(later, r.kind()).timestamp());
      }
      Peer.await(
          "sender reports that know all packets",
          () ->
              stats(b).all(RtcRemoteOutboundRtpStreamStats.class).stream()
                      .filter(r -> r.packetsSent() == out(later, r.kind()).packetsSent())
                      .count()
                  == 2);
      for (RtcRemoteOutboundRtpStreamStats r :
          stats(b).all(RtcRemoteOutboundRtpStreamStats.class)) {
        assertThat(r.bytesSent()).isEqualTo(out(later, r.kind()).bytesSent());
        assertThat(Math.abs(r.remoteTimestamp() - r.timestamp())).isLessThan(60_000);
        assertThat(r.reportsSent()).isPositive();
      }
    }
  }

  @Test
  void objects_refer_to_each_other_and_to_nothing_else() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      send(a, b);
      Peer.await(
          "reports both ways",
          () ->
              stats(a).all(RtcRemoteInboundRtpStreamStats.class).size() == 2
                  && stats(b).all(RtcRemoteOutboundRtpStreamStats.class).size() == 2);
      for (Peer p : List.of(a, b)) {
        RtcStatsReport report = stats(p);
        report
            .byId()
            .forEach(
                (id, s) ->
                    s.members()
                        .forEach(
                            (name, value) -> {
                              if (name.endsWith("Id")) {
                                assertThat(report.byId())
                                    .as("%s of %s", name, s.members())
                                    .containsKey(value.toString());
                              }
                            }));
      }
      RtcStatsReport sent = stats(a);
      RtcOutboundRtpStreamStats video = out(sent, "video");
      RtcCodecStats codec = sent.get(video.codecId().orElseThrow(), RtcCodecStats.class);
      assertThat(codec.mimeType()).isEqualTo("video/VP9");
      assertThat(codec.payloadType()).isEqualTo(98);
      assertThat(codec.clockRate()).isEqualTo(90_000);
      assertThat(codec.sdpFmtpLine()).contains("profile-id=0");
      assertThat(codec.channels()).isEmpty();
      RtcCodecStats opus =
          sent.get(out(sent, "audio").codecId().orElseThrow(), RtcCodecStats.class);
      assertThat(opus.mimeType()).isEqualTo("audio/opus");
      assertThat(opus.channels()).hasValue(2);
      RtcMediaSourceStats source =
          sent.get(video.mediaSourceId().orElseThrow(), RtcMediaSourceStats.class);
      assertThat(source.trackIdentifier()).isEqualTo("camera");
      assertThat(source.kind()).isEqualTo("video");
      RtcRemoteInboundRtpStreamStats remote =
          sent.get(video.remoteId().orElseThrow(), RtcRemoteInboundRtpStreamStats.class);
      assertThat(remote.localId()).isEqualTo(video.id());
      assertThat(remote.ssrc()).isEqualTo(video.ssrc());
      RtcStatsReport got = stats(b);
      RtcInboundRtpStreamStats seen = in(got, "video").orElseThrow();
      assertThat(got.get(seen.codecId().orElseThrow(), RtcCodecStats.class).mimeType())
          .isEqualTo("video/VP9");
      assertThat(
              got.get(seen.remoteId().orElseThrow(), RtcRemoteOutboundRtpStreamStats.class)
                  .localId())
          .isEqualTo(seen.id());
      assertThatThrownBy(() -> sent.get(video.id(), RtcCodecStats.class))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void transport_pair_candidates_and_certificates_are_those_in_use() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      send(a, b);
      RtcStatsReport mine = stats(a);
      RtcStatsReport theirs = stats(b);
      RtcTransportStats at = only(mine, RtcTransportStats.class);
      RtcTransportStats bt = only(theirs, RtcTransportStats.class);
      assertThat(at.dtlsState()).isEqualTo(DtlsState.CONNECTED);
      assertThat(at.iceState()).isIn(IceState.CONNECTED, IceState.COMPLETED);
      assertThat(at.iceRole()).contains(IceRole.CONTROLLING);
      assertThat(bt.iceRole()).contains(IceRole.CONTROLLED);
      assertThat(at.dtlsRole()).contains(DtlsRole.SERVER);
      assertThat(bt.dtlsRole()).contains(DtlsRole.CLIENT);
      assertThat(at.tlsVersion()).contains("FEFD");
      assertThat(at.dtlsCipher()).isEqualTo(bt.dtlsCipher()).isPresent();
      assertThat(at.srtpCipher()).contains("SRTP_AEAD_AES_128_GCM").isEqualTo(bt.srtpCipher());
      assertThat(at.selectedCandidatePairChanges()).isPositive();
      assertThat(at.packetsSent()).isGreaterThanOrEqualTo(AUDIO_FRAMES + VIDEO_PACKETS);
      assertThat(bt.bytesReceived()).isGreaterThan((long) VIDEO_PACKETS * VIDEO_BYTES);

      RtcIceCandidatePairStats pair =
          mine.get(at.selectedCandidatePairId().orElseThrow(), RtcIceCandidatePairStats.class);
      assertThat(pair.nominated()).isTrue();
      assertThat(pair.state()).isEqualTo(IcePairState.SUCCEEDED);
      assertThat(pair.packetsSent()).isGreaterThanOrEqualTo(AUDIO_FRAMES + VIDEO_PACKETS);
      assertThat(pair.currentRoundTripTime()).isPresent();
      RtcIceCandidateStats local = mine.get(pair.localCandidateId(), RtcIceCandidateStats.class);
      RtcIceCandidateStats remote = mine.get(pair.remoteCandidateId(), RtcIceCandidateStats.class);
      assertThat(local.type()).isEqualTo(RtcStatsType.LOCAL_CANDIDATE);
      assertThat(remote.type()).isEqualTo(RtcStatsType.REMOTE_CANDIDATE);
      assertThat(local.usernameFragment()).isEqualTo(at.iceLocalUsernameFragment());
      assertThat(remote.usernameFragment()).isEqualTo(bt.iceLocalUsernameFragment());
      assertThat(local.candidateType()).isEqualTo(IceCandidateType.HOST);
      assertThat(List.of("127.0.0.1", "0:0:0:0:0:0:0:1", "::1")).contains(local.address());
      RtcIceCandidatePairStats other =
          theirs.get(bt.selectedCandidatePairId().orElseThrow(), RtcIceCandidatePairStats.class);
      assertThat(theirs.get(other.remoteCandidateId(), RtcIceCandidateStats.class).port())
          .isEqualTo(local.port());

      RtcCertificateStats shown =
          theirs.get(bt.remoteCertificateId().orElseThrow(), RtcCertificateStats.class);
      assertThat(shown.fingerprintAlgorithm()).isEqualTo("sha-256");
      assertThat(HexFormat.ofDelimiter(":").parseHex(shown.fingerprint()))
          .isEqualTo(a.pc.certificate().fingerprint().hash());
      RtcCertificateStats ours = mine.get(at.localCertificateId(), RtcCertificateStats.class);
      assertThat(ours.base64Certificate()).isEqualTo(shown.base64Certificate());
    }
  }

  @Test
  void ids_stay_the_same_and_time_goes_on() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      send(a, b);
      RtcStatsReport before = stats(a);
      camera.send(new byte[10], VIDEO_PACKETS + 1, 0, true);
      await(b, "video", VIDEO_PACKETS + 1);
      RtcStatsReport after = stats(a);
      assertThat(after.byId().keySet()).containsAll(before.byId().keySet());
      before
          .byId()
          .forEach(
              (id, s) -> {
                assertThat(after.get(id).orElseThrow().type()).isEqualTo(s.type());
                assertThat(after.get(id).orElseThrow().timestamp())
                    .isGreaterThanOrEqualTo(s.timestamp());
              });
      assertThat(out(after, "video").packetsSent())
          .isEqualTo(out(before, "video").packetsSent() + 1);
    }
  }

  @Test
  void what_the_other_side_said_has_the_time_when_it_said_it_in_each_report() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      send(a, b);
      Peer.await(
          "a report on each stream",
          () -> stats(a).all(RtcRemoteInboundRtpStreamStats.class).size() == 2);
      RtcStatsReport before = stats(a);
      int sameReport = 0;
      for (int i = 0; i < 100; i++) {
        long reports = reportsReceived(a);
        RtcStatsReport one = stats(a);
        RtcStatsReport other = stats(a);
        boolean same = reportsReceived(a) == reports;
        sameReport += same ? 1 : 0;
        for (RtcRemoteInboundRtpStreamStats s : one.all(RtcRemoteInboundRtpStreamStats.class)) {
          double timestamp = other.get(s.id()).orElseThrow().timestamp();
          assertThat(timestamp).isGreaterThanOrEqualTo(s.timestamp());
          assertThat(s.timestamp())
              .isGreaterThanOrEqualTo(before.get(s.id()).orElseThrow().timestamp());
          if (same) {
            assertThat(timestamp).isEqualTo(s.timestamp());
          }
        }
      }
      assertThat(sameReport).isPositive();
    }
  }

  private static long reportsReceived(Peer p) {
    return p.pc.stats().outbound().stream().mapToLong(s -> s.reportsReceived()).sum();
  }

  @Test
  void a_sender_or_receiver_alone_reports_its_streams_and_what_they_refer_to() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      send(a, b);
      RtcStatsReport sender = a.pc.transceivers().get(1).sender().getStats().join();
      assertThat(only(sender, RtcOutboundRtpStreamStats.class).kind()).isEqualTo("video");
      assertThat(only(sender, RtcCodecStats.class).mimeType()).isEqualTo("video/VP9");
      assertThat(only(sender, RtcMediaSourceStats.class).trackIdentifier()).isEqualTo("camera");
      only(sender, RtcTransportStats.class);
      only(sender, RtcIceCandidatePairStats.class);
      assertThat(sender.all(RtcCertificateStats.class)).hasSize(2);
      assertThat(sender.all(RtcIceCandidateStats.class)).hasSize(2);
      assertThat(sender.all(RtcPeerConnectionStats.class)).isEmpty();
      RtcStatsReport receiver = b.pc.transceivers().get(0).receiver().getStats().join();
      assertThat(only(receiver, RtcInboundRtpStreamStats.class).kind()).isEqualTo("audio");
      assertThat(receiver.all(RtcOutboundRtpStreamStats.class)).isEmpty();
      assertThat(b.pc.transceivers().get(0).sender().getStats().join().byId()).isEmpty();
    }
  }

  @Test
  void what_is_not_known_is_absent() {
    try (Peer a = new Peer()) {
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      RtcStatsReport report = stats(a);
      RtcTransportStats t = only(report, RtcTransportStats.class);
      assertThat(t.members())
          .containsKeys("id", "type", "timestamp", "dtlsState", "iceState", "localCertificateId")
          .containsEntry("type", "transport")
          .containsEntry("dtlsState", "new")
          .containsEntry("iceState", "new")
          .doesNotContainKeys(
              "iceRole",
              "dtlsRole",
              "selectedCandidatePairId",
              "remoteCertificateId",
              "tlsVersion",
              "dtlsCipher",
              "srtpCipher");
      assertThat(report.all(RtcOutboundRtpStreamStats.class)).isEmpty();
      assertThat(report.all(RtcIceCandidatePairStats.class)).isEmpty();
      only(report, RtcPeerConnectionStats.class);
    }
  }

  @Test
  void a_closed_connection_still_reports() {
    Peer a = new Peer();
    try (Peer b = new Peer()) {
      send(a, b);
    }
    a.close();
    assertThat(only(stats(a), RtcTransportStats.class).dtlsState()).isEqualTo(DtlsState.CLOSED);
  }

  private static final String CANDIDATE =
      "transportId address port protocol candidateType priority url relayProtocol foundation"
          + " relatedAddress relatedPort usernameFragment tcpType";

  /** The dictionaries of webrtc-stats, as far as they are used here. */
  private static final Map<String, String> W3C =
      Map.ofEntries(
          Map.entry("codec", "payloadType transportId mimeType clockRate channels sdpFmtpLine"),
          Map.entry(
              "inbound-rtp",
              "ssrc kind transportId codecId packetsReceived packetsLost jitter trackIdentifier mid"
                  + " remoteId lastPacketReceivedTimestamp headerBytesReceived bytesReceived"
                  + " nackCount firCount pliCount retransmittedPacketsReceived"
                  + " retransmittedBytesReceived rtxSsrc"),
          Map.entry(
              "outbound-rtp",
              "ssrc kind transportId codecId packetsSent bytesSent mid mediaSourceId remoteId"
                  + " headerBytesSent retransmittedPacketsSent retransmittedBytesSent rtxSsrc"
                  + " active nackCount firCount pliCount"),
          Map.entry(
              "remote-inbound-rtp",
              "ssrc kind transportId codecId packetsReceived packetsLost jitter localId"
                  + " roundTripTime totalRoundTripTime fractionLost roundTripTimeMeasurements"),
          Map.entry(
              "remote-outbound-rtp",
              "ssrc kind transportId codecId packetsSent bytesSent localId remoteTimestamp"
                  + " reportsSent roundTripTime totalRoundTripTime roundTripTimeMeasurements"),
          Map.entry("media-source", "trackIdentifier kind"),
          Map.entry("peer-connection", "dataChannelsOpened dataChannelsClosed"),
          Map.entry(
              "transport",
              "packetsSent packetsReceived bytesSent bytesReceived iceRole"
                  + " iceLocalUsernameFragment dtlsState iceState selectedCandidatePairId"
                  + " localCertificateId remoteCertificateId tlsVersion dtlsCipher dtlsRole"
                  + " srtpCipher selectedCandidatePairChanges"),
          Map.entry(
              "candidate-pair",
              "transportId localCandidateId remoteCandidateId state nominated packetsSent"
                  + " packetsReceived bytesSent bytesReceived lastPacketSentTimestamp"
                  + " lastPacketReceivedTimestamp totalRoundTripTime currentRoundTripTime"
                  + " requestsReceived requestsSent responsesReceived responsesSent"
                  + " consentRequestsSent packetsDiscardedOnSend bytesDiscardedOnSend"),
          Map.entry("local-candidate", CANDIDATE),
          Map.entry("remote-candidate", CANDIDATE),
          Map.entry("certificate", "fingerprint fingerprintAlgorithm base64Certificate"));

  @Test
  void every_member_has_a_name_of_the_w3cs_and_every_type_is_there() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      b.pc.addTrack(Frames.audio("back"), "s");
      send(a, b);
      Peer.await(
          "reports",
          () ->
              !stats(a).all(RtcRemoteInboundRtpStreamStats.class).isEmpty()
                  && !stats(b).all(RtcRemoteOutboundRtpStreamStats.class).isEmpty());
      Set<String> types = new java.util.TreeSet<>();
      for (RtcStats s :
          java.util.stream.Stream.of(stats(a), stats(b))
              .flatMap(r -> r.byId().values().stream())
              .toList()) {
        String type = s.type().text();
        types.add(type);
        assertThat(W3C).containsKey(type);
        Set<String> names =
            s.members().keySet().stream()
                .filter(n -> !Set.of("id", "timestamp", "type").contains(n))
                .collect(Collectors.toSet());
        assertThat(Arrays.asList(W3C.get(type).split(" "))).as(type).containsAll(names);
        assertThat(s.members().values())
            .allSatisfy(
                v -> assertThat(v).isInstanceOfAny(String.class, Number.class, Boolean.class));
      }
      assertThat(types).isEqualTo(new java.util.TreeSet<>(W3C.keySet()));
    }
  }
}
