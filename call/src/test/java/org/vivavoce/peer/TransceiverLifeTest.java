package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.SessionDescription;

class TransceiverLifeTest {
  private static final RtpCodec PCMU =
      new RtpCodec(MediaKind.AUDIO, "PCMU", 8_000, 1, 0, "", List.of());

  @Test
  void a_stopped_transceiver_ends_on_both_sides_and_its_m_line_is_used_again() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames first = Frames.audio("first");
      Frames second = Frames.audio("second");
      RtpTransceiver gone = a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      gone.sender().replaceTrack(first);
      a.pc.addTrack(second, "s");
      // addTrack takes a transceiver without a track; the first one has one.
      assertThat(a.pc.transceivers()).hasSize(2);
      a.call(b);
      a.awaitConnected();
      b.awaitConnected();
      Peer.sendUntilReceived(first, b);
      RtpTransceiver goneThere = b.pc.transceivers().get(0);

      gone.stop();
      a.settle();
      assertThat(gone.stopping()).isTrue();
      assertThat(gone.stopped()).isFalse();
      assertThat(gone.direction()).isEqualTo(Direction.INACTIVE);
      assertThat(gone.receiver().track().ended()).isTrue();
      assertThat(first.sinks()).isZero();
      assertThat(a.order).contains("ended").endsWith("negotiationneeded");
      Refused.with(RtcErrorName.INVALID_STATE_ERROR, () -> gone.setDirection(Direction.SENDONLY));
      Refused.with(RtcErrorName.INVALID_STATE_ERROR, () -> gone.sender().replaceTrack(second));
      gone.stop();

      a.negotiate(b);
      SessionDescription offer =
          SessionDescription.parse(a.pc.localDescription().orElseThrow().sdp());
      assertThat(offer.media()).hasSize(2);
      assertThat(offer.media().get(0).isRejected()).isTrue();
      assertThat(offer.bundleGroups().get(0).mids()).containsExactly("1");
      assertThat(gone.stopped()).isTrue();
      assertThat(goneThere.stopped()).isTrue();
      assertThat(b.order).contains("ended");
      assertThat(a.pc.transceivers()).hasSize(1).doesNotContain(gone);
      assertThat(b.pc.transceivers()).hasSize(1).doesNotContain(goneThere);
      b.received.clear();
      Peer.sendUntilReceived(second, b);

