package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.Identity;

/** Signals get lost, come twice and out of order; in virtual time, with seeds. */
class LossySignalsTest {
  private static final List<Identity> PEOPLE =
      List.of(Identity.generate(), Identity.generate(), Identity.generate());

  private static World lossy(long seed) {
    World world = new World(seed);
    world.signaling.loss = 0.3;
    world.signaling.repeated = 0.2;
    world.signaling.minMillis = 5;
    world.signaling.maxMillis = 300;
    return world;
  }

  @Test
  void two_people_connect_at_thirty_percent_loss_whatever_the_seed() {
    long slowest = 0;
    for (int seed = 0; seed < 200; seed++) {
      try (World world = lossy(seed)) {
        Someone alice = world.person(PEOPLE.get(seed % 2), c -> c);
        Someone bob = world.person(PEOPLE.get(1 - seed % 2), c -> c).answering();
        Call call = alice.call(bob);
        boolean connected =
            world.runUntil(40_000, () -> alice.connected(bob) && bob.connected(alice));
        assertThat(connected)
            .as("seed %d: %s; %s; %s", seed, alice.events, bob.events, world.media.describe())
            .isTrue();
        slowest = Math.max(slowest, world.millis());
        call.leave("bye");
        assertThat(world.runUntil(30_000, () -> bob.ended().isPresent()))
            .as("seed %d: bob hears the end; %s", seed, bob.events)
            .isTrue();
        world.run(5_000);
        assertThat(world.media.open()).as("seed %d: connections left", seed).isZero();
      }
    }
    assertThat(slowest).as("ms that the slowest needed").isLessThan(20_000);
  }
}
