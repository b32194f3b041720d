package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vivavoce.sdp.Direction;

class EarlyPacketsTest {

  @Test
  void packets_before_their_signaling_are_kept_and_come_first() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames first = a.connect(b, "first");
      Peer.sendUntilReceived(first, b);

      // b offers one more m-line; a's answer to it is held back, but not what a sends on it.
      b.pc.addTransceiver(MediaKind.AUDIO, Direction.RECVONLY);
      a.pc.setRemoteDescription(b.pc.setLocalDescription().join()).join();
      Frames early = Frames.audio("early");
      RtpTransceiver t = a.pc.transceivers().get(1);
      t.sender().replaceTrack(early);
      t.setDirection(Direction.SENDRECV);
      RtcSessionDescription answer = a.pc.setLocalDescription().join();
      assertThat(t.currentDirection()).contains(Direction.SENDONLY);
      for (int i = 0; i < 5; i++) {
        early.send();
      }
      b.received.clear();
      Peer.sendUntilReceived(first, b); // on the same path, so the five were there before it
      assertThat(b.received).doesNotContain("early");

      b.pc.setRemoteDescription(answer).join();
      Peer.await(
          "all five",
          () -> {
            first.send(); // any packet makes room for those that wait
            return b.received.stream().filter("early"::equals).count() == 5;
          });
      assertThat(b.pc.stats().transport().unrouted()).isZero();
    }
  }

  @Test
  void no_more_are_kept_than_a_moments_worth_and_the_oldest_go_first() {
    EarlyPackets packets = new EarlyPackets();
    int gone = 0;
    for (int i = 0; i < 1_000; i++) {
      gone += packets.add(new byte[] {(byte) (i >> 8), (byte) i}, 0, 2, i);
    }
    assertThat(gone).isEqualTo(1_000 - EarlyPackets.MAX_PACKETS);
    List<EarlyPackets.Packet> kept = new ArrayList<>();
    packets.drain(kept::add);
    assertThat(kept).hasSize(EarlyPackets.MAX_PACKETS);
    assertThat(kept.get(0).arrivalNanos()).isEqualTo(gone);
    assertThat(packets.isEmpty()).isTrue();
    for (int i = 0; i < 100; i++) {
      packets.add(new byte[1_500], 0, 1_500, i);
    }
    kept.clear();
    packets.drain(kept::add);
    assertThat(kept).hasSize(EarlyPackets.MAX_BYTES / 1_500);
  }

  @Test
  void what_is_too_old_is_given_up() {
    EarlyPackets packets = new EarlyPackets();
    packets.add(new byte[1], 0, 1, 0);
    packets.add(new byte[1], 0, 1, 10);
    assertThat(packets.expire(EarlyPackets.MAX_AGE_NANOS)).isZero();
    assertThat(packets.expire(EarlyPackets.MAX_AGE_NANOS + 5)).isEqualTo(1);
    assertThat(packets.expire(EarlyPackets.MAX_AGE_NANOS + 11)).isEqualTo(1);
    assertThat(packets.isEmpty()).isTrue();
  }
}
