package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PersonState;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.SignalMessage.StateChanged;
import org.vivavoce.signaling.Topics;

/**
 * Calls of more than two, in virtual time. Among them, what was wrong in the system that this one
 * was founded on, and must not come back.
 */
class GroupCallTest {
  private static final List<Identity> PEOPLE = new ArrayList<>();

  static {
    for (int i = 0; i < 6; i++) {
      PEOPLE.add(Wiretap.know(Identity.generate()));
    }
  }

  private World world;
  private List<Someone> all;

  @BeforeEach
  void makeWorld() {
    world = new World(11);
    all = new ArrayList<>();
    PEOPLE.forEach(i -> all.add(world.person(i, c -> c)));
  }

  @AfterEach
  void endWorld() {
    world.close();
  }

  private Someone caller() {
    return all.get(0);
  }

  private List<Someone> callees() {
    return all.subList(1, all.size());
  }

  private Call callAll() {
    return caller().call(callees().toArray(Someone[]::new));
  }

  private Call connectAll() {
    callees().forEach(Someone::answering);
    Call call = callAll();
    world.run(3_000);
    callees().forEach(s -> s.reaction = e -> {});
    return call;
  }

  @Test
  void six_people_are_all_connected_and_everybody_hears_of_everybody_once() {
    Call call = connectAll();
    for (Someone a : all) {
      for (Someone b : all) {
        assertThat(a == b || a.connected(b)).isTrue();
      }
      assertThat(a.events(CallEvent.ParticipantJoined.class))
          .extracting(CallEvent.ParticipantJoined::peer)
          .containsExactlyInAnyOrderElementsOf(
              all.stream().filter(b -> b != a).map(Someone::did).toList());
      assertThat(a.sees(call.id()).values()).containsOnly(ParticipantState.JOINED);
    }
  }

  @Test
  void in_each_pair_it_is_the_lower_did_that_dials() {
    Call call = connectAll();
    for (Someone a : all) {
      Call theirs = a.controller.activeCalls().get(0);
      for (Someone b : all) {
        if (a != b) {
          assertThat(theirs.stats(b.did()).dialed()).isEqualTo(a.did().compareTo(b.did()) < 0);
        }
      }
      assertThat(a.controller.counters().wrongDialer()).isZero();
    }
    assertThat(call.state()).isEqualTo(CallState.ACTIVE);
  }

  @Test
  void a_cancellation_before_anybody_answers_reaches_everybody() {
    Call call = callAll();
    world.run(1_000);
    call.leave("never mind");
    world.run(2_000);
    for (Someone s : callees()) {
      assertThat(s.events(CallEvent.CallCancelled.class))
          .containsExactly(new CallEvent.CallCancelled(call.id(), caller().did(), "never mind"));
      assertThat(s.ended()).contains(new EndReason.Cancelled(caller().did(), "never mind"));
    }
  }

  @Test
  void a_cancellation_reaches_everybody_at_thirty_percent_loss_too_by_word_or_by_silence() {
    world.signaling.loss = 0.3;
    Call call = callAll();
    world.run(4_000);
    call.leave("never mind");
    world.run(20_000);
    for (Someone s : callees()) {
      if (!s.events(CallEvent.IncomingCall.class).isEmpty()) {
        assertThat(s.ended().orElseThrow())
            .isInstanceOfAny(EndReason.Cancelled.class, EndReason.Missed.class);
      }
      assertThat(s.controller.pendingCalls()).isEmpty();
    }
  }

  @Test
  void both_sides_end_a_call_that_is_replaced_by_another() {
    Someone alice = caller();
    Someone bob = all.get(1).answering();
    Call first = alice.call(bob);
    world.run(2_000);
    Call second = alice.call(bob);
    world.run(2_000);
    first.leave("replaced");
    world.run(2_000);
    for (Someone s : List.of(alice, bob)) {
      assertThat(s.events(CallEvent.CallTerminated.class))
          .extracting(CallEvent.CallTerminated::callId)
          .containsExactly(first.id());
      assertThat(s.controller.activeCalls()).extracting(Call::id).containsExactly(second.id());
    }
    assertThat(world.media.open()).isEqualTo(2);
  }

