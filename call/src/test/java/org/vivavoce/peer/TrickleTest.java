package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vivavoce.ice.IceState;
import org.vivavoce.sdp.Direction;

class TrickleTest {
  private static final String CANDIDATE = "candidate:1 1 udp 2130706431 127.0.0.1 9 typ host";

  private static Peer offered(Peer a) {
    a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
    a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
    Peer b = new Peer();
    b.pc.setRemoteDescription(a.pc.setLocalDescription().join()).join();
    return b;
  }

  @Test
  void a_candidate_becomes_part_of_the_remote_description_and_so_does_the_last_one() {
    try (Peer a = new Peer();
        Peer b = offered(a)) {
      assertThat(b.pc.canTrickleIceCandidates()).contains(true);
      b.pc.addIceCandidate(new RtcIceCandidate(CANDIDATE, "0", null, null)).join();
      assertThat(b.pc.remoteDescription().orElseThrow().sdp())
          .contains("a=" + CANDIDATE)
          .doesNotContain("end-of-candidates");
      b.pc.addIceCandidate(new RtcIceCandidate("", "0", 0, null)).join();
      assertThat(b.pc.pendingRemoteDescription().orElseThrow().sdp())
          .contains("a=end-of-candidates");
      assertThat(a.pc.canTrickleIceCandidates()).isEmpty();
    }
  }

  @Test
  void wrong_candidates_are_operation_errors_and_change_nothing() {
    try (Peer a = new Peer();
        Peer b = offered(a)) {
      b.awaitGathered();
      String before = Everything.of(b.pc);
      RtcIceCandidate[] wrong = {
        new RtcIceCandidate("candidate:garbage", "0", 0, null),
        new RtcIceCandidate("candidate:1 1 udp 99999999999999 127.0.0.1 9 typ host", "0", 0, null),
        new RtcIceCandidate("candidate:1 1 udp 1 127.0.0.1 70000 typ host", "0", 0, null),
        new RtcIceCandidate(CANDIDATE, "nomid", 0, null),
        new RtcIceCandidate(CANDIDATE, null, 7, null),
        new RtcIceCandidate(CANDIDATE, null, -1, null),
        new RtcIceCandidate(CANDIDATE, "0", 0, "noufrag"),
      };
      for (RtcIceCandidate c : wrong) {
        Refused.with(RtcErrorName.OPERATION_ERROR, () -> b.pc.addIceCandidate(c).join());
      }
      assertThat(Everything.of(b.pc)).isEqualTo(before);
    }
  }

  @Test
  void thousands_of_candidates_are_kept_within_bounds_and_do_not_hinder_the_connection() {
    try (Peer a = new Peer();
        Peer b = offered(a)) {
      for (int i = 0; i < 5_000; i++) {
        String text =
            "candidate:" + i + " 1 udp 1 127.1." + (i / 250) + "." + (1 + i % 250) + " 9 typ host";
        b.pc.addIceCandidate(new RtcIceCandidate(text, "0", 0, null)).join();
      }
      assertThat(b.pc.remoteDescription().orElseThrow().sdp().split("a=candidate:").length - 1)
          .isEqualTo(RemoteCandidates.Trickled.MAX_CANDIDATES);
      assertThat(b.pc.stats().transport().badCandidates())
          .isEqualTo(5_000 - RemoteCandidates.Trickled.MAX_CANDIDATES);
    }
  }

  @Test
  void a_late_candidate_of_before_a_restart_is_passed_over() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.connect(b, "a");
      String old = a.told.get(0).usernameFragment();
      a.pc.restartIce();
      a.negotiate(b);
      b.pc.addIceCandidate(new RtcIceCandidate(CANDIDATE, "0", 0, old)).join();
      assertThat(b.pc.remoteDescription().orElseThrow().sdp()).doesNotContain(CANDIDATE);
      assertThat(b.pc.stats().transport().badCandidates()).isEqualTo(1);
    }
  }

  @Test
  void candidates_of_an_offer_wait_for_the_answer_and_connect_then() {
    try (Peer a = new Peer();
        Peer b = offered(a)) {
      Peer.await("gathered", () -> a.pc.iceGatheringState() == IceGatheringState.COMPLETE);
      a.settle();
      for (RtcIceCandidate c : a.told) {
        b.pc.addIceCandidate(c).join();
      }
      a.pc.setRemoteDescription(b.pc.setLocalDescription().join()).join();
      // a never hears a candidate of b's: b's checks tell it.
      a.awaitConnected();
      b.awaitConnected();
      Peer.await("completed", () -> b.pc.iceConnectionState() == IceState.COMPLETED);
    }
  }
}
