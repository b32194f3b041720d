package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PersonState;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.SignalMessage.CallReject;
import org.vivavoce.signaling.SignalMessage.DescriptionType;
import org.vivavoce.signaling.SignalMessage.IceCandidateSignal;
import org.vivavoce.signaling.SignalMessage.Leave;
import org.vivavoce.signaling.SignalMessage.SessionDescriptionSignal;
import org.vivavoce.signaling.StreamId;
import org.vivavoce.signaling.Topics;

/** Signals that come twice, late, in another order, or with nobody behind them. */
class DisorderTest {
  private static final GroupKey KEY = GroupKey.draw(new java.util.Random(1));
  private static final Duration SOON = Duration.ofMillis(200);

  private Wiretap network;

  @BeforeEach
  void makeNetwork() {
    network = Wiretap.on(InProcessPubSub.create());
  }

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  private void say(String topic, SignalMessage message) {
    network.say(topic, message);
  }

  private static CallOffer offer(Did from, Did... participants) {
    return Says.offer(KEY, from, participants);
  }

  @Test
  void an_offer_that_is_replayed_after_its_call_does_not_ring_again() {
    Did bob = Wiretap.somebody();
    try (Person alice = Person.named(Identity.generate(), network)) {
      CallOffer offer = offer(bob, bob, alice.did());
      say(Topics.offerCall(alice.did()), offer);
      alice.await(CallEvent.IncomingCall.class).call().reject("");
      alice.await(CallEvent.CallTerminated.class);

      say(Topics.offerCall(alice.did()), offer);

      Person.awaitTrue("the replay counted", () -> alice.controller.counters().outOfOrder() == 1);
      assertThat(alice.events(CallEvent.IncomingCall.class)).hasSize(1);
    }
  }

  @Test
  void an_offer_that_comes_behind_its_own_cancellation_does_not_ring() {
    Did bob = Wiretap.somebody();
    Did mallory = Wiretap.somebody();
    try (Person alice = Person.named(Identity.generate(), network)) {
      CallOffer cancelled = offer(bob, bob, alice.did());
      CallOffer other = offer(bob, bob, alice.did());
      String topic = Topics.offerCall(alice.did());
      say(topic, new CallCancel(cancelled.callId(), bob, 0, ""));
      say(topic, new CallCancel(other.callId(), mallory, 0, ""));
      say(topic, cancelled);
      say(topic, other);

      assertThat(alice.await(CallEvent.IncomingCall.class).callId()).isEqualTo(other.callId());
      assertThat(alice.controller.counters().outOfOrder()).isEqualTo(1);
    }
  }

  @Test
  void an_offer_may_leave_out_its_caller() {
    Did bob = Wiretap.somebody();
    try (Person alice = Person.named(Identity.generate(), network)) {
      say(Topics.offerCall(alice.did()), offer(bob, alice.did()));

      Call call = alice.await(CallEvent.IncomingCall.class).call();
      assertThat(call.participants()).containsExactly(alice.did(), bob);
    }
  }

  @Test
  void an_offer_for_others_or_from_ourselves_is_counted_and_does_not_ring() {
    Did bob = Wiretap.somebody();
    try (Person alice = Person.named(Identity.generate(), network)) {
      say(Topics.offerCall(alice.did()), offer(bob, bob));
      say(Topics.offerCall(alice.did()), offer(alice.did(), alice.did(), bob));

      Person.awaitTrue("both counted", () -> alice.controller.counters().notInCall() == 2);
      assertThat(alice.events()).isEmpty();
    }
  }

  @Test
  void a_cancellation_that_crosses_our_answer_ends_the_call() {
    Did bob = Wiretap.somebody();
    try (Person alice = Person.named(Identity.generate(), network)) {
      CallOffer offer = offer(bob, bob, alice.did());
      say(Topics.offerCall(alice.did()), offer);
      Call call = alice.await(CallEvent.IncomingCall.class).call();
      call.answer(Subscriptions.allAudio());
      Person.awaitTrue("answered", () -> call.state() == CallState.ACTIVE);

      say(Topics.offerCall(alice.did()), new CallCancel(offer.callId(), bob, 0, "never mind"));

      assertThat(alice.await(CallEvent.CallTerminated.class).reason())
          .isEqualTo(new EndReason.Cancelled(bob, "never mind"));
    }
  }