  @Test
  void who_answers_late_finds_the_others_connected_and_joins_them() {
    callees().subList(0, 3).forEach(Someone::answering);
    callAll();
    world.run(20_000);
    Someone late = all.get(4);
    late.incoming().answer(Subscriptions.allAudio());
    world.run(3_000);
    for (Someone s : all.subList(0, 4)) {
      assertThat(s.connected(late) && late.connected(s)).isTrue();
    }
  }

  @Test
  void who_missed_the_call_may_enter_it_while_it_lives() {
    callees().subList(0, 3).forEach(Someone::answering);
    callAll();
    world.run(35_000);
    Someone late = all.get(4);
    assertThat(late.ended()).containsInstanceOf(EndReason.class);
    late.incoming().rejoin(Subscriptions.allAudio());
    world.run(3_000);
    for (Someone s : all.subList(0, 4)) {
      assertThat(s.connected(late) && late.connected(s)).isTrue();
    }
  }

  @Test
  void the_call_goes_on_until_the_last_one_but_one_leaves() {
    Call call = connectAll();
    call.leave("bye");
    world.run(2_000);
    for (int i = 1; i < all.size() - 1; i++) {
      Someone s = all.get(i);
      Call theirs = s.controller.activeCalls().get(0);
      assertThat(theirs.state()).isEqualTo(CallState.ACTIVE);
      theirs.leave("bye");
      world.run(2_000);
    }
    for (Someone s : all) {
      assertThat(s.controller.activeCalls()).isEmpty();
    }
    assertThat(all.get(5).ended()).contains(new EndReason.EverybodyLeft());
    assertThat(world.media.open()).isZero();
  }

