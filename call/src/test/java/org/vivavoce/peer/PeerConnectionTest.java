package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.dtls.DtlsConfig;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.SessionDescription;
import org.vivavoce.srtp.SrtpProfile;

class PeerConnectionTest {
  private static final DtlsCertificate CERTIFICATE = DtlsCertificate.generate();

  @Test
  void frames_flow_both_ways_after_offer_and_answer() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames fromA = Frames.audio("a");
      Frames fromB = Frames.audio("b");
      a.pc.addTrack(fromA, "stream-a");
      b.pc.addTrack(fromB, "stream-b");
      a.call(b);
      a.awaitConnected();
      b.awaitConnected();

      Peer.sendUntilReceived(fromA, b);
      Peer.sendUntilReceived(fromB, a);
      assertThat(a.events).contains("track [stream-b]");
      assertThat(b.events).contains("track [stream-a]");
      assertThat(a.pc.transceivers()).hasSize(1);
      assertThat(b.pc.transceivers()).hasSize(1);
      assertThat(a.pc.transceivers().get(0).currentDirection()).contains(Direction.SENDRECV);
      assertThat(a.events)
          .containsSubsequence(
              "signaling HAVE_LOCAL_OFFER",
              "signaling STABLE",
              "connection CONNECTING",
              "connection CONNECTED");
    }
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void every_srtp_profile_carries_frames(SrtpProfile profile) {
    try (Peer a = new Peer();
        Peer b =
            new Peer(
                c ->
                    c.dtls(
                        DtlsConfig.of(DtlsCertificate.generate())
                            .withSrtpProfiles(List.of(profile))))) {
      Frames track = Frames.audio("a");
      a.pc.addTrack(track, "s");
      a.call(b);
      b.awaitConnected();
      a.awaitConnected();
      Peer.sendUntilReceived(track, b);
      assertThat(a.pc.stats().srtpProfile().orElseThrow().id()).isEqualTo(profile.id());
    }
  }

  @Test
  void descriptions_with_all_candidates_connect_without_trickle() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = Frames.audio("a");
      a.pc.addTrack(track, "s");
      a.pc.setLocalDescription().join();
      b.pc.setRemoteDescription(gathered(a)).join();
      b.pc.setLocalDescription().join();
      a.pc.setRemoteDescription(gathered(b)).join();

      b.awaitConnected();
      a.awaitConnected();
      Peer.sendUntilReceived(track, b);
    }
  }

  @Test
  void media_that_comes_at_once_finds_its_way_while_the_loop_is_busy() throws Exception {
    CountDownLatch received = new CountDownLatch(1);
    try (EventLoop busy = EventLoop.shared("busy");
        Peer a = new Peer();
        Peer b = new Peer(c -> c.eventLoop(busy))) {
      Frames track = Frames.audio("a");
      a.pc.addTrack(track, "s");
      a.pc.setLocalDescription().join();
      b.pc.setRemoteDescription(gathered(a)).join();
      b.pc.setLocalDescription().join();
      RtcSessionDescription answer = gathered(b);
      busy.execute(() -> awaitPatiently(received));
      a.pc.setRemoteDescription(answer).join();

      Peer.sendUntilReceived(track, b);
      received.countDown();
      b.awaitConnected();
      assertThat(b.pc.stats().transport().unrouted()).isZero();
      assertThat(b.pc.stats().inbound()).hasSize(1);
    } finally {
      received.countDown();
    }
  }

  private static void awaitPatiently(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_candidate_with_an_empty_mid_belongs_to_the_m_line_of_its_index() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      b.pc.setRemoteDescription(a.pc.setLocalDescription().join()).join();
      String candidate = "candidate:1 1 udp 2130706431 127.0.0.1 9 typ host";

      b.pc.addIceCandidate(new RtcIceCandidate(candidate, "", 0, null)).join();
      assertThatThrownBy(
              () -> b.pc.addIceCandidate(new RtcIceCandidate(candidate, "", 7, null)).join())
          .hasCauseInstanceOf(PeerConnectionException.class)
          .hasMessageContaining("no m-line at index 7");
    }
  }

  private static RtcSessionDescription gathered(Peer p) {
    Peer.await("gathered", () -> p.pc.iceGatheringState() == IceGatheringState.COMPLETE);
    RtcSessionDescription d = p.pc.localDescription().orElseThrow();
    assertThat(d.sdp()).contains("a=candidate:").contains("a=end-of-candidates");
    return d;
  }

  @Test
  void several_m_lines_share_one_transport_and_keep_their_frames_apart() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      List<Frames> tracks = List.of(Frames.audio("x"), Frames.audio("y"), Frames.audio("z"));
      for (Frames t : tracks) {
        RtpTransceiver made = a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDONLY);
        made.sender().replaceTrack(t);
        made.sender().setStreams("stream-" + t.id());
      }
      a.call(b);
      b.awaitConnected();
      a.awaitConnected();
      for (int i = 0; i < tracks.size(); i++) {
        Frames t = tracks.get(i);
        RtpTransceiver there = b.tracks.get(i);
        assertThat(there.receiver().track().streamIds()).containsExactly("stream-" + t.id());
        Peer.sendUntilReceived(t, b);
      }
      assertThat(a.pc.stats().outbound()).hasSize(3);
      assertThat(b.pc.stats().inbound()).hasSize(3);
    }
  }

  @Test
  void a_track_added_while_media_flows_is_negotiated_without_a_new_transport() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames first = Frames.audio("first");
      a.pc.addTrack(first, "one");
      a.call(b);
      a.awaitConnected();
      b.awaitConnected();
      Peer.sendUntilReceived(first, b);

      Frames second = Frames.audio("second");
      a.events.clear();
      a.pc.addTrack(second, "two");
      Peer.await("asked for negotiation", () -> a.events.contains("negotiationneeded"));
      a.negotiate(b);
      Peer.sendUntilReceived(second, b);
      b.received.clear();
      Peer.sendUntilReceived(first, b);

      Frames back = Frames.audio("back");
      b.pc.addTrack(back, "three");
      b.negotiate(a);
      Peer.sendUntilReceived(back, a);
      assertThat(a.events).doesNotContain("connection CONNECTING");
    }
  }

  @Test
  void a_transceiver_made_inactive_by_the_answerer_carries_nothing() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = Frames.audio("a");
      a.pc.addTrack(track, "s");
      Peer.trickle(a, b);
      b.pc.setRemoteDescription(a.pc.setLocalDescription().join()).join();
      b.pc.transceivers().get(0).setDirection(Direction.INACTIVE);
      a.pc.setRemoteDescription(b.pc.setLocalDescription().join()).join();

      assertThat(a.pc.transceivers().get(0).currentDirection()).contains(Direction.INACTIVE);
      assertThat(track.sinks()).isZero();
    }
  }

  @Test
  void replacing_a_track_needs_no_negotiation() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames first = Frames.audio("first");
      RtpSender sender = a.pc.addTrack(first, "s");
      a.call(b);
      a.awaitConnected();
      b.awaitConnected();
      Peer.sendUntilReceived(first, b);
      Frames second = Frames.audio("second");
      sender.replaceTrack(second);
      Peer.sendUntilReceived(second, b);
      assertThat(first.sinks()).isZero();
      assertThat(a.pc.stats().outbound()).hasSize(1);
    }
  }

  @Test
  void operations_in_the_wrong_state_fail_with_the_w3cs_invalid_state_error() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      RtcSessionDescription offer = a.pc.createOffer().join();
      assertInvalidState(() -> a.pc.createAnswer().join());
      assertInvalidState(
          () ->
              a.pc
                  .setRemoteDescription(new RtcSessionDescription(SdpType.ANSWER, offer.sdp()))
                  .join());
      assertInvalidState(
          () ->
              b.pc
                  .addIceCandidate(
                      new RtcIceCandidate("candidate:1 1 udp 1 127.0.0.1 9 typ host", "0", 0, null))
                  .join());
      a.pc.close();
      assertInvalidState(() -> a.pc.createOffer().join());
      assertThatThrownBy(() -> a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV))
          .isInstanceOf(PeerConnectionException.class)
          .hasMessageContaining("InvalidStateError")
          .hasMessageContaining("closed");
      a.pc.close();
      assertThat(a.pc.connectionState()).isEqualTo(PeerConnectionState.CLOSED);
    }
  }

  private static void assertInvalidState(Runnable operation) {
    assertThatThrownBy(operation::run)
        .hasCauseInstanceOf(PeerConnectionException.class)
        .hasMessageContaining("InvalidStateError");
  }

  @Test
  void a_changed_local_description_is_refused() {
    try (Peer a = new Peer()) {
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      RtcSessionDescription offer = a.pc.createOffer().join();
      RtcSessionDescription changed =
          new RtcSessionDescription(SdpType.OFFER, offer.sdp().replace("a=sendrecv", "a=sendonly"));
      assertThatThrownBy(() -> a.pc.setLocalDescription(changed).join())
          .hasMessageContaining("InvalidModificationError");
      assertThat(a.pc.signalingState()).isEqualTo(SignalingState.STABLE);
      a.pc.setLocalDescription(offer).join();
      assertThat(a.pc.signalingState()).isEqualTo(SignalingState.HAVE_LOCAL_OFFER);
    }
  }

  @Test
  void closing_within_a_packet_sink_does_not_wait_for_itself() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = Frames.audio("a");
      a.pc.addTrack(track, "s");
      a.call(b);
      a.awaitConnected();
      b.awaitConnected();
      CompletableFuture<Void> returned = new CompletableFuture<>();
      b.tracks
          .get(0)
          .receiver()
          .track()
          .sink(
              (buffer, offset, length, seq, ts, marker, pt, arrival) -> {
                b.pc.close();
                returned.complete(null);
              });
      Peer.await(
          "closed by the network's thread",
          () -> {
            track.send();
            return returned.isDone();
          });
      b.pc.close();
      assertThat(b.pc.connectionState()).isEqualTo(PeerConnectionState.CLOSED);
    }
  }

  @Test
  void an_observer_may_close_the_connection_and_hears_nothing_after_it() throws Exception {
    try (Peer a = new Peer()) {
      a.pc.addTrack(Frames.audio("one"), "s");
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDONLY);
      String offer = a.pc.createOffer().join().sdp();
      List<String> heard = new CopyOnWriteArrayList<>();
      CompletableFuture<PeerConnection> self = new CompletableFuture<>();
      PeerConnection pc =
          PeerConnection.create(
              PeerConfiguration.builder().loopbackOnly().build(),
              new PeerObserver() {
                @Override
                public void onSignalingStateChange(SignalingState state) {
                  heard.add("signaling");
                  self.join().close();
                }

                @Override
                public void onTrack(RtpTransceiver transceiver) {
                  heard.add("track");
                }
              });
      self.complete(pc);
      CompletableFuture<Void> applied =
          pc.setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, offer));
      Peer.await("the operation ended", applied::isDone);
      assertThat(heard).containsExactly("signaling");
    }
  }

  @Test
  void operations_that_a_close_overtakes_end_all_the_same() {
    for (int round = 0; round < 50; round++) {
      PeerConnection pc =
          PeerConnection.create(
              PeerConfiguration.builder().loopbackOnly().dtls(DtlsConfig.of(CERTIFICATE)).build(),
              new PeerObserver() {});
      pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(pc::close);
      List<CompletableFuture<?>> operations = new ArrayList<>();
      while (!closing.isDone() && operations.size() < 64) {
        operations.add(pc.createOffer());
      }
      Peer.await(
          "every operation ended", () -> operations.stream().allMatch(CompletableFuture::isDone));
    }
  }

  @Test
  void an_m_line_that_is_rejected_later_sends_nothing_more_and_its_place_is_used_again() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = Frames.audio("a");
      a.pc.addTrack(track, "s");
      a.call(b);
      a.awaitConnected();
      b.awaitConnected();
      assertThat(track.sinks()).isEqualTo(1);

      RtpTransceiver gone = a.pc.transceivers().get(0);
      String without = b.pc.createOffer().join().sdp().replace("m=audio 9 ", "m=audio 0 ");
      a.pc.setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, without)).join();
      a.pc.setLocalDescription().join();

      assertThat(track.sinks()).isZero();
      assertThat(gone.stopped()).isTrue();
      assertThat(gone.currentDirection()).isEmpty();
      assertThat(a.pc.transceivers()).isEmpty();
      Frames next = Frames.audio("next");
      a.pc.addTrack(next, "t");
      assertThat(a.pc.transceivers()).hasSize(1);
      assertThat(a.pc.createOffer().join().sdp())
          .containsOnlyOnce("m=audio 9 ")
          .doesNotContain("m=audio 0 ")
          .contains("a=mid:1");
    }
  }

  @Test
  void a_later_answer_keeps_the_dtls_role_of_the_first() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTrack(Frames.audio("a"), "s");
      a.call(b);
      a.awaitConnected();
      b.awaitConnected();
      b.pc.addTrack(Frames.audio("b"), "t");
      a.pc.setRemoteDescription(b.pc.setLocalDescription().join()).join();

      // b answered first, as the client; so a is the server, whoever offers.
      assertThat(a.pc.createAnswer().join().sdp()).contains("a=setup:passive");
    }
  }

  @Test
  void the_same_remote_offer_again_makes_no_second_transceiver() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTrack(Frames.audio("a"), "s");
      RtcSessionDescription offer = a.pc.createOffer().join();
      for (int i = 0; i < 5; i++) {
        b.pc.setRemoteDescription(offer).join();
      }
      assertThat(b.pc.transceivers()).hasSize(1);
      assertThat(b.tracks).hasSize(1);
    }
  }

  @Test
  void a_source_that_changes_its_ssrc_is_told_to_the_sink_before_its_first_packet() {
    RemoteTrack track = new RemoteTrack("t", MediaKind.AUDIO, t -> {});
    List<String> heard = new ArrayList<>();
    track.sink(
        new PacketSink() {
          @Override
          public void onPacket(
              byte[] buffer,
              int offset,
              int length,
              int sequenceNumber,
              long timestamp,
              boolean marker,
              int payloadType,
              long arrivalNanos) {
            heard.add("packet " + sequenceNumber);
          }

          @Override
          public void onSourceChange() {
            heard.add("change");
          }
        });
    for (int i = 0; i < 4; i++) {
      track.deliver(i / 2, new byte[0], 0, 0, i, 0, false, 111, null, 0);
    }
    assertThat(heard).containsExactly("packet 0", "packet 1", "change", "packet 2", "packet 3");
  }

  @Test
  void an_answer_that_refuses_our_only_m_line_leaves_nothing_to_connect() throws Exception {
    try (Peer a = new Peer();
        Peer b =
            new Peer(
                c ->
                    c.codecs(
                        List.of(
                            new RtpCodec(MediaKind.AUDIO, "PCMU", 8_000, 1, 0, "", List.of()))))) {
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      b.pc.setRemoteDescription(a.pc.setLocalDescription().join()).join();
      RtcSessionDescription answer = b.pc.setLocalDescription().join();
      assertThat(SessionDescription.parse(answer.sdp()).media().get(0).isRejected()).isTrue();
      a.pc.setRemoteDescription(answer).join();
      assertThat(a.pc.signalingState()).isEqualTo(SignalingState.STABLE);
      assertThat(a.pc.transceivers()).isEmpty();
    }
  }
}
