package org.vivavoce.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What an association does for its user: throughput, fairness, bounds, and its beginning and end.
 */
class BehaviourTest {
  private static final StreamId ZERO = new StreamId(0);
  private static final long ROUND_TRIP = 50_000_000;
  private static final long HUNDRED_MEGABIT = 100_000_000;
  private static final int QUEUE = (int) (HUNDRED_MEGABIT / 8 * ROUND_TRIP / Simulation.SECOND);

  private static Conditions hundredMegabit() {
    return Conditions.perfect(ROUND_TRIP / 2).withRate(HUNDRED_MEGABIT, QUEUE);
  }

  /** Sends 64 KiB messages for a time, and says how many Mbit/s arrived. */
  private static double throughput(Simulation simulation, int seconds) {
    byte[] message = new byte[65_536];
    long[] received = {0};
    simulation.b.listener(
        event -> received[0] += event instanceof SctpEvent.Message m ? m.length() : 0);
    Association sender = simulation.a.association;
    simulation.a.application(
        now -> {
          while (sender.bufferedAmount(ZERO) < 1 << 20) {
            sender.send(ZERO, Ppid.BINARY, message, 0, message.length, SendOptions.RELIABLE, now);
          }
        });
    simulation.run(seconds * Simulation.SECOND);
    return received[0] * 8 / 1e6 / seconds;
  }

  @Test
  void aHundredMegabitPathOf50MillisecondsIsFilled() {
    for (boolean interleaving : new boolean[] {true, false}) {
      SctpConfig config = SctpConfig.defaults().withInterleaving(interleaving);
      Simulation simulation = new Simulation(100, config, hundredMegabit()).connect();
      assertThat(throughput(simulation, 20)).isGreaterThan(90);
      assertThat(simulation.a.association.stats().timeouts()).isZero();
    }
  }

  @Test
  void onePercentOfLossLeavesWhatCongestionControlAllows() {
    double sum = 0;
    for (int seed = 0; seed < 5; seed++) {
      Simulation simulation =
          new Simulation(seed, SctpConfig.defaults(), hundredMegabit().withLoss(0.01)).connect();
      sum += throughput(simulation, 60);
      assertThat(simulation.a.association.stats().timeouts()).isLessThan(3);
    }
    // Mathis: MSS / RTT * sqrt(3 / 2 / p) = 1132 * 8 / 0.05 * 12.2 = 2.2 Mbit/s.
    assertThat(sum / 5).isBetween(1.5, 4.0);
  }

  @Test
  void aLongFastPathWithFewLossesIsUsedBetterThanByTheLinearRule() {
    double sum = 0;
    for (int seed = 0; seed < 3; seed++) {
      Conditions long200Milliseconds =
          new Conditions(1e-4, 0, 0, 0, 100_000_000, HUNDRED_MEGABIT, 4 * QUEUE);
      Simulation simulation =
          new Simulation(seed, SctpConfig.defaults(), long200Milliseconds).connect();
      throughput(simulation, 60);
      sum += throughput(simulation, 120);
    }
    // Mathis: 1132 * 8 / 0.2 * 122 = 5.5 Mbit/s; RFC 9438 section 5.1: 1.054 * (0.2 / p)^0.75
    // packets a round trip, 14 Mbit/s.
    assertThat(sum / 3).isBetween(9.0, 25.0);
  }

  @Test
  void aPathThatReordersIsNotTakenForOneThatLoses() {
    Conditions reordering = new Conditions(0, 0, 0, 0.05, ROUND_TRIP / 2, HUNDRED_MEGABIT, QUEUE);
    Simulation simulation = new Simulation(11, SctpConfig.defaults(), reordering).connect();
    // Counting misses alone takes each late packet for a lost one, and gets 1.4 Mbit/s.
    assertThat(throughput(simulation, 20)).isGreaterThan(8);
    assertThat(simulation.a.association.stats().chunksRetransmitted()).isLessThan(100);
  }

