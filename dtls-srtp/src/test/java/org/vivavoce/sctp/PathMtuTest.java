package org.vivavoce.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 8899: packets grow as far as the path allows, and shrink when it does not any more. */
class PathMtuTest {
  private static final int BASE = SctpConfig.defaults().packetSize();
  private static final Conditions PATH = Conditions.perfect(5_000_000);

  private static int tsn(byte[] packet) {
    int type = Chunk.type(packet, CommonHeader.LENGTH);
    return type == Chunk.I_DATA || type == Chunk.DATA
        ? DataChunk.tsn(packet, CommonHeader.LENGTH)
        : 0;
  }

  private static int packetSize(Side side) {
    return side.association.stats().packetSize();
  }

  @Test
  void a_search_bisects_and_begins_again_after_ten_minutes() {
    PathMtu mtu = new PathMtu(1160, 16_384);
    long now = 0;
    int tries = 0;
    for (int most : new int[] {9_000, 12_000}) {
      while (mtu.isProbing()) {
        int probe = mtu.probeSize();
        assertThat(probe).isBetween(mtu.size() + 1, 16_384).matches(it -> it % 4 == 0);
        if (probe <= most) {
          mtu.onProbeAnswered(probe, now);
        } else {
          mtu.onProbeLost(probe, now);
        }
        assertThat(++tries).isLessThan(90);
      }
      assertThat(mtu.size()).isBetween(most - 16, most);
      now += 599_000_000_000L;
      mtu.onIdle(now);
      assertThat(mtu.isProbing()).isFalse();
      now += 2_000_000_000L;
      mtu.onIdle(now);
      assertThat(mtu.isProbing()).isTrue();
    }
  }

  @Test
  void a_black_hole_makes_packets_small_again_and_what_was_sent_in_large_ones_is_not_lost() {
    SctpConfig config = SctpConfig.defaults().withProbingUpTo(9_000);
    Simulation simulation = new Simulation(8899, config, PATH).connect();
    simulation.run(2 * Simulation.SECOND);
    assertThat(packetSize(simulation.a)).isEqualTo(9_000);
    Traffic traffic =
        new Traffic(simulation.a, simulation.b, Traffic.reliable(2, 1), 3000, 60_000, 1);
    simulation.a.application(traffic::send);
    simulation.run(30_000_000);
    assertThat(simulation.a.association.stats().bytesInFlight()).isPositive();

    // The path becomes narrow. Who forwards knows nothing of it at first; when the sender has
    // noticed, what it sends again is fragmented below.
    Set<Integer> large = new HashSet<>();
    int[] newAndLarge = {0};
    simulation.toB.filter(
        packet -> {
          if (packet.length <= 2_000) {
            return true;
          }
          boolean knows = packetSize(simulation.a) == BASE;
          if (!knows) {
            large.add(tsn(packet));
          } else if (!large.contains(tsn(packet))) {
            newAndLarge[0]++;
          }
          return knows;
        });
    assertThat(simulation.runUntil(() -> packetSize(simulation.a) == BASE, 5 * Simulation.SECOND))
        .isTrue();
    assertThat(simulation.runUntil(traffic::isAllReceived, 120 * Simulation.SECOND)).isTrue();
    assertThat(large).isNotEmpty();
    // Those that were on their way when the path changed, and had not reached it yet.
    assertThat(newAndLarge[0]).isLessThan(60);

    simulation.toB.filter(packet -> packet.length <= 2_000);
    simulation.run(700 * Simulation.SECOND);
    assertThat(packetSize(simulation.a)).isBetween(1_984, 2_000);
    assertThat(simulation.a.closed).isNull();
  }

  @Test
  void another_path_is_probed_anew_and_nothing_is_lost() {
    SctpConfig config = SctpConfig.defaults().withProbingUpTo(9_000);
    Simulation simulation = new Simulation(5, config, PATH).connect();
    simulation.run(Simulation.SECOND);
    Traffic traffic =
        new Traffic(simulation.a, simulation.b, Traffic.reliable(1, 1), 2000, 60_000, 2);
    simulation.a.application(traffic::send);
    for (int probeUpTo : new int[] {0, 4_000, 0, 16_000}) {
      simulation.run(50_000_000);
      simulation.a.association.pathChanged(probeUpTo, simulation.now());
      assertThat(packetSize(simulation.a)).isEqualTo(BASE);
      assertThat(simulation.a.association.maxPacketSize()).isGreaterThanOrEqualTo(9_000);
    }
    assertThat(simulation.runUntil(traffic::isAllReceived, 60 * Simulation.SECOND)).isTrue();
    simulation.run(Simulation.SECOND);
    assertThat(packetSize(simulation.a)).isEqualTo(16_000);
    assertThat(simulation.a.association.stats().timeouts()).isZero();
  }

  @Test
  void what_is_said_of_the_path_before_the_handshake_counts() {
    Simulation simulation = new Simulation(6, SctpConfig.defaults(), PATH);
    simulation.a.association.pathChanged(5_000, simulation.now());
    simulation.connect();
    simulation.run(Simulation.SECOND);
    assertThat(packetSize(simulation.a)).isEqualTo(5_000);
    assertThat(packetSize(simulation.b)).isEqualTo(BASE);
  }

  @Test
  void the_congestion_window_does_not_outgrow_what_is_in_flight() {
    // Nothing is ever lost here, and what limits is the rule against bursts.
    Simulation simulation =
        new Simulation(7, SctpConfig.defaults(), Conditions.perfect(50_000)).connect();
    Traffic traffic =
        new Traffic(simulation.a, simulation.b, Traffic.reliable(1, 0), 6000, 100_000, 3);
    simulation.a.application(traffic::send);
    Association sender = simulation.a.association;
    long[] most = {0};
    assertThat(
            simulation.runUntil(
                () -> {
                  most[0] = Math.max(most[0], sender.stats().bytesInFlight());
                  return traffic.isAllReceived();
                },
                60 * Simulation.SECOND))
        .isTrue();
    assertThat(sender.stats().congestionWindow()).isLessThan(2 * most[0] + 20L * BASE);
  }
}