  @Test
  void what_the_application_hangs_the_call_on_reaches_everybody() {
    caller().controller.call(List.of(all.get(1).did()), Subscriptions.none(), "chat 7");
    world.run(500);
    assertThat(all.get(1).incoming().conversationId()).isEqualTo("chat 7");
    assertThatThrownBy(
            () ->
                caller()
                    .controller
                    .call(List.of(all.get(1).did()), Subscriptions.none(), "x".repeat(257)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("257");
  }

  @Test
  void late_joiners_hear_how_the_others_are() {
    all.get(1).answering();
    callAll();
    world.run(2_000);
    all.get(1).controller.muteSelf(true);
    all.get(1).controller.deafenSelf(true);
    caller().controller.showRecording(true);
    world.run(2_000);
    Someone late = all.get(2);
    late.incoming().answer(Subscriptions.none());
    world.run(2_000);
    assertThat(late.events(CallEvent.ParticipantStateChanged.class))
        .extracting(
            CallEvent.ParticipantStateChanged::peer, CallEvent.ParticipantStateChanged::state)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(
                all.get(1).did(), new PersonState(true, true, false)),
            org.assertj.core.groups.Tuple.tuple(
                caller().did(), new PersonState(false, false, true)));
  }

  @Test
  void a_change_of_state_that_gets_lost_is_told_again() {
    Call call = connectAll();
    world.signaling.loss = 1;
    caller().controller.muteSelf(true);
    world.signaling.loss = 0;
    world.run(3_000);
    for (Someone s : callees()) {
      assertThat(s.events(CallEvent.ParticipantStateChanged.class))
          .containsExactly(
              new CallEvent.ParticipantStateChanged(
                  call.id(), caller().did(), new PersonState(true, false, false)));
    }
  }

  @Test
  void who_floods_the_call_with_states_and_signals_is_limited_and_the_others_go_on() {
    Someone flooder = all.get(1).answering();
    all.get(2).answering();
    Call call = caller().call(flooder, all.get(2));
    world.run(3_000);
    Wiretap.learn(call);
    Someone victim = caller();
    Did from = flooder.did();
    String topic = Topics.call(call.id());
    long before = victim.events(CallEvent.ParticipantStateChanged.class).size();
    for (int i = 0; i < 800; i++) {
      StateChanged lie =
          new StateChanged(
              call.id(),
              from,
              joinOf(flooder, call),
              new PersonState(i % 2 == 0, i % 3 == 0, i % 5 == 0));
      world
          .signaling
          .of(from)
          .publish(topic, Wiretap.seal(PEOPLE.get(1), topic, lie, world.clock(flooder)));
    }
    world.run(1_000);
    long told = victim.events(CallEvent.ParticipantStateChanged.class).size() - before;
    assertThat(told).isBetween(1L, 25L);
    assertThat(victim.controller.counters().flooded()).isGreaterThan(200);

    all.get(2).controller.muteSelf(true);
    world.run(1_000);
    assertThat(victim.last(CallEvent.ParticipantStateChanged.class).orElseThrow().peer())
        .isEqualTo(all.get(2).did());
    assertThat(victim.sees(call.id()).values()).containsOnly(ParticipantState.JOINED);
  }

  private static org.vivavoce.signaling.JoinId joinOf(Someone who, Call call) {
    return who.controller.session(call.id()).join();
  }

  @Test
  void who_offers_thousands_of_calls_makes_as_many_ring_as_may_be_and_no_more() {
    Someone victim = caller();
    Did from = all.get(1).did();
    String topic = Topics.offerCall(victim.did());
    for (int i = 0; i < 1_000; i++) {
      CallOffer offer = Says.offer(GroupKey.of(new byte[32]), from, victim.did());
      world
          .signaling
          .of(from)
          .publish(topic, Wiretap.seal(PEOPLE.get(1), topic, offer, world.clock(all.get(1))));
    }
    world.run(1_000);
    assertThat(victim.controller.pendingCalls()).hasSize(32);
    assertThat(victim.controller.counters().flooded()).isEqualTo(1_000 - 32);
    world.run(20_000);
    assertThat(victim.controller.pendingCalls()).isEmpty();
  }

  @Test
  void controls_without_a_call_are_refused_with_a_word_about_why() {
    Call call = callAll();
    Someone callee = all.get(1);
    world.run(500);
    Call ringing = callee.incoming();
    assertThatThrownBy(() -> ringing.drop(caller().did(), true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("RINGING");
    assertThatThrownBy(() -> ringing.ring(all.get(2).did()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ringing.rejoin(Subscriptions.none()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ended");
    ringing.answer(Subscriptions.none());
    assertThatThrownBy(() -> ringing.answer(Subscriptions.none()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ACTIVE");
    call.leave("");
    assertThatThrownBy(() -> call.drop(callee.did(), true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ENDED");
    assertThatThrownBy(() -> call.ring(callee.did())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_group_at_thirty_percent_loss_becomes_a_full_mesh_whatever_the_seed() {
    for (int seed = 0; seed < 10; seed++) {
      try (World lossy = new World(seed)) {
        lossy.signaling.loss = 0.3;
        lossy.signaling.repeated = 0.2;
        lossy.signaling.maxMillis = 300;
        List<Someone> four = new ArrayList<>();
        PEOPLE.subList(0, 4).forEach(i -> four.add(lossy.person(i, c -> c).answering()));
        four.get(0).call(four.get(1), four.get(2), four.get(3));
        boolean mesh =
            lossy.runUntil(
                30_000,
                () ->
                    four.stream()
                        .allMatch(a -> four.stream().allMatch(b -> a == b || a.connected(b))));
        assertThat(mesh).as("seed %d: %s", seed, lossy.media.describe()).isTrue();
        assertThat(four.get(0).last(CallEvent.ConnectionStateChanged.class).orElseThrow().state())
            .isEqualTo(PeerConnectionState.CONNECTED);
      }
    }
  }
}