  @Test
  void aLostLastPacketIsFoundByAProbeAndNotByTheTimeout() {
    Simulation simulation =
        new Simulation(1, SctpConfig.defaults(), Conditions.perfect(10_000_000)).connect();
    Association sender = simulation.a.association;
    byte[] message = new byte[100];
    sender.send(ZERO, Ppid.BINARY, message, 0, 100, SendOptions.RELIABLE, simulation.now());
    simulation.runUntil(() -> sender.heldBytes() == 0, Simulation.SECOND);
    int[] lost = {0};
    simulation.toB.filter(packet -> lost[0]++ > 0);
    final long start = simulation.now();
    sender.send(ZERO, Ppid.BINARY, message, 0, 100, SendOptions.RELIABLE, simulation.now());
    simulation.runUntil(() -> sender.heldBytes() == 0, Simulation.SECOND);
    assertThat(simulation.now() - start).isLessThan(100_000_000);
    assertThat(sender.stats().timeouts()).isZero();
    assertThat(sender.stats().tailProbes()).isEqualTo(1);
  }

  @Test
  void aLostRetransmissionIsFoundWithoutTheTimeout() {
    Simulation simulation =
        new Simulation(2, SctpConfig.defaults(), Conditions.perfect(10_000_000)).connect();
    Association sender = simulation.a.association;
    Map<Integer, Integer> seen = new HashMap<>();
    int[] victim = {0};
    simulation.toB.filter(
        packet -> {
          if (Chunk.type(packet, 12) != Chunk.I_DATA) {
            return true;
          }
          int tsn = DataChunk.tsn(packet, 12);
          int times = seen.merge(tsn, 1, Integer::sum);
          if (seen.size() == 30 && victim[0] == 0) {
            victim[0] = tsn;
          }
          return tsn != victim[0] || times > 2;
        });
    byte[] message = new byte[300_000];
    sender.send(
        ZERO, Ppid.BINARY, message, 0, message.length, SendOptions.RELIABLE, simulation.now());
    assertThat(simulation.runUntil(() -> sender.heldBytes() == 0, 10 * Simulation.SECOND)).isTrue();
    assertThat(seen.get(victim[0])).isEqualTo(3);
    assertThat(sender.stats().timeouts()).isZero();
  }

  @Test
  void aPeerThatNeverReadsStopsTheSenderAndCostsBoundedMemory() {
    SctpConfig config = SctpConfig.defaults().withSendBuffer(1_000_000).withReceiveBuffer(500_000);
    Simulation simulation = new Simulation(3, config, Conditions.perfect(5_000_000)).connect();
    simulation.b.reads(false);
    Traffic traffic =
        new Traffic(simulation.a, simulation.b, Traffic.reliable(2, 1), 100_000, 5_000, 3);
    simulation.a.application(traffic::send);
    simulation.run(600 * Simulation.SECOND);
    assertThat(traffic.refused).isPositive();
    assertThat(traffic.received()).isZero();
    assertThat(simulation.a.association.heldBytes()).isLessThanOrEqualTo(1_000_000);
    assertThat(simulation.a.association.state()).isEqualTo(SctpState.ESTABLISHED);
    long before = simulation.toB.sent;
    simulation.run(600 * Simulation.SECOND);
    // Forty heartbeats and their answers, and a few probes after each: they measure the path anew,
    // and the timeout backs off from there.
    assertThat(simulation.toB.sent - before).isLessThan(100);
    simulation.b.reads(true);
    assertThat(simulation.runUntil(traffic::isAllReceived, 3600 * Simulation.SECOND)).isTrue();
  }

  @Test
  void aMillionTinyMessagesDoNotGrowTheHeap() {
    SctpConfig config = SctpConfig.defaults().withSendBuffer(2_000_000);
    Simulation simulation = new Simulation(4, config, Conditions.perfect(100_000)).connect();
    Association sender = simulation.a.association;
    long[] received = {0};
    simulation.b.listener(event -> received[0] += event instanceof SctpEvent.Message ? 1 : 0);
    byte[] tiny = new byte[1];
    long[] sent = {0};
    simulation.a.application(
        now -> {
          while (sent[0] < 1_000_000
              && sender.send(ZERO, Ppid.BINARY, tiny, 0, 1, SendOptions.RELIABLE, now)
                  == SendResult.QUEUED) {
            sent[0]++;
          }
        });
    simulation.runUntil(() -> received[0] > 100_000, 3600 * Simulation.SECOND);
    long early = usedHeap();
    assertThat(
            simulation.runUntil(
                () -> received[0] == 1_000_000 && sender.heldBytes() == 0,
                3600 * Simulation.SECOND))
        .isTrue();
    assertThat(usedHeap() - early).isLessThan(4 << 20);
    // Dozens of them share a packet.
    assertThat(sender.stats().packetsSent()).isLessThan(50_000);
  }

  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void streamsShareThePathByTheirPriorities() {
    Map<Integer, Long> shares = shares(true, 100_000);
    assertThat((double) shares.get(1) / shares.get(0)).isBetween(1.9, 2.1);
    assertThat((double) shares.get(2) / shares.get(0)).isBetween(3.8, 4.2);
    // Message by message, without interleaving.
    Map<Integer, Long> coarse = shares(false, 2_000);
    assertThat((double) coarse.get(2) / coarse.get(0)).isBetween(3.8, 4.2);
  }