      Frames third = Frames.audio("third");
      b.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV).sender().replaceTrack(third);
      b.negotiate(a);
      SessionDescription again =
          SessionDescription.parse(b.pc.localDescription().orElseThrow().sdp());
      assertThat(again.media()).hasSize(2);
      assertThat(again.media().get(0).mid()).contains("2");
      assertThat(again.media().get(0).isRejected()).isFalse();
      assertThat(a.pc.transceivers()).hasSize(2);
      Peer.sendUntilReceived(third, a);
    }
  }

  @Test
  void a_transceiver_that_is_stopped_before_any_offer_leaves_no_trace() {
    try (Peer a = new Peer()) {
      RtpTransceiver t = a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      t.stop();
      a.settle();
      assertThat(t.stopped()).isTrue();
      assertThat(a.pc.transceivers()).isEmpty();
      assertThat(a.pc.createOffer().join().sdp()).doesNotContain("m=");
    }
  }

  @Test
  void a_removed_track_stops_flowing_its_transceiver_stays_and_is_not_used_for_another() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = Frames.audio("a");
      RtpSender sender = a.pc.addTrack(track, "s");
      a.call(b);
      a.awaitConnected();
      b.awaitConnected();
      Peer.sendUntilReceived(track, b);
      Peer.await("unmuted", () -> b.order.contains("unmute"));
      a.order.clear();

      a.pc.removeTrack(sender);
      a.pc.removeTrack(sender);
      assertThat(sender.track()).isEmpty();
      assertThat(track.sinks()).isZero();
      assertThat(a.pc.transceivers().get(0).direction()).isEqualTo(Direction.RECVONLY);
      a.settle();
      assertThat(a.order).containsExactly("negotiationneeded");
      a.negotiate(b);
      RemoteTrack there = b.pc.transceivers().get(0).receiver().track();
      assertThat(there.muted()).isTrue();
      assertThat(there.streamIds()).isEmpty();
      assertThat(b.order).endsWith("mute", "signaling stable");
      assertThat(b.pc.transceivers().get(0).currentDirection()).contains(Direction.INACTIVE);

      // It has sent before, so addTrack makes another one (WebRTC 1.0 section 5.1).
      Frames next = Frames.audio("next");
      a.pc.addTrack(next, "s");
      assertThat(a.pc.transceivers()).hasSize(2);
      a.negotiate(b);
      Peer.sendUntilReceived(next, b);
    }
  }

  @Test
  void add_track_takes_a_transceiver_that_never_sent_and_refuses_what_is_sent_already() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      RtpTransceiver t = a.pc.addTransceiver(MediaKind.AUDIO, Direction.RECVONLY);
      Frames track = Frames.audio("a");
      RtpSender sender = a.pc.addTrack(track);
      assertThat(sender).isSameAs(t.sender());
      assertThat(t.direction()).isEqualTo(Direction.SENDRECV);
      Refused.with(RtcErrorName.INVALID_ACCESS_ERROR, () -> a.pc.addTrack(track));
      Refused.with(
          RtcErrorName.INVALID_ACCESS_ERROR,
          () -> a.pc.removeTrack(b.pc.addTrack(Frames.audio("b"))));
      Refused.with(
          RtcErrorName.TYPE_ERROR, () -> sender.replaceTrack(new Frames("v", MediaKind.VIDEO)));
      assertThat(a.pc.senders()).containsExactly(sender);
      assertThat(a.pc.receivers()).containsExactly(t.receiver());
    }
  }

  @Test
  void codec_preferences_rule_offers_and_answers() {
    try (Peer a = new Peer(c -> c.codecs(List.of(RtpCodec.OPUS, PCMU)));
        Peer b = new Peer(c -> c.codecs(List.of(RtpCodec.OPUS, PCMU)))) {
      RtpTransceiver t = a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      t.setCodecPreferences(List.of(PCMU, RtpCodec.OPUS));
      RtcSessionDescription offer = a.pc.setLocalDescription().join();
      assertThat(offer.sdp()).contains("SAVPF 0 111");
      b.pc.setRemoteDescription(offer).join();
      b.pc.transceivers().get(0).setCodecPreferences(List.of(RtpCodec.OPUS));
      RtcSessionDescription answer = b.pc.setLocalDescription().join();
      assertThat(answer.sdp()).contains("SAVPF 111\r\n");
      a.pc.setRemoteDescription(answer).join();
      t.setCodecPreferences(List.of());
      assertThat(a.pc.createOffer().join().sdp()).contains("SAVPF 111 0");
      RtpCodec unknown = new RtpCodec(MediaKind.AUDIO, "G722", 8_000, 1, 9, "", List.of());
      Refused.with(
          RtcErrorName.INVALID_MODIFICATION_ERROR, () -> t.setCodecPreferences(List.of(unknown)));
    }
  }

  @Test
  void tracks_of_several_streams_or_none_are_announced_so() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTrack(Frames.audio("several"), "one", "two", "one");
      a.pc.addTrack(Frames.audio("none"));
      a.call(b);
      assertThat(b.tracks.get(0).receiver().track().streamIds()).containsExactly("one", "two");
      assertThat(b.tracks.get(0).receiver().track().id()).isEqualTo("several");
      assertThat(b.tracks.get(1).receiver().track().streamIds()).isEmpty();
      b.tracks.clear();

      a.pc.senders().get(0).setStreams("two", "three");
      a.pc.senders().get(1).setStreams();
      a.negotiate(b);
      assertThat(b.tracks).hasSize(1);
      assertThat(b.tracks.get(0).receiver().track().streamIds()).containsExactly("two", "three");
    }
  }

  @Test
  void what_a_closed_connection_is_asked_for_is_an_invalid_state_error() {
    Peer a = new Peer();
    RtpTransceiver t = a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
    a.close();
    List<Runnable> operations =
        List.of(
            () -> a.pc.addTrack(Frames.audio("x")),
            () -> a.pc.removeTrack(t.sender()),
            () -> a.pc.addTransceiver(MediaKind.AUDIO, Direction.INACTIVE),
            () -> a.pc.restartIce(),
            () -> a.pc.setConfiguration(a.pc.getConfiguration()),
            () -> t.setDirection(Direction.INACTIVE),
            () -> t.stop(),
            () -> t.sender().replaceTrack(null),
            () -> t.sender().setStreams("x"),
            () -> a.pc.createOffer().join(),
            () -> a.pc.createAnswer().join(),
            () -> a.pc.setLocalDescription().join(),
            () -> a.pc.setLocalDescription(RtcSessionDescription.ROLLBACK).join(),
            () -> a.pc.setRemoteDescription(RtcSessionDescription.ROLLBACK).join(),
            () -> a.pc.addIceCandidate(new RtcIceCandidate("", null, null, null)).join());
    for (Runnable operation : operations) {
      Refused.with(RtcErrorName.INVALID_STATE_ERROR, operation);
    }
    assertThat(a.pc.signalingState()).isEqualTo(SignalingState.CLOSED);
    assertThat(t.stopped()).isTrue();
    assertThat(t.receiver().track().ended()).isTrue();
  }
}