  @Test
  void a_call_that_we_answer_when_nobody_is_there_any_more_ends_by_itself() {
    Did bob = Wiretap.somebody();
    try (Person alice = new Person(Identity.generate(), network, c -> c.withConnectTimeout(SOON))) {
      say(Topics.offerCall(alice.did()), offer(bob, bob, alice.did()));
      alice.await(CallEvent.IncomingCall.class).call().answer(Subscriptions.allAudio());

      assertThat(alice.await(CallEvent.CallTerminated.class).reason())
          .isInstanceOf(EndReason.EverybodyLeft.class);
    }
  }

  @Test
  void who_says_hello_and_nothing_more_is_given_up() {
    Did bob = Wiretap.somebody();
    try (Person alice = new Person(Identity.generate(), network, c -> c.withConnectTimeout(SOON))) {
      Call call = alice.controller.call(List.of(bob), Subscriptions.allAudio());
      say(Topics.call(call.id()), Says.hello(call.id(), bob));

      assertThat(alice.await(CallEvent.ConnectionFailed.class).failure())
          .isInstanceOf(PeerFailure.NoConnection.class);
      alice.await(CallEvent.CallTerminated.class);
    }
  }

  @Test
  void what_has_no_place_in_a_participants_state_is_counted_and_changes_nothing() {
    Did bob = Wiretap.somebody();
    try (Person alice = Person.named(Identity.generate(), network)) {
      Call call = alice.controller.call(List.of(bob), Subscriptions.none());
      String all = Topics.call(call.id());
      say(all, new Leave(call.id(), bob, Says.joinBefore(bob), "never was here"));
      say(all, Says.state(call.id(), bob, new PersonState(true, false, false)));
      say(all, Says.hello(call.id(), bob));
      alice.await(CallEvent.ParticipantJoined.class);
      say(all, new CallReject(call.id(), bob, "after Hello"));
      say(all, Says.hello(call.id(), bob));

      Person.awaitTrue("three counted", () -> alice.controller.counters().outOfOrder() == 3);
      assertThat(call.state()).isEqualTo(CallState.ACTIVE);
      assertThat(call.participantStates()).containsEntry(bob, ParticipantState.JOINED);

      say(all, Says.leave(call.id(), bob, "bye"));
      alice.await(CallEvent.CallTerminated.class);
      assertThat(alice.events(CallEvent.ParticipantJoined.class)).hasSize(1);
      assertThat(alice.events(CallEvent.ParticipantLeft.class)).hasSize(1);
      assertThat(alice.events(CallEvent.ParticipantDeclined.class)).isEmpty();
    }
  }

  @Test
  void a_leave_that_comes_before_its_own_hello_holds() {
    Did bob = Wiretap.somebody();
    try (Person alice = Person.named(Identity.generate(), network)) {
      Call call = alice.controller.call(List.of(bob), Subscriptions.none());
      String all = Topics.call(call.id());
      say(all, Says.leave(call.id(), bob, "bye"));
      say(all, Says.hello(call.id(), bob));

      Person.awaitTrue("both counted", () -> alice.controller.counters().outOfOrder() == 2);
      assertThat(alice.events(CallEvent.ParticipantJoined.class)).isEmpty();
    }
  }

  @Test
  void a_call_in_which_every_signal_comes_twice_connects_and_stays() throws Exception {
    PubSub twice =
        new RulePubSub(
            network,
            (m, on) -> {
              on.accept(m);
              on.accept(m);
            });
    Identities ids = Identities.make();
    try (Person alice = Person.named(ids.lower(), twice).speaks("voice", 440);
        Person bob = Person.named(ids.higher(), twice).speaks("voice", 1_000)) {
      bob.answering(Subscriptions.allAudio());
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      alice.awaitConnected();
      bob.awaitConnected();
      // Candidates and the answer came twice too.
      Person.awaitTrue(
          "repeats counted by alice", () -> alice.controller.counters().repeated() > 0);
      Person.awaitTrue("repeats counted by bob", () -> bob.controller.counters().repeated() > 1);
      alice.ear.awaitFrames(48_000);
      bob.ear.awaitFrames(48_000);

      assertThat(call.state()).isEqualTo(CallState.ACTIVE);
      for (Person p : List.of(alice, bob)) {
        assertThat(p.events(CallEvent.ConnectionFailed.class)).isEmpty();
        assertThat(p.events(CallEvent.ParticipantJoined.class)).hasSize(1);
        assertThat(p.events(CallEvent.TrackAdded.class)).hasSize(1);
        assertThat(p.controller.counters().malformed()).isZero();
      }
      assertThat(bob.events(CallEvent.IncomingCall.class)).hasSize(1);
    }
  }