  private static Map<Integer, Long> shares(boolean interleaving, int length) {
    SctpConfig config = SctpConfig.defaults().withInterleaving(interleaving);
    Simulation simulation = new Simulation(5, config, hundredMegabit()).connect();
    Association sender = simulation.a.association;
    byte[] message = new byte[length];
    for (int i = 0; i < 3; i++) {
      sender.setPriority(new StreamId(i), 256 << i);
    }
    Map<Integer, Long> shares = new HashMap<>();
    simulation.b.listener(
        event -> {
          if (event instanceof SctpEvent.Message arrived) {
            shares.merge(arrived.stream().value(), (long) arrived.length(), Long::sum);
          }
        });
    simulation.a.application(
        now -> {
          for (int i = 0; i < 3; i++) {
            while (sender.bufferedAmount(new StreamId(i)) < 1_000_000) {
              sender.send(
                  new StreamId(i), Ppid.BINARY, message, 0, length, SendOptions.RELIABLE, now);
            }
          }
        });
    simulation.run(10 * Simulation.SECOND);
    return shares;
  }

  @Test
  void aSmallMessageDoesNotWaitBehindALargeOneWhenTheyAreInterleaved() {
    SctpConfig config = SctpConfig.defaults();
    Simulation simulation = new Simulation(6, config, hundredMegabit()).connect();
    Association sender = simulation.a.association;
    List<Integer> order = new ArrayList<>();
    simulation.b.listener(
        event -> {
          if (event instanceof SctpEvent.Message message) {
            order.add(message.length());
          }
        });
    long now = simulation.now();
    byte[] large = new byte[250_000];
    sender.send(ZERO, Ppid.BINARY, large, 0, large.length, SendOptions.RELIABLE, now);
    simulation.run(1);
    sender.send(new StreamId(1), Ppid.BINARY, large, 0, 10, SendOptions.RELIABLE, now);
    simulation.runUntil(() -> order.size() == 2, 10 * Simulation.SECOND);
    assertThat(order).containsExactly(10, 250_000);
  }

  @Test
  void probingFindsTheLargestPacketThatGoesThrough() {
    SctpConfig config = SctpConfig.defaults().withProbingUpTo(9_000);
    Simulation simulation = new Simulation(7, config, Conditions.perfect(5_000_000));
    simulation.toB.filter(packet -> packet.length <= 4_444);
    simulation.toA.filter(packet -> packet.length <= 2_000);
    simulation.connect();
    simulation.run(120 * Simulation.SECOND);
    assertThat(simulation.a.association.stats().packetSize()).isBetween(4_428, 4_444);
    assertThat(simulation.b.association.stats().packetSize()).isBetween(1_984, 2_000);
    Traffic traffic =
        new Traffic(simulation.a, simulation.b, Traffic.reliable(1, 1), 100, 20_000, 7);
    simulation.a.application(traffic::send);
    assertThat(simulation.runUntil(traffic::isAllReceived, 60 * Simulation.SECOND)).isTrue();
    assertThat(simulation.toB.lost).isLessThan(40);
  }

