package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.peer.PeerConnectionState;

/** People who lose the network, their process, or their clock, in the middle of a call. */
class ReconnectTest {
  private static final Identities TWO = Identities.make();

  private static void connect(World world, Someone alice, Someone bob) {
    alice.call(bob);
    assertThat(world.runUntil(10_000, () -> alice.connected(bob) && bob.connected(alice)))
        .as("connected: %s, %s", alice.events, bob.events)
        .isTrue();
  }

  @ParameterizedTest(name = "away for {0} s")
  @ValueSource(ints = {8, 20, 35, 50, 58})
  void who_loses_the_network_and_comes_back_within_a_minute_is_connected_again(int seconds) {
    for (boolean dialer : new boolean[] {true, false}) {
      try (World world = new World(seconds)) {
        Someone alice = world.person(TWO.first(dialer), c -> c);
        Someone bob = world.person(TWO.second(dialer), c -> c).answering();
        connect(world, alice, bob);

        bob.cut(true);
        world.run(seconds * 1_000L);
        assertThat(alice.events(CallEvent.ParticipantReconnecting.class)).hasSize(1);
        assertThat(bob.events(CallEvent.ParticipantReconnecting.class)).hasSize(1);
        assertThat(bob.controller.activeCalls().get(0).participantStates())
            .containsEntry(alice.did(), ParticipantState.RECONNECTING);
        bob.cut(false);

        assertThat(world.runUntil(10_000, () -> alice.connected(bob) && bob.connected(alice)))
            .as("away %d s, %s; %s; %s", seconds, alice.events, bob.events, world.media.describe())
            .isTrue();
        for (Someone p : List.of(alice, bob)) {
          assertThat(p.events(CallEvent.ParticipantLeft.class)).isEmpty();
          assertThat(p.last(CallEvent.ConnectionStateChanged.class).orElseThrow().state())
              .isEqualTo(PeerConnectionState.CONNECTED);
          assertThat(p.controller.activeCalls().get(0).participantStates())
              .containsValue(ParticipantState.JOINED);
        }
        // Nothing goes on being said.
        world.run(5_000);
        long said = world.signaling.published;
        world.run(60_000);
        assertThat(world.signaling.published).isEqualTo(said);
      }
    }
  }

