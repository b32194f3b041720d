package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vivavoce.sdp.Direction;

class ProvisionalAnswerTest {

  /** Applies a's offer and b's provisional answer to it at b's, and gives the answer. */
  private static RtcSessionDescription offeredAndAnsweredEarly(Peer a, Peer b, Frames track) {
    Peer.trickle(a, b);
    a.pc.addTrack(track, "s");
    b.pc.setRemoteDescription(a.pc.setLocalDescription().join()).join();
    b.ready();
    RtcSessionDescription early =
        new RtcSessionDescription(SdpType.PRANSWER, b.pc.createAnswer().join().sdp());
    b.pc.setLocalDescription(early).join();
    return early;
  }

  @Test
  void media_flow_after_a_provisional_answer_and_the_final_one_ends_the_exchange() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = Frames.audio("a");
      RtcSessionDescription early = offeredAndAnsweredEarly(a, b, track);
      assertThat(b.pc.signalingState()).isEqualTo(SignalingState.HAVE_LOCAL_PRANSWER);
      assertThat(b.pc.pendingLocalDescription().orElseThrow().type()).isEqualTo(SdpType.PRANSWER);
      assertThat(b.pc.pendingRemoteDescription()).isPresent();
      a.pc.setRemoteDescription(early).join();
      a.ready();
      assertThat(a.pc.signalingState()).isEqualTo(SignalingState.HAVE_REMOTE_PRANSWER);
      assertThat(a.pc.pendingLocalDescription()).isPresent();
      assertThat(a.pc.currentLocalDescription()).isEmpty();

      a.awaitConnected();
      b.awaitConnected();
      Peer.sendUntilReceived(track, b);

      Frames back = Frames.audio("back");
      b.pc.addTrack(back, "t");
      RtcSessionDescription answer = b.pc.setLocalDescription().join();
      assertThat(answer.type()).isEqualTo(SdpType.ANSWER);
      a.pc.setRemoteDescription(answer).join();

      assertThat(a.pc.signalingState()).isEqualTo(SignalingState.STABLE);
      assertThat(b.pc.signalingState()).isEqualTo(SignalingState.STABLE);
      assertThat(a.pc.currentRemoteDescription().orElseThrow().type()).isEqualTo(SdpType.ANSWER);
      Peer.sendUntilReceived(back, a);
      assertThat(a.order).doesNotContain("connection FAILED");
    }
  }

  /** Of two that answer one offer, the one that answered first would have to be given up. */
  @Test
  void a_final_answer_with_other_ice_credentials_than_the_provisional_one_is_refused() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = Frames.audio("a");
      RtcSessionDescription early = offeredAndAnsweredEarly(a, b, track);
      a.pc.setRemoteDescription(early).join();
      a.ready();
      RtcSessionDescription answer = b.pc.setLocalDescription().join();
      a.awaitGathered();
      b.awaitGathered();
      String before = Everything.of(a.pc);
      String other =
          answer
              .sdp()
              .replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:otherone")
              .replaceAll("a=ice-pwd:.*", "a=ice-pwd:anotherpasswordthatislong");
      for (SdpType type : new SdpType[] {SdpType.PRANSWER, SdpType.ANSWER}) {
        assertThat(
                Refused.with(
                    RtcErrorName.INVALID_ACCESS_ERROR,
                    () -> a.pc.setRemoteDescription(new RtcSessionDescription(type, other)).join()))
            .hasMessageContaining("provisional answer");
      }
      assertThat(Everything.of(a.pc)).isEqualTo(before);
      a.pc.setRemoteDescription(answer).join();
      a.awaitConnected();
      b.awaitConnected();
      Peer.sendUntilReceived(track, b);
    }
  }

  @Test
  void a_restart_may_be_answered_provisionally_first() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = a.connect(b, "a");
      b.pc
          .setRemoteDescription(setLocal(a, a.pc.createOffer(new OfferOptions(true)).join()))
          .join();
      RtcSessionDescription early =
          new RtcSessionDescription(SdpType.PRANSWER, b.pc.createAnswer().join().sdp());
      b.pc.setLocalDescription(early).join();
      a.pc.setRemoteDescription(early).join();
      RtcSessionDescription answer = b.pc.setLocalDescription().join();
      a.pc.setRemoteDescription(answer).join();
      assertThat(a.pc.signalingState()).isEqualTo(SignalingState.STABLE);
      b.received.clear();
      Peer.sendUntilReceived(track, b);
      assertThat(a.pc.connectionState()).isEqualTo(PeerConnectionState.CONNECTED);
    }
  }

  private static RtcSessionDescription setLocal(Peer p, RtcSessionDescription d) {
    p.pc.setLocalDescription(d).join();
    return d;
  }

  @Test
  void what_is_not_allowed_while_a_provisional_answer_stands_is_an_invalid_state_error() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      RtcSessionDescription offer = a.pc.setLocalDescription().join();
      b.pc.setRemoteDescription(offer).join();
      RtcSessionDescription early =
          new RtcSessionDescription(SdpType.PRANSWER, b.pc.createAnswer().join().sdp());
      b.pc.setLocalDescription(early).join();
      a.pc.setRemoteDescription(early).join();

      Refused.with(RtcErrorName.INVALID_STATE_ERROR, () -> a.pc.createOffer().join());
      Refused.with(RtcErrorName.INVALID_STATE_ERROR, () -> a.pc.createAnswer().join());
      Refused.with(RtcErrorName.INVALID_STATE_ERROR, () -> a.pc.setLocalDescription(offer).join());
      Refused.with(RtcErrorName.INVALID_STATE_ERROR, () -> a.pc.setRemoteDescription(offer).join());
      Refused.with(RtcErrorName.INVALID_STATE_ERROR, () -> b.pc.createOffer().join());
      Refused.with(RtcErrorName.INVALID_STATE_ERROR, () -> b.pc.setRemoteDescription(offer).join());
      assertThat(a.pc.signalingState().text()).isEqualTo("have-remote-pranswer");
      assertThat(b.pc.signalingState().text()).isEqualTo("have-local-pranswer");
    }
  }
}
