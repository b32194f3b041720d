package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;

/**
 * Everybody of a call is killed, cut off, started again, and has their clock set, at any moment,
 * over a network that loses signals. When that is over, and the time has passed after which the
 * silent expire, everybody sees who is there and nobody else.
 *
 * <p>More lives, or one alone: {@code -Dvivavoce.convergence.seeds=1000}, {@code
 * -Dvivavoce.convergence.first=28}.
 */
class ConvergenceTest {
  private static final int FIRST_SEED = Integer.getInteger("vivavoce.convergence.first", 0);
  private static final int SEEDS = Integer.getInteger("vivavoce.convergence.seeds", 200);
  private static final Duration EXPIRY = Duration.ofSeconds(20);
  private static final UnaryOperator<ControllerConfig> HASTY =
      c -> c.withReconnectTimeout(EXPIRY).withConnectTimeout(Duration.ofSeconds(20));

  private static final class Life {
    final World world;
    final List<Someone> people = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    final Set<Someone> dead = new HashSet<>();
    final Set<Someone> away = new HashSet<>();
    final CallId call;

    Life(long seed) {
      world = new World(seed);
      world.signaling.loss = 0.2;
      world.signaling.repeated = 0.1;
      world.signaling.maxMillis = 150;
      for (int i = 0; i < 4; i++) {
        people.add(world.person(Identities.of(world.random), HASTY).answering());
      }
      call = people.get(0).call(people.get(1), people.get(2), people.get(3)).id();
    }

    void tell(String what, Someone who) {
      story.add(world.millis() + " " + what + " " + people.indexOf(who));
    }

    void act() {
      Someone who = people.get(world.random.nextInt(people.size()));
      switch (world.random.nextInt(8)) {
        case 0, 1 -> {
          if (dead.add(who)) {
            tell("kill", who);
            who.kill();
          }
        }
        case 2, 3 -> {
          if (dead.remove(who)) {
            tell("start", who);
            who.start();
          }
        }
        case 4, 5 -> {
          boolean cut = !away.remove(who);
          if (cut) {
            away.add(who);
          }
          tell(cut ? "cut" : "back", who);
          who.cut(cut);
        }
        case 6 -> {
          who.clockOff = world.random.nextInt(240_000) - 120_000;
          tell("clock " + who.clockOff, who);
        }
        default -> {
          if (!dead.contains(who)) {
            tell("leave or enter", who);
            leaveOrEnter(who);
          }
        }
      }
    }

    private void leaveOrEnter(Someone who) {
      List<Call> active = who.controller.activeCalls();
      if (!active.isEmpty()) {
        active.get(0).leave("for now");
      } else {
        who.last(CallEvent.IncomingCall.class)
            .map(CallEvent.IncomingCall::call)
            .filter(c -> c.state() == CallState.ENDED && who.controller.pendingCalls().isEmpty())
            .filter(c -> c.belongsTo(who.controller))
            .ifPresent(c -> c.rejoin(Subscriptions.allAudio()));
      }
    }

    void peace() {
      world.signaling.loss = 0;
      world.signaling.repeated = 0;
      List.copyOf(away).forEach(p -> p.cut(false));
      away.clear();
    }

    boolean in(Someone who) {
      return !dead.contains(who)
          && who.controller.activeCalls().stream().anyMatch(c -> c.id().equals(call));
    }

    String describe() {
      StringBuilder all = new StringBuilder();
      for (Someone p : people) {
        all.append(people.indexOf(p))
            .append(dead.contains(p) ? " dead" : in(p) ? " in" : " out")
            .append(" sees ");
        Map<Did, ParticipantState> sees = p.sees(call);
        for (Someone q : people) {
          all.append(sees.get(q.did())).append(p.connected(q) ? "+ " : " ");
        }
        all.append("; ");
      }
      return all + " " + story;
    }
  }

  @Test
  void whatever_happens_everybody_sees_in_the_end_who_is_there_and_nobody_else() {
    int stillTalking = 0;
    for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      Life life = new Life(seed);
      try (World world = life.world) {
        world.run(3_000);
        int actions = 4 + world.random.nextInt(12);
        for (int i = 0; i < actions; i++) {
          life.act();
          world.run(100 + world.random.nextInt(12_000));
        }
        life.peace();
        // Consent runs out after 30 s, what follows takes the expiry time, and an unanswered
        // entering as long as a connection may.
        world.run(30_000 + 2 * EXPIRY.toMillis() + 20_000);
        check(life, seed);
        stillTalking += life.people.stream().anyMatch(life::in) ? 1 : 0;
        eventsAlternate(life, seed);
        nothingLeaks(life, seed);
      }
    }
    // Else the test would show nothing.
    assertThat(stillTalking).isGreaterThan(SEEDS / 4);
  }

  private static void check(Life life, int seed) {
    for (Someone p : life.people) {
      if (!life.in(p)) {
        continue;
      }
      Map<Did, ParticipantState> sees = p.sees(life.call);
      for (Someone q : life.people) {
        if (p == q) {
          continue;
        }
        ParticipantState state = sees.get(q.did());
        String as =
            "seed "
                + seed
                + ", "
                + life.people.indexOf(p)
                + " sees "
                + life.people.indexOf(q)
                + ": "
                + life.describe();
        if (life.in(q)) {
          assertThat(state).as(as).isEqualTo(ParticipantState.JOINED);
          assertThat(p.connected(q)).as(as).isTrue();
        } else {
          assertThat(state).as(as).isNotIn(ParticipantState.JOINED, ParticipantState.RECONNECTING);
        }
      }
    }
  }

  /** Nobody is told to have come twice without having gone, nor the other way round. */
  private static void eventsAlternate(Life life, int seed) {
    for (Someone p : life.people) {
      Map<Did, Boolean> there = new HashMap<>();
      for (CallEvent e : p.events) {
        if (e instanceof CallEvent.ParticipantJoined j) {
          assertThat(there.put(j.peer(), true))
              .as("seed %d: %s", seed, p.events)
              .isNotEqualTo(true);
        } else if (e instanceof CallEvent.ParticipantLeft l) {
          assertThat(there.put(l.peer(), false)).as("seed %d: %s", seed, p.events).isEqualTo(true);
        } else if (e instanceof CallEvent.CallTerminated || (e instanceof CallEvent.IncomingCall)) {
          there.clear();
        }
      }
    }
  }

  private static void nothingLeaks(Life life, int seed) {
    for (Someone p : life.people) {
      if (!life.dead.contains(p)) {
        p.controller.activeCalls().forEach(c -> c.leave("the end"));
      }
    }
    life.world.run(40_000);
    assertThat(life.world.media.open()).as("seed %d: connections", seed).isZero();
    long alive = life.people.size() - life.dead.size();
    assertThat(life.world.signaling.subscriptions())
        .as("seed %d: topics, each alive has one", seed)
        .isEqualTo((int) alive);
    long said = life.world.signaling.published;
    life.world.run(60_000);
    assertThat(life.world.signaling.published).as("seed %d: signals", seed).isEqualTo(said);
  }
}
