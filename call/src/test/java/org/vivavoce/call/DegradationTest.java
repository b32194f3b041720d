package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vivavoce.call.AudioQuality.Trouble;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;

/** Sound that gets bad and good again, over real sockets. */
@Timeout(90)
class DegradationTest {
  @Test
  void loss_is_told_while_it_lasts_and_the_round_trip_is_measured() throws Exception {
    AtomicInteger lossPercent = new AtomicInteger();
    Random random = new Random(5);
    try (PubSub network = InProcessPubSub.create();
        Person alice =
            new Person(
                Identity.generate(),
                network,
                c ->
                    c.withPeer(
                        p ->
                            p.receiveFilter(
                                (buffer, offset, length) ->
                                    random.nextInt(100) >= lossPercent.get())));
        Person bob = Person.named(Identity.generate(), network).speaks("voice", 440)) {
      bob.answering(Subscriptions.allAudio());
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      alice.awaitConnected();
      alice.await(CallEvent.TrackAdded.class);
      Person.awaitTrue(
          "a round trip measured by each",
          () ->
              call.stats(bob.did()).roundTrip().isPresent()
                  && bob.controller
                      .activeCalls()
                      .get(0)
                      .stats(alice.did())
                      .roundTrip()
                      .isPresent());
      assertThat(call.stats(bob.did()).roundTrip().orElseThrow().toMillis()).isBetween(0L, 500L);

      lossPercent.set(40);
      CallEvent.AudioDegradation bad =
          alice.await(
              CallEvent.AudioDegradation.class, e -> e.quality().troubles().contains(Trouble.LOSS));
      assertThat(bad.peer()).isEqualTo(bob.did());
      assertThat(bad.quality().lossPercent()).isBetween(5.0, 60.0);
      lossPercent.set(0);
      CallEvent.AudioRecovered good = alice.await(CallEvent.AudioRecovered.class);
      assertThat(good.quality().troubles()).isEmpty();
      assertThat(bob.events(CallEvent.AudioDegradation.class))
          .as("nothing was lost on the way to him")
          .filteredOn(e -> e.quality().troubles().contains(Trouble.LOSS))
          .isEmpty();
    }
  }
}
