package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vivavoce.sdp.Direction;

class NegotiationNeededTest {

  private static long asked(Peer p) {
    p.settle();
    return p.order.stream().filter("negotiationneeded"::equals).count();
  }

  @Test
  void several_changes_ask_once_and_what_changes_nothing_asks_not() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      RtpTransceiver t = a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.RECVONLY);
      assertThat(asked(a)).isEqualTo(1);
      a.call(b);
      assertThat(asked(a)).isEqualTo(1);
      assertThat(asked(b)).isZero();
      t.setDirection(Direction.SENDRECV);
      t.sender().replaceTrack(Frames.audio("x"));
      assertThat(asked(a)).isEqualTo(1);
      t.setDirection(Direction.INACTIVE);
      assertThat(asked(a)).isEqualTo(2);
      a.pc
          .getConfiguration()
          .eventLoop()
          .orElseThrow()
          .execute(
              () -> {
                t.setDirection(Direction.SENDRECV);
                t.setDirection(Direction.INACTIVE);
              });
      assertThat(asked(a)).isEqualTo(2);
    }
  }

  @Test
  void a_change_during_an_exchange_asks_when_that_is_over() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Peer.trickle(a, b);
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      RtcSessionDescription offer = a.pc.setLocalDescription().join();
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      long before = asked(a);
      b.pc.setRemoteDescription(offer).join();
      a.pc.setRemoteDescription(b.pc.setLocalDescription().join()).join();
      assertThat(asked(a)).isEqualTo(before + 1);
    }
  }

  @Test
  void who_answers_with_less_than_it_wants_asks_for_more_only_if_the_offer_allowed_it() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.RECVONLY);
      b.pc.addTrack(Frames.audio("b"), "s");
      assertThat(asked(b)).isEqualTo(1);
      a.call(b);
      RtpTransceiver there = b.pc.transceivers().get(0);
      assertThat(there.direction()).isEqualTo(Direction.SENDRECV);
      assertThat(there.currentDirection()).contains(Direction.SENDONLY);
      long before = asked(b);
      // Asked for when the track was added; what could be said of it in the answer was said.
      assertThat(before).isEqualTo(1);
      there.setDirection(Direction.RECVONLY);
      assertThat(asked(b)).isEqualTo(before + 1);
    }
  }

  @Test
  void it_is_asked_after_the_operations_that_are_under_way() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      b.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      RtcSessionDescription offer = b.pc.setLocalDescription().join();
      a.pc
          .getConfiguration()
          .eventLoop()
          .orElseThrow()
          .execute(
              () -> {
                a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDONLY);
                a.pc
                    .setRemoteDescription(offer)
                    .thenCompose(x -> a.pc.setLocalDescription())
                    .thenRun(() -> a.order.add("answered"));
              });
      Peer.await("asked", () -> a.order.contains("negotiationneeded"));
      assertThat(a.order)
          .containsSubsequence(
              "signaling have-remote-offer", "signaling stable", "answered", "negotiationneeded");
    }
  }
}
