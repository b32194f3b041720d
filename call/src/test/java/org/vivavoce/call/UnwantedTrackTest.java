package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.SessionDescription;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;

class UnwantedTrackTest {

  @Test
  void a_track_that_nobody_subscribed_to_is_refused_and_counted_and_the_others_play()
      throws Exception {
    Identities ids = Identities.make();
    try (PubSub network = Wiretap.on(InProcessPubSub.create());
        Person alice = Person.named(ids.higher(), network);
        HandMadePeer bob =
            new HandMadePeer(ids.lower(), network, List.of("voice"), List.of("voice", "spy"))) {
      alice.controller.call(List.of(ids.lower().did()), Subscriptions.allAudio());

      assertThat(alice.await(CallEvent.TrackRefused.class).streamId()).isEqualTo("spy");
      SessionDescription answer = SessionDescription.parse(bob.answer.get(10, TimeUnit.SECONDS));
      assertThat(answer.media().get(0).direction()).isEqualTo(Direction.RECVONLY);
      assertThat(answer.media().get(1).direction()).isEqualTo(Direction.INACTIVE);
      alice.ear.awaitFrames(96_000);
      Person.awaitTrue("bob heard", () -> alice.ear.hears(600));
      assertThat(alice.events(CallEvent.TrackAdded.class))
          .extracting(e -> e.stream().id().text())
          .containsExactly("voice");
      assertThat(alice.controller.counters().tracksRefused()).isEqualTo(1);
    }
  }

  @Test
  void a_stream_that_was_never_announced_is_refused_even_if_it_is_the_only_one() throws Exception {
    Identities ids = Identities.make();
    try (PubSub network = Wiretap.on(InProcessPubSub.create());
        Person alice = Person.named(ids.higher(), network);
        HandMadePeer bob = new HandMadePeer(ids.lower(), network, List.of(), List.of("spy"))) {
      alice.controller.call(List.of(ids.lower().did()), Subscriptions.allAudio());
      alice.await(CallEvent.TrackRefused.class);
      bob.connected.get(10, TimeUnit.SECONDS);

      assertThat(alice.events(CallEvent.TrackAdded.class)).isEmpty();
      assertThat(alice.controller.counters().tracksRefused()).isEqualTo(1);
      assertThat(alice.ear.frames()).isZero();
    }
  }
}
