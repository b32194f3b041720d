package org.vivavoce.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two associations over a path that loses, repeats, changes and reorders packets. More seeds:
 * {@code -Dvivavoce.sctp.seeds=N}.
 */
class LossyAssociationTest {
  private static final long SEEDS = Long.getLong("vivavoce.sctp.seeds", 300);

  static LongStream seeds() {
    return LongStream.range(1, SEEDS + 1);
  }

  private static SctpConfig config(Random random, boolean checksums) {
    SctpConfig config =
        SctpConfig.defaults()
            .withZeroChecksum(!checksums && random.nextBoolean())
            .withInterleaving(random.nextInt(3) != 0)
            .withPacketSize(300 + 4 * random.nextInt(300))
            .withReceiveBuffer(20_000 + random.nextInt(500_000))
            .withSendBuffer(20_000 + random.nextInt(500_000))
            .withMaxRetransmissions(1000, 1000);
    if (random.nextInt(3) == 0) {
      config = config.withProbingUpTo(config.packetSize() + random.nextInt(8000));
    }
    return random.nextInt(4) == 0 ? config.withPieces(1 + random.nextInt(5000)) : config;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noMessageOfReliableStreamsIsLostRepeatedOrReordered(long seed) {
    Random random = new Random(seed);
    Conditions conditions = Conditions.random(random);
    boolean corrupts = conditions.corruption() > 0;
    SctpConfig configA = config(random, corrupts);
    SctpConfig configB = config(random, corrupts);
    Simulation simulation = new Simulation(seed, configA, configB, conditions).connect();
    int messages = 100 + random.nextInt(200);
    List<Traffic.Kind> kinds = Traffic.reliable(1 + random.nextInt(3), random.nextInt(3));
    Traffic there =
        new Traffic(simulation.a, simulation.b, kinds, messages, 20_000, random.nextLong());
    Traffic back =
        new Traffic(simulation.b, simulation.a, kinds, messages / 4, 20_000, random.nextLong());
    boolean moves = random.nextInt(3) == 0;
    simulation.a.application(
        now -> {
          there.send(now);
          if (moves && random.nextInt(50) == 0) {
            simulation.a.association.pathChanged(random.nextInt(9000), now);
          }
        });
    simulation.b.application(back::send);

    boolean done =
        simulation.runUntil(
            () -> there.isAllReceived() && back.isAllReceived(), 3600 * Simulation.SECOND);

    assertThat(done)
        .as(() -> conditions + "\n" + there + back + "\n" + simulation.a + "\n" + simulation.b)
        .isTrue();
    assertThat(simulation.runUntil(() -> isQuiet(simulation), 600 * Simulation.SECOND))
        .as(() -> "all is acknowledged in the end: " + simulation.a + simulation.b)
        .isTrue();
  }

  private static boolean isQuiet(Simulation simulation) {
    return simulation.a.association.heldBytes() == 0 && simulation.b.association.heldBytes() == 0;
  }

  @Test
  void anHourOfBadPathLosesNothing() {
    Conditions conditions = new Conditions(0.03, 0.02, 0.01, 0.05, 40_000_000, 2_000_000, 60_000);
    SctpConfig config = SctpConfig.defaults().withZeroChecksum(false).withSendBuffer(100_000);
    Simulation simulation = new Simulation(3600, config, conditions).connect();
    Traffic traffic =
        new Traffic(simulation.a, simulation.b, Traffic.reliable(2, 1), 1_000_000, 3000, 3600);
    long start = simulation.now();
    simulation.a.application(
        now -> {
          if (now - start < 3600 * Simulation.SECOND) {
            traffic.send(now);
          }
        });
    simulation.run(3600 * Simulation.SECOND);
    simulation.runUntil(() -> isQuiet(simulation), 600 * Simulation.SECOND);

    assertThat(isQuiet(simulation)).isTrue();
    assertThat(traffic.received()).isGreaterThan(10_000);
    assertThat(traffic.toString()).satisfies(text -> assertThat(isBalanced(traffic)).isTrue());
  }

  private static boolean isBalanced(Traffic traffic) {
    return Traffic.reliable(2, 1).stream()
        .allMatch(kind -> traffic.sentOn(kind.stream()) == traffic.receivedOn(kind.stream()));
  }
}
