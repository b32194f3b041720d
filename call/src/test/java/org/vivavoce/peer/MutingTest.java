package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.sdp.Direction;

/** When a remote track is muted (WebRTC 1.0 section 5.3). */
class MutingTest {
  @Test
  void an_rtcp_bye_mutes_the_track_that_its_source_was_heard_on() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames voice = a.connect(b, "voice");
      RemoteTrack track = b.tracks.get(0).receiver().track();
      assertThat(track.muted()).isTrue();
      Peer.sendUntilReceived(voice, b);
      Peer.await("unmuted", () -> b.order.contains("unmute"));
      assertThat(track.muted()).isFalse();
      a.pc.close();
      Peer.await("muted", () -> b.order.contains("mute"));
      assertThat(track.muted()).isTrue();
      assertThat(track.ended()).isFalse();
      assertThat(b.order.stream().filter(e -> e.equals("mute"))).hasSize(1);
    }
  }

  @Test
  void a_stopped_sender_says_goodbye_for_its_own_source_only() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTrack(Frames.audio("silent"), "s");
      Frames voice = Frames.audio("voice");
      RtpSender speaks = a.pc.addTrack(voice, "s");
      a.call(b);
      a.awaitConnected();
      b.awaitConnected();
      Peer.sendUntilReceived(voice, b);
      Peer.await("unmuted", () -> b.order.contains("unmute"));
      a.pc.transceivers().get(0).stop();
      a.negotiate(b);
      long before = b.packetsReceived();
      Peer.await(
          "what is said of the one that was stopped has been heard",
          () -> {
            voice.send();
            return b.packetsReceived() > before + 20;
          });
      assertThat(b.order).doesNotContain("mute");
      assertThat(b.tracks.get(1).receiver().track().muted()).isFalse();
      assertThat(speaks.track()).contains(voice);
    }
  }

  @Test
  void a_goodbye_counts_until_the_source_is_heard_again() {
    List<String> heard = new ArrayList<>();
    RemoteTrack track =
        new RemoteTrack(
            "t",
            MediaKind.AUDIO,
            new RemoteTrack.Listener() {
              @Override
              public void heard(RemoteTrack t) {
                heard.add("heard");
                t.muted(false);
              }

              @Override
              public void left(RemoteTrack t) {
                heard.add("left");
              }
            });
    track.sourceLeft(new Ssrc(1));
    assertThat(heard).as("nobody was heard yet").isEmpty();
    packet(track, 1);
    track.sourceLeft(new Ssrc(2));
    assertThat(track.left()).as("another's, such as that of retransmissions").isFalse();
    track.sourceLeft(new Ssrc(1));
    track.sourceLeft(new Ssrc(1));
    assertThat(heard).containsExactly("heard", "left");
    assertThat(track.left()).isTrue();
    assertThat(track.muted(true)).isTrue();
    packet(track, 1);
    assertThat(track.left()).isFalse();
    assertThat(heard).containsExactly("heard", "left", "heard");
    packet(track, 3);
    track.sourceLeft(new Ssrc(1));
    assertThat(track.left()).as("one that had given way before").isFalse();
  }

  private static void packet(RemoteTrack track, int ssrc) {
    track.deliver(ssrc, new byte[10], 0, 10, 1, 0, false, 111, null, 0);
  }

  @Test
  void a_goodbye_that_the_source_itself_overtakes_mutes_nothing() {
    List<Runnable> loop = new ArrayList<>();
    List<String> told = new ArrayList<>();
    PeerObserver observer =
        new PeerObserver() {
          @Override
          public void onTrackMute(RemoteTrack track) {
            told.add("mute");
          }

          @Override
          public void onTrackUnmute(RemoteTrack track) {
            told.add("unmute");
          }
        };
    TransceiverOwner owner =
        new TransceiverOwner(
            null, List::of, () -> false, () -> {}, loop::add, event -> event.accept(observer));
    RemoteTrack track =
        new TransceiverSet(owner, owner)
            .make(MediaKind.AUDIO, Direction.RECVONLY, false, "t")
            .receiver()
            .track();
    packet(track, 1);
    run(loop);
    track.sourceLeft(new Ssrc(1));
    packet(track, 1);
    run(loop);
    assertThat(told).containsExactly("unmute");
    track.sourceLeft(new Ssrc(1));
    run(loop);
    packet(track, 1);
    run(loop);
    assertThat(told).containsExactly("unmute", "mute", "unmute");
  }

  private static void run(List<Runnable> loop) {
    List.copyOf(loop).forEach(Runnable::run);
    loop.clear();
  }
}