  @Test
  void shuttingDownDeliversEverythingFirstOnBothSides() {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      SctpConfig config = SctpConfig.defaults().withZeroChecksum(false);
      Simulation simulation = new Simulation(seed, config, Conditions.random(random)).connect();
      Traffic traffic =
          new Traffic(simulation.a, simulation.b, Traffic.reliable(1, 1), 50, 5_000, seed);
      traffic.send(simulation.now());
      simulation.a.association.shutdown(simulation.now());
      if (random.nextBoolean()) {
        simulation.b.association.shutdown(simulation.now());
      }
      boolean done =
          simulation.runUntil(
              () -> simulation.a.closed != null && simulation.b.closed != null,
              3600 * Simulation.SECOND);
      assertThat(done).as(() -> simulation.a + " " + simulation.b).isTrue();
      assertThat(traffic.isAllReceived()).isTrue();
      assertThat(simulation.a.closed).isEqualTo(new CloseReason.ShutDown());
      assertThat(simulation.b.closed).isEqualTo(new CloseReason.ShutDown());
      assertThat(simulation.a.association.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void aPeerThatIsGoneIsNoticed() {
    Simulation simulation =
        new Simulation(8, SctpConfig.defaults(), Conditions.perfect(5_000_000)).connect();
    simulation.toB.filter(packet -> false);
    simulation.toA.filter(packet -> false);
    assertThat(simulation.runUntil(() -> simulation.a.closed != null, 3600 * Simulation.SECOND))
        .isTrue();
    assertThat(simulation.a.closed).isEqualTo(new CloseReason.PeerUnreachable());
  }

  @Test
  void aPeerThatNeverAnswersIsGivenUp() {
    Simulation simulation = new Simulation(9, SctpConfig.defaults(), Conditions.perfect(5_000_000));
    simulation.toB.filter(packet -> false);
    simulation.a.association.connect(simulation.now());
    simulation.runUntil(() -> simulation.a.closed != null, 3600 * Simulation.SECOND);
    assertThat(simulation.a.closed).isEqualTo(new CloseReason.HandshakeTimedOut());
    assertThat(simulation.toB.sent).isEqualTo(9);
  }

  @Test
  void theHandshakeWorksFromOneSideFromBothAndWithEveryPacketLostOnce() {
    for (int lost = 0; lost < 12; lost++) {
      for (boolean both : new boolean[] {true, false}) {
        Simulation simulation =
            new Simulation(lost, SctpConfig.defaults(), Conditions.perfect(5_000_000));
        int[] count = {0};
        int victim = lost;
        simulation.toB.filter(packet -> count[0]++ != victim);
        simulation.toA.filter(packet -> count[0]++ != victim);
        simulation.a.association.connect(simulation.now());
        if (both) {
          simulation.b.association.connect(simulation.now());
        }
        byte[] early = {1, 2, 3};
        simulation.a.association.send(
            ZERO, Ppid.BINARY, early, 0, 3, SendOptions.RELIABLE, simulation.now());
        assertThat(
                simulation.runUntil(
                    () ->
                        simulation.a.isConnected()
                            && simulation.b.events.stream()
                                .anyMatch(SctpEvent.Message.class::isInstance),
                    60 * Simulation.SECOND))
            .isTrue();
      }
    }
  }

  @Test
  void aPeerThatBeginsAnewEndsTheAssociation() {
    RawPeer peer = RawPeer.connected();
    InitChunk anew =
        new InitChunk(
            Chunk.INIT,
            77,
            1 << 20,
            10,
            10,
            5,
            new Features(true, true, false, false).toParameters());
    peer.send(0, anew.toBytes());
    byte[] answer = peer.chunks().get(0);
    InitChunk ack = InitChunk.parse(answer, 0, answer.length);
    assertThat(ack.tag()).isNotEqualTo(peer.tag);
    assertThat(peer.association.state()).isEqualTo(SctpState.ESTABLISHED);
    peer.send(ack.tag(), Chunk.of(Chunk.COOKIE_ECHO, 0, ack.value(Parameter.STATE_COOKIE)));
    assertThat(peer.closed()).isEqualTo(new CloseReason.PeerRestarted());
    assertThat(RawPeer.hex(peer.chunks().get(0))).isEqualTo("06000008" + "000b0004");
  }

  @Test
  void misuseIsToldAtOnce() {
    Association association = Association.create(SctpConfig.defaults(), new Random(1));
    association.connect(0);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> association.connect(0));
    byte[] data = new byte[10];
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> association.send(ZERO, Ppid.BINARY, data, 0, 0, SendOptions.RELIABLE, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> association.send(ZERO, Ppid.BINARY, data, 5, 6, SendOptions.RELIABLE, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> association.nextPacket(new byte[100], 0, 0));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new StreamId(65_535));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new SendOptions(true, -2, 0));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> SctpConfig.defaults().withPacketSize(100));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                SctpConfig.defaults()
                    .withRto(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)));
    association.abort("done");
    assertThat(association.send(ZERO, Ppid.BINARY, data, 0, 1, SendOptions.RELIABLE, 0))
        .isEqualTo(SendResult.NOT_OPEN);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> association.connect(0));
  }
}
