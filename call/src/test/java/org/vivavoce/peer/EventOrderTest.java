package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.vivavoce.ice.IceState;
import org.vivavoce.sdp.Direction;

class EventOrderTest {

  /** Again and again, because the gatherer's thread may be faster than the loop. */
  @RepeatedTest(20)
  void an_offerer_hears_the_w3cs_events_in_the_w3cs_order() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTrack(Frames.audio("a"), "s");
      b.pc.addTrack(Frames.audio("b"), "t");
      a.settle();
      a.call(b);
      a.awaitConnected();
      b.awaitConnected();
      Peer.await("completed", () -> a.pc.iceConnectionState() == IceState.COMPLETED);
      a.settle();
      List<String> order = new ArrayList<>(a.order);
      order.removeIf("candidate"::equals);
      assertThat(order)
          .containsSubsequence(
              "negotiationneeded",
              "signaling have-local-offer",
              "gathering GATHERING",
              "end of candidates",
              "gathering COMPLETE")
          .containsSubsequence("signaling have-local-offer", "signaling stable", "track 0")
          .containsSubsequence(
              "ice CHECKING", "connection CONNECTING", "ice CONNECTED", "ice COMPLETED")
          .containsSubsequence("ice CONNECTED", "connection CONNECTED")
          .doesNotHaveDuplicates();
      assertThat(b.order)
          .containsSubsequence(
              "signaling have-remote-offer", "track 0", "signaling stable", "gathering GATHERING");
      assertThat(a.pc.selectedCandidatePair()).isPresent();
    }
  }

  @Test
  void candidates_say_their_m_line_and_generation_and_the_last_one_is_empty() {
    try (Peer a = new Peer()) {
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      RtcSessionDescription offer = a.pc.setLocalDescription().join();
      Peer.await("all", () -> a.order.contains("gathering COMPLETE"));
      assertThat(a.told).hasSizeGreaterThan(1);
      for (RtcIceCandidate c : a.told) {
        assertThat(c.sdpMid()).isEqualTo("0");
        assertThat(c.sdpMLineIndex()).isZero();
        assertThat(offer.sdp()).contains("a=ice-ufrag:" + c.usernameFragment() + "\r\n");
      }
      assertThat(a.told.get(a.told.size() - 1).candidate()).isEmpty();
      assertThat(a.told.subList(0, a.told.size() - 1))
          .allMatch(c -> c.candidate().startsWith("candidate:"));
      String full = a.pc.localDescription().orElseThrow().sdp();
      assertThat(full).contains("a=end-of-candidates");
      assertThat(full.split("a=candidate:")).hasSize(a.told.size());
    }
  }

  @Test
  void an_operation_within_an_observer_waits_for_the_one_that_told() throws Exception {
    List<String> order = new ArrayList<>();
    PeerConnection[] self = new PeerConnection[1];
    try (Peer offerer = new Peer();
        EventLoop loop = EventLoop.shared("test")) {
      offerer.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      RtcSessionDescription offer = offerer.pc.setLocalDescription().join();
      PeerObserver observer =
          new PeerObserver() {
            @Override
            public void onSignalingStateChange(SignalingState state) {
              order.add("begin " + state.text());
              if (state == SignalingState.HAVE_REMOTE_OFFER) {
                self[0].setLocalDescription().thenRun(() -> order.add("answered"));
              }
              order.add("end " + state.text());
            }

            @Override
            public void onTrack(RtpTransceiver t) {
              order.add("track");
            }
          };
      self[0] =
          PeerConnection.create(
              PeerConfiguration.builder().loopbackOnly().eventLoop(loop).build(), observer);
      // The loop stands until something hangs on the future, which might be done before.
      CompletableFuture<Void> attached = new CompletableFuture<>();
      loop.run(attached::join);
      CompletableFuture<Void> applied =
          self[0].setRemoteDescription(offer).thenRun(() -> order.add("applied"));
      attached.complete(null);
      applied.get(20, TimeUnit.SECONDS);
      Peer.await("answered", () -> self[0].signalingState() == SignalingState.STABLE);
      self[0].createOffer().join();
      assertThat(order)
          .containsExactly(
              "begin have-remote-offer",
              "end have-remote-offer",
              "track",
              "applied",
              "begin stable",
              "end stable",
              "answered");
      self[0].close();
    }
  }
}