  @Test
  void candidates_that_overtake_their_answer_wait_for_it() throws Exception {
    List<Runnable> answers = new ArrayList<>();
    PubSub overtaking =
        new RulePubSub(
            network,
            (m, on) -> {
              if (m instanceof SessionDescriptionSignal d && d.type() == DescriptionType.ANSWER) {
                answers.add(() -> on.accept(m));
                return;
              }
              on.accept(m);
              if (m instanceof IceCandidateSignal c && c.candidate().isEmpty()) {
                answers.forEach(Runnable::run);
                answers.clear();
              }
            });
    Identities ids = Identities.make();
    // Only the callee's signals are put out of order; they are said on its one loop.
    try (Person alice = Person.named(ids.lower(), network).speaks("voice", 440);
        Person bob = Person.named(ids.higher(), overtaking)) {
      bob.answering(Subscriptions.allAudio());
      alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      alice.awaitConnected();
      bob.awaitConnected();

      assertThat(alice.controller.counters().malformed()).isZero();
      assertThat(alice.controller.counters().outOfOrder()).isZero();
    }
  }

  @Test
  void a_flood_of_offers_of_connections_is_bounded_and_counted() throws Exception {
    Identities ids = Identities.make();
    Did bob = ids.lower().did();
    try (Person alice = Person.named(ids.higher(), network).speaks("voice", 440)) {
      Call call = alice.controller.call(List.of(bob), Subscriptions.allAudio());
      String directed = Topics.call(call.id(), alice.did());
      say(Topics.call(call.id()), Says.hello(call.id(), bob));
      alice.await(CallEvent.ParticipantJoined.class);
      say(directed, Says.subscribe(call.id(), bob, alice.did(), new StreamId("voice")));
      String sdp;
      try (org.vivavoce.peer.PeerConnection pc =
          org.vivavoce.peer.PeerConnection.create(
              org.vivavoce.peer.PeerConfiguration.builder().loopbackOnly().build(),
              new org.vivavoce.peer.PeerObserver() {})) {
        pc.addTransceiver(org.vivavoce.peer.MediaKind.AUDIO, org.vivavoce.sdp.Direction.RECVONLY);
        sdp = pc.createOffer().join().sdp();
      }
      int floods = 100;
      for (int i = 0; i < floods; i++) {
        say(directed, Says.sdp(call.id(), bob, alice.did(), i, DescriptionType.OFFER, sdp));
      }
      Person.awaitTrue(
          "most of them counted", () -> alice.controller.counters().flooded() > floods / 2);
      assertThat(call.state()).isEqualTo(CallState.ACTIVE);
    }
  }

  @Test
  void a_sink_factory_that_throws_costs_that_stream_and_tells_so() throws Exception {
    try (Person alice = Person.named(Identity.generate(), network).speaks("voice", 440);
        Person bob =
            new Person(
                Identity.generate(),
                network,
                c -> c,
                (peer, stream) -> {
                  throw new IllegalStateException("no speaker today");
                })) {
      bob.answering(Subscriptions.allAudio());
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());

      assertThat(bob.await(CallEvent.SinkFailed.class).message()).isEqualTo("no speaker today");
      alice.awaitConnected();
      bob.awaitConnected();
      assertThat(call.state()).isEqualTo(CallState.ACTIVE);
    }
  }

  @Test
  void oneself_is_nobody_to_drop_or_to_ask_about() {
    Did bob = Wiretap.somebody();
    try (Person alice = Person.named(Identity.generate(), network)) {
      Call call = alice.controller.call(List.of(bob), Subscriptions.none());
      assertThatThrownBy(() -> call.drop(alice.did(), true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ourselves");
      assertThatThrownBy(() -> call.stats(alice.did()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ourselves");
    }
  }
}