  /**
   * One pair may have found each other again while another pair gives up, each a moment before the
   * other hears of it.
   */
  @Test
  void who_comes_back_just_as_they_are_given_up_is_there_for_all_in_the_end_or_for_none() {
    UnaryOperator<ControllerConfig> hasty =
        c ->
            c.withReconnectTimeout(Duration.ofSeconds(20))
                .withConnectTimeout(Duration.ofSeconds(20));
    int back = 0;
    for (int seed = 0; seed < 60; seed++) {
      try (World world = new World(seed)) {
        List<Someone> people = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          people.add(world.person(Identities.of(world.random), hasty).answering());
        }
        Someone bob = people.get(3);
        Call call = people.get(0).call(people.get(1), people.get(2), bob);
        assertThat(world.runUntil(10_000, () -> everybodySeesEverybody(people, call))).isTrue();
        world.signaling.loss = 0.3;
        world.signaling.maxMillis = 150;
        bob.cut(true);
        // Silent after 6 s, given up 20 s later: back within the last seconds before that.
        world.run(22_000 + seed * 75);
        bob.cut(false);
        world.run(60_000);

        boolean in = !bob.controller.activeCalls().isEmpty();
        back += in ? 1 : 0;
        assertThat(everybodySeesEverybody(in ? people : people.subList(0, 3), call))
            .as("seed %d, bob in: %s; %s", seed, in, people.stream().map(p -> p.events).toList())
            .isTrue();
      }
    }
    assertThat(back).isBetween(20, 59);
  }

  private static boolean everybodySeesEverybody(List<Someone> people, Call call) {
    return people.stream()
        .allMatch(
            p ->
                people.stream()
                    .filter(q -> q != p)
                    .allMatch(
                        q ->
                            p.connected(q)
                                && p.sees(call.id()).get(q.did()) == ParticipantState.JOINED));
  }

  @Test
  void who_stays_away_longer_is_gone_and_the_call_ends_with_the_reason_on_both_sides() {
    try (World world = new World(1)) {
      Someone alice =
          world.person(TWO.lower(), c -> c.withReconnectTimeout(Duration.ofSeconds(40)));
      Someone bob =
          world
              .person(TWO.higher(), c -> c.withReconnectTimeout(Duration.ofSeconds(40)))
              .answering();
      connect(world, alice, bob);
      bob.cut(true);
      world.run(60_000);

      for (Someone p : List.of(alice, bob)) {
        assertThat(p.last(CallEvent.ParticipantLeft.class).orElseThrow().reason())
            .isInstanceOf(LeaveReason.Lost.class);
        assertThat(p.ended().orElseThrow()).isInstanceOf(EndReason.ConnectionFailed.class);
      }
      assertThat(world.media.open()).isZero();
    }
  }

  /** Only who dials can look for a new path; the address that stays is no reason to. */
  @Test
  void who_gets_another_address_looks_for_a_new_path_and_who_gets_one_more_does_not()
      throws Exception {
    try (World world = new World(5)) {
      Someone alice = world.person(TWO.lower(), c -> c);
      Someone bob = world.person(TWO.higher(), c -> c).answering();
      connect(world, alice, bob);
      InetAddress first = InetAddress.getByName("192.0.2.1");
      InetAddress second = InetAddress.getByName("198.51.100.7");
      world.run(5_000);
      long said = world.signaling.published;

      alice.changeAddresses(Set.of(first, second));
      world.run(1_000);
      assertThat(alice.last(CallEvent.NetworkChanged.class).orElseThrow().addresses())
          .containsExactlyInAnyOrder(first, second);
      alice.changeAddresses(Set.of(InetAddress.getLoopbackAddress()));
      world.run(1_000);
      assertThat(world.signaling.published).as("nowhere to begin at").isEqualTo(said);

      alice.changeAddresses(Set.of(second));
      world.run(1_000);
      assertThat(world.signaling.published).as("an offer, an answer").isGreaterThan(said);
      assertThat(alice.connected(bob) && bob.connected(alice)).isTrue();
      assertThat(alice.events(CallEvent.ParticipantReconnecting.class)).isEmpty();
      assertThat(bob.events(CallEvent.NetworkChanged.class)).isEmpty();
      alice.controller.activeCalls().get(0).leave("");
      world.run(1_000);
      assertThat(alice.watchers).isEmpty();
    }
  }

  @Test
  void who_restarts_is_called_back_and_may_enter_the_call_again() {
    for (boolean callerRestarts : new boolean[] {true, false}) {
      try (World world = new World(3)) {
        Someone alice = world.person(TWO.lower(), c -> c);
        Someone bob = world.person(TWO.higher(), c -> c).answering();
        connect(world, alice, bob);
        Someone fallen = callerRestarts ? alice : bob;
        Someone other = callerRestarts ? bob : alice;
        fallen.kill();
        world.run(1_000);
        fallen.clockOff = -60_000;
        fallen.start();
        fallen.events.clear();
        fallen.answering();

        assertThat(world.runUntil(30_000, () -> fallen.connected(other) && other.connected(fallen)))
            .as("%s; %s", fallen.events, other.events)
            .isTrue();
        assertThat(fallen.last(CallEvent.IncomingCall.class).orElseThrow().rejoin()).isTrue();
        assertThat(other.events(CallEvent.ParticipantLeft.class))
            .extracting(CallEvent.ParticipantLeft::reason)
            .containsExactly(new LeaveReason.Restarted());
        assertThat(other.events(CallEvent.ParticipantJoined.class)).hasSize(2);
        assertThat(other.ended()).isEmpty();
      }
    }
  }

  @Test
  void who_restarts_and_says_no_is_gone_at_once() {
    try (World world = new World(3)) {
      Someone alice = world.person(TWO.lower(), c -> c);
      Someone bob = world.person(TWO.higher(), c -> c).answering();
      connect(world, alice, bob);
      bob.kill();
      bob.start();
      bob.reaction =
          e -> {
            if (e instanceof CallEvent.IncomingCall incoming) {
              incoming.call().reject("no more");
            }
          };
      assertThat(world.runUntil(20_000, () -> alice.ended().isPresent())).isTrue();
      assertThat(alice.last(CallEvent.ParticipantLeft.class).orElseThrow().reason())
          .isEqualTo(new LeaveReason.Left("no more"));
    }
  }

  @Test
  void a_clock_that_jumps_by_two_minutes_in_a_call_changes_nothing() {
    try (World world = new World(4)) {
      Someone alice = world.person(TWO.lower(), c -> c);
      Someone bob = world.person(TWO.higher(), c -> c).answering();
      connect(world, alice, bob);
      bob.clockOff = 120_000;
      world.run(1_000);
      bob.controller.muteSelf(true);
      bob.clockOff = -120_000;
      world.run(1_000);
      bob.controller.muteSelf(false);
      world.run(5_000);
      assertThat(alice.events(CallEvent.ParticipantStateChanged.class))
          .extracting(e -> e.state().muted())
          .containsExactly(true, false);
      alice.controller.activeCalls().get(0).leave("bye");
      world.run(5_000);
      assertThat(bob.ended()).contains(new EndReason.EverybodyLeft());
    }
  }

  @Test
  void a_call_survives_a_cut_under_loss_whatever_the_seed() {
    for (int seed = 0; seed < 40; seed++) {
      try (World world = new World(seed)) {
        world.signaling.loss = 0.3;
        world.signaling.repeated = 0.2;
        world.signaling.maxMillis = 200;
        Someone alice = world.person(TWO.first(seed % 2 == 0), c -> c);
        Someone bob = world.person(TWO.second(seed % 2 == 0), c -> c).answering();
        alice.call(bob);
        assertThat(world.runUntil(40_000, () -> alice.connected(bob) && bob.connected(alice)))
            .isTrue();
        int away = 5 + world.random.nextInt(45);
        bob.cut(true);
        world.run(away * 1_000L);
        bob.cut(false);
        world.run(25_000);
        assertThat(alice.connected(bob) && bob.connected(alice))
            .as("seed %d, away %d s: %s; %s", seed, away, alice.events, bob.events)
            .isTrue();
      }
    }
  }
}
