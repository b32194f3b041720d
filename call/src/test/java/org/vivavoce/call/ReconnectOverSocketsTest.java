package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.signaling.InProcessPubSub;

/** A path that is taken away and given back, with real sockets and sound. */
class ReconnectOverSocketsTest {
  private static final UnaryOperator<ControllerConfig> HASTY =
      c ->
          c.withSignalInterval(Duration.ofMillis(100))
              .withPeer(
                  p ->
                      p.ice(
                          i ->
                              i.ipv6(false)
                                  .consentInterval(Duration.ofMillis(100))
                                  .consentTimeout(Duration.ofMillis(600))));

  private static long connected(Person p) {
    return p.events(CallEvent.ConnectionStateChanged.class).stream()
        .filter(e -> e.state() == PeerConnectionState.CONNECTED)
        .count();
  }

  @Test
  @Timeout(60)
  void two_whose_path_was_cut_hear_each_other_again_without_anybody_doing_anything()
      throws Exception {
    Identities ids = Identities.make();
    for (boolean callerDials : new boolean[] {true, false}) {
      try (InProcessPubSub bare = InProcessPubSub.create();
          UdpRelay relay = UdpRelay.create()) {
        TamperingPubSub network =
            new TamperingPubSub(
                Wiretap.on(bare), m -> relay.rewrite(m, ids.second(callerDials).did()));
        try (Person alice =
                new Person(ids.first(callerDials), network, HASTY).speaks("voice", 440);
            Person bob =
                new Person(ids.second(callerDials), network, HASTY).speaks("voice", 1_000)) {
          bob.answering(Subscriptions.allAudio());
          Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
          alice.awaitConnected();
          bob.awaitConnected();
          bob.ear.awaitFrames(24_000);

          relay.cut();
          alice.await(CallEvent.ParticipantReconnecting.class);
          bob.await(CallEvent.ParticipantReconnecting.class);
          relay.restore();

          Person.awaitTrue("connected again", () -> connected(alice) > 1 && connected(bob) > 1);
          long heard = bob.ear.frames();
          bob.ear.awaitFrames(heard + 72_000);
          Person.awaitTrue("bob hears alice", () -> bob.ear.hears(440));
          Person.awaitTrue("alice hears bob", () -> alice.ear.hears(1_000));
          for (Person p : List.of(alice, bob)) {
            assertThat(p.events(CallEvent.ParticipantLeft.class)).isEmpty();
            assertThat(p.events(CallEvent.TrackRefused.class)).isEmpty();
          }
          assertThat(call.participantStates()).containsValue(ParticipantState.JOINED);
        }
      }
    }
  }
}
