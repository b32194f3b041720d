package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.peer.PeerConnectionStats;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

class TwoPeopleTest {
  private static final double ALICE_HZ = 440;
  private static final double BOB_HZ = 1_000;
  private static final long TWO_SECONDS = 96_000;

  private PubSub network;

  @BeforeEach
  void makeNetwork() {
    network = Wiretap.on(InProcessPubSub.create());
  }

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  @Test
  void two_people_hear_each_other() throws Exception {
    try (Person alice = Person.named(Identity.generate(), network).speaks("voice", ALICE_HZ);
        Person bob = Person.named(Identity.generate(), network).speaks("voice", BOB_HZ)) {
      bob.answering(Subscriptions.allAudio());
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      alice.awaitConnected();
      bob.awaitConnected();
      alice.ear.awaitFrames(TWO_SECONDS);
      bob.ear.awaitFrames(TWO_SECONDS);

      assertHears(alice, BOB_HZ, ALICE_HZ);
      assertHears(bob, ALICE_HZ, BOB_HZ);
      Person.awaitTrue("packets sent", () -> sent(call, bob) > 50);
      Person.awaitTrue("packets received", () -> received(call, bob) > 50);
      Person.awaitTrue(
          "a round trip measured",
          () ->
              call.stats(bob.did()).connection().orElseThrow().outbound().get(0).roundTripTime()
                  > 0);
      CallStats stats = call.stats(bob.did());
      PeerConnectionStats connection = stats.connection().orElseThrow();
      assertThat(connection.dtls().orElseThrow().version()).isEqualTo("DTLS 1.2");
      assertThat(connection.srtpProfile()).isPresent();
      assertThat(connection.inbound().get(0).packetsLost()).isZero();
      assertThat(connection.outbound().get(0).roundTripTime()).isBetween(0.0, 1.0);
      assertThat(stats.dialed()).isEqualTo(alice.did().compareTo(bob.did()) < 0);
    }
  }

  @ParameterizedTest(name = "the caller has the lower DID: {0}")
  @ValueSource(booleans = {true, false})
  void an_answer_after_three_hello_windows_still_connects(boolean callerIsLower) throws Exception {
    Identities ids = Identities.make();
    Duration window = Duration.ofMillis(100);
    try (Person alice =
            new Person(
                ids.first(callerIsLower),
                network,
                c -> c.withHelloWindow(window, Duration.ofMillis(25)));
        Person bob =
            new Person(
                ids.second(callerIsLower),
                network,
                c -> c.withHelloWindow(window, Duration.ofMillis(25)))) {
      alice.speaks("voice", ALICE_HZ);
      alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      CallEvent.IncomingCall incoming = bob.await(CallEvent.IncomingCall.class);

      CompletableFuture.runAsync(
              () -> incoming.call().answer(Subscriptions.allAudio()),
              CompletableFuture.delayedExecutor(3 * window.toMillis(), TimeUnit.MILLISECONDS))
          .join();

      alice.awaitConnected();
      bob.awaitConnected();
      bob.await(CallEvent.TrackAdded.class);
    }
  }

