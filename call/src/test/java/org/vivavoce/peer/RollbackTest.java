package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vivavoce.sdp.Direction;

class RollbackTest {

  @Test
  void a_local_offer_that_is_taken_back_leaves_the_m_line_without_mid() {
    try (Peer a = new Peer()) {
      RtpTransceiver t = a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      a.pc.setLocalDescription().join();
      assertThat(t.mid()).contains("0");
      assertThat(a.pc.pendingLocalDescription()).isPresent();

      a.pc.setLocalDescription(RtcSessionDescription.ROLLBACK).join();

      assertThat(a.pc.signalingState()).isEqualTo(SignalingState.STABLE);
      assertThat(t.mid()).isEmpty();
      assertThat(a.pc.transceivers()).containsExactly(t);
      assertThat(a.pc.pendingLocalDescription()).isEmpty();
      assertThat(a.pc.localDescription()).isEmpty();
      assertThat(a.pc.iceGatheringState()).isEqualTo(IceGatheringState.NEW);
      a.settle();
      assertThat(a.order)
          .containsSubsequence(
              "signaling have-local-offer", "signaling stable", "negotiationneeded");
    }
  }

  @Test
  void a_remote_offer_that_is_taken_back_takes_its_transceivers_along_but_not_ours() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTrack(Frames.audio("one"), "s");
      a.pc.addTrack(Frames.audio("two"), "s");
      b.pc.addTrack(Frames.audio("back"), "s");
      b.pc.setRemoteDescription(a.pc.setLocalDescription().join()).join();
      assertThat(b.pc.transceivers()).hasSize(2);
      RemoteTrack gone = b.pc.transceivers().get(1).receiver().track();

      b.pc.setRemoteDescription(RtcSessionDescription.ROLLBACK).join();

      assertThat(b.pc.signalingState()).isEqualTo(SignalingState.STABLE);
      assertThat(b.pc.transceivers()).hasSize(1);
      assertThat(b.pc.transceivers().get(0).mid()).isEmpty();
      assertThat(b.pc.transceivers().get(0).sender().track()).isPresent();
      assertThat(b.pc.remoteDescription()).isEmpty();
      assertThat(gone.ended()).isTrue();
    }
  }

  @Test
  void a_transceiver_of_a_rolled_back_offer_stays_if_add_track_took_it() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      b.pc.setRemoteDescription(a.pc.setLocalDescription().join()).join();
      b.pc.addTrack(Frames.audio("ours"), "s");

      b.pc.setRemoteDescription(RtcSessionDescription.ROLLBACK).join();

      assertThat(b.pc.transceivers()).hasSize(1);
      assertThat(b.pc.transceivers().get(0).mid()).isEmpty();
      assertThat(b.pc.createOffer().join().sdp()).contains("a=msid:s ours");
    }
  }

  @Test
  void rolling_back_in_the_wrong_state_is_an_invalid_state_error() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Refused.with(
          RtcErrorName.INVALID_STATE_ERROR,
          () -> a.pc.setLocalDescription(RtcSessionDescription.ROLLBACK).join());
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      b.pc.setRemoteDescription(a.pc.setLocalDescription().join()).join();
      RtcSessionDescription answer = b.pc.createAnswer().join();
      RtcSessionDescription provisional = new RtcSessionDescription(SdpType.PRANSWER, answer.sdp());
      b.pc.setLocalDescription(provisional).join();
      a.pc.setRemoteDescription(provisional).join();
      for (Peer p : new Peer[] {a, b}) {
        Refused.with(
            RtcErrorName.INVALID_STATE_ERROR,
            () -> p.pc.setRemoteDescription(RtcSessionDescription.ROLLBACK).join());
      }
    }
  }

  @Test
  void an_offer_that_meets_ours_takes_it_back_and_media_flow_both_ways() {
    try (Peer polite = new Peer();
        Peer other = new Peer()) {
      Peer.trickle(polite, other);
      Frames ours = Frames.audio("ours");
      Frames theirs = Frames.audio("theirs");
      polite.pc.addTrack(ours, "s");
      other.pc.addTrack(theirs, "t");
      polite.pc.setLocalDescription().join();
      RtcSessionDescription offer = other.pc.setLocalDescription().join();
      polite.order.clear();

      polite.pc.setRemoteDescription(offer).join();
      polite.ready();
      assertThat(polite.order)
          .containsSubsequence("signaling stable", "signaling have-remote-offer", "track 0");
      other.pc.setRemoteDescription(polite.pc.setLocalDescription().join()).join();
      other.ready();

      polite.awaitConnected();
      other.awaitConnected();
      Peer.sendUntilReceived(ours, other);
      Peer.sendUntilReceived(theirs, polite);
      polite.settle();
      assertThat(polite.pc.transceivers()).hasSize(1);
    }
  }

  @Test
  void an_offer_that_cannot_be_applied_does_not_take_ours_back() {
    try (Peer a = new Peer()) {
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      RtcSessionDescription ours = a.pc.setLocalDescription().join();
      Refused.with(
          RtcErrorName.SDP_SYNTAX_ERROR,
          () ->
              a.pc
                  .setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, "v=0\r\nx"))
                  .join());
      assertThat(a.pc.signalingState()).isEqualTo(SignalingState.HAVE_LOCAL_OFFER);
      assertThat(a.pc.pendingLocalDescription().orElseThrow().sdp())
          .startsWith(ours.sdp().substring(0, 40));
      assertThat(a.pc.transceivers().get(0).mid()).contains("0");
    }
  }

  @Test
  void an_offer_of_later_that_is_taken_back_leaves_what_flows_alone() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = a.connect(b, "a");
      Peer.sendUntilReceived(track, b);

      a.pc.addTrack(Frames.audio("more"), "s");
      RtcSessionDescription offer = a.pc.setLocalDescription().join();
      b.pc.setRemoteDescription(offer).join();
      assertThat(b.pc.transceivers()).hasSize(2);
      b.pc.setRemoteDescription(RtcSessionDescription.ROLLBACK).join();
      a.pc.setLocalDescription(RtcSessionDescription.ROLLBACK).join();

      assertThat(b.pc.transceivers()).hasSize(1);
      assertThat(b.pc.transceivers().get(0).receiver().track().streamIds()).containsExactly("s");
      b.received.clear();
      Peer.sendUntilReceived(track, b);
      a.negotiate(b);
      assertThat(b.pc.transceivers()).hasSize(2);
    }
  }
}