  @Test
  void asking_for_two_streams_of_which_one_is_offered_gives_one_track_and_one_report()
      throws Exception {
    try (Person alice = Person.named(Identity.generate(), network).speaks("voice", ALICE_HZ);
        Person bob = Person.named(Identity.generate(), network)) {
      StreamId voice = new StreamId("voice");
      StreamId screen = new StreamId("screen");
      bob.answering(Subscriptions.none().with(alice.did(), Set.of(voice, screen)));
      alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());

      bob.awaitConnected();
      bob.ear.awaitFrames(TWO_SECONDS);

      assertThat(bob.events(CallEvent.TrackAdded.class))
          .extracting(e -> e.stream().id())
          .containsExactly(voice);
      assertThat(bob.events(CallEvent.StreamNotOffered.class))
          .extracting(CallEvent.StreamNotOffered::stream)
          .containsExactly(screen);
      assertThat(bob.controller.counters().tracksRefused()).isZero();
    }
  }

  @Test
  void who_subscribes_to_nothing_hears_nothing_but_is_heard() throws Exception {
    try (Person alice = Person.named(Identity.generate(), network).speaks("voice", ALICE_HZ);
        Person bob = Person.named(Identity.generate(), network).speaks("voice", BOB_HZ)) {
      bob.answering(Subscriptions.none());
      alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      alice.awaitConnected();
      alice.ear.awaitFrames(TWO_SECONDS);

      assertHears(alice, BOB_HZ, ALICE_HZ);
      assertThat(bob.events(CallEvent.TrackAdded.class)).isEmpty();
      assertThat(bob.ear.frames()).isZero();
    }
  }

  @Test
  void nobody_answering_ends_the_offer_with_its_own_event() throws Exception {
    try (Person alice =
            new Person(
                Identity.generate(), network, c -> c.withOfferTimeout(Duration.ofMillis(200)));
        Person bob = Person.named(Identity.generate(), network)) {
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      bob.await(CallEvent.IncomingCall.class);

      assertThat(alice.await(CallEvent.OfferExpired.class).peer()).isEqualTo(bob.did());
      assertThat(alice.await(CallEvent.CallTerminated.class).reason())
          .isInstanceOf(EndReason.NoAnswer.class);
      assertThat(bob.await(CallEvent.CallTerminated.class).reason())
          .isInstanceOfAny(EndReason.Cancelled.class, EndReason.Missed.class);
      assertThat(call.state()).isEqualTo(CallState.ENDED);
    }
  }

  @Test
  void a_rejected_call_ends_with_the_reason_given() throws Exception {
    try (Person alice = Person.named(Identity.generate(), network);
        Person bob = Person.named(Identity.generate(), network)) {
      alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      bob.await(CallEvent.IncomingCall.class).call().reject("in a meeting");

      assertThat(alice.await(CallEvent.ParticipantDeclined.class).reason())
          .isEqualTo("in a meeting");
      assertThat(alice.await(CallEvent.CallTerminated.class).reason())
          .isEqualTo(new EndReason.Rejected(bob.did(), "in a meeting"));
      assertThat(bob.await(CallEvent.CallTerminated.class).reason())
          .isEqualTo(new EndReason.Declined());
    }
  }

  @Test
  void a_call_cancelled_before_the_answer_stops_ringing() throws Exception {
    try (Person alice = Person.named(Identity.generate(), network);
        Person bob = Person.named(Identity.generate(), network)) {
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      Call ringing = bob.await(CallEvent.IncomingCall.class).call();
      call.leave("wrong number");

      assertThat(bob.await(CallEvent.CallTerminated.class).reason())
          .isEqualTo(new EndReason.Cancelled(alice.did(), "wrong number"));
      assertThatThrownBy(() -> ringing.answer(Subscriptions.allAudio()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ENDED");
    }
  }

  @Test
  void leaving_ends_the_call_for_the_one_who_stays() throws Exception {
    try (Person alice = Person.named(Identity.generate(), network).speaks("voice", ALICE_HZ);
        Person bob = Person.named(Identity.generate(), network).speaks("voice", BOB_HZ)) {
      bob.answering(Subscriptions.allAudio());
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      alice.awaitConnected();
      bob.awaitConnected();
      call.leave("bye");

      assertThat(bob.await(CallEvent.ParticipantLeft.class).reason())
          .isEqualTo(new LeaveReason.Left("bye"));
      assertThat(bob.await(CallEvent.CallTerminated.class).reason())
          .isEqualTo(new EndReason.EverybodyLeft());
      assertThat(alice.await(CallEvent.CallTerminated.class).reason())
          .isEqualTo(new EndReason.HungUp());
    }
  }

  @Test
  void muting_oneself_stops_rtp_and_unmuting_starts_it_again() throws Exception {
    try (Person alice = Person.named(Identity.generate(), network).speaks("voice", ALICE_HZ);
        Person bob = Person.named(Identity.generate(), network)) {
      bob.answering(Subscriptions.allAudio());
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      bob.awaitConnected();
      bob.ear.awaitFrames(TWO_SECONDS / 2);

      alice.controller.muteSelf(true);
      // Played for a while after the command: what was under way has arrived.
      bob.ear.awaitFrames(bob.ear.frames() + TWO_SECONDS / 8);
      long whenMuted = sent(call, bob);
      bob.ear.awaitFrames(bob.ear.frames() + TWO_SECONDS);
      assertThat(sent(call, bob)).isEqualTo(whenMuted);
      assertThat(bob.ear.toneShare(ALICE_HZ)).isLessThan(0.1);

      alice.controller.muteSelf(false);
      bob.ear.awaitFrames(bob.ear.frames() + TWO_SECONDS);
      Person.awaitTrue("packets again", () -> sent(call, bob) > whenMuted + 50);
      assertHears(bob, ALICE_HZ, BOB_HZ);
    }
  }

  @Test
  void dropping_the_other_silences_them_here_only() throws Exception {
    try (Person alice = Person.named(Identity.generate(), network).speaks("voice", ALICE_HZ);
        Person bob = Person.named(Identity.generate(), network).speaks("voice", BOB_HZ)) {
      bob.answering(Subscriptions.allAudio());
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      alice.awaitConnected();
      bob.awaitConnected();
      call.drop(bob.did(), true);
      alice.ear.awaitFrames(alice.ear.frames() + TWO_SECONDS);
      assertThat(alice.ear.toneShare(BOB_HZ)).isCloseTo(0, within(0.01));
      bob.ear.awaitFrames(TWO_SECONDS);
      assertHears(bob, ALICE_HZ, BOB_HZ);

      call.drop(bob.did(), false);
      alice.ear.awaitFrames(alice.ear.frames() + TWO_SECONDS);
      assertHears(alice, BOB_HZ, ALICE_HZ);
    }
  }

  @Test
  void calls_that_make_no_sense_are_refused_at_once() {
    try (Person alice = Person.named(Identity.generate(), network)) {
      assertThatThrownBy(() -> alice.controller.call(List.of(), Subscriptions.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("empty");
      assertThatThrownBy(() -> alice.controller.call(List.of(alice.did()), Subscriptions.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("oneself");
    }
  }

  /** Waits until the last second was the other's tone and nothing of one's own. */
  private static void assertHears(Person who, double theirs, double own) {
    Person.awaitTrue(
        "the other's tone heard, and not one's own",
        () -> who.ear.hears(theirs) && who.ear.toneShare(own) < 0.01);
  }

  private static long sent(Call call, Person to) {
    return call.stats(to.did()).connection().orElseThrow().outbound().get(0).packetsSent();
  }

  private static long received(Call call, Person from) {
    return call.stats(from.did()).connection().orElseThrow().inbound().get(0).packetsReceived();
  }
}
