package org.vivavoce.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 3758 and RFC 7496: messages are given up at their limits, and not before. */
class PartialReliabilityTest {
  private static final long SEEDS = Long.getLong("vivavoce.sctp.seeds", 300) / 2;
  private static final StreamId STREAM = new StreamId(3);

  static LongStream seeds() {
    return LongStream.range(1, SEEDS + 1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void limitedMessagesKeepTheirOrderAndReliableOnesAllCome(long seed) {
    Random random = new Random(seed);
    Conditions conditions = Conditions.random(random);
    SctpConfig config =
        SctpConfig.defaults()
            .withZeroChecksum(false)
            .withInterleaving(random.nextBoolean())
            .withPacketSize(300 + random.nextInt(900))
            .withSendBuffer(50_000)
            .withMaxRetransmissions(1000, 1000);
    Simulation simulation = new Simulation(seed, config, conditions).connect();
    long lifetime = random.nextInt(1000) * Conditions.MILLISECOND;
    List<Traffic.Kind> kinds = new ArrayList<>(Traffic.reliable(1, 1));
    kinds.add(new Traffic.Kind(new StreamId(1), new SendOptions(true, random.nextInt(3), -1)));
    kinds.add(new Traffic.Kind(new StreamId(2), new SendOptions(false, random.nextInt(3), -1)));
    kinds.add(new Traffic.Kind(new StreamId(3), new SendOptions(true, -1, lifetime)));
    kinds.add(new Traffic.Kind(new StreamId(4), new SendOptions(false, -1, lifetime)));
    Traffic traffic = new Traffic(simulation.a, simulation.b, kinds, 300, 5_000, random.nextLong());
    simulation.a.application(traffic::send);
    boolean quiet =
        simulation.runUntil(
            () -> traffic.isAllSent() && simulation.a.association.heldBytes() == 0,
            3600 * Simulation.SECOND);
    assertThat(quiet).as(() -> conditions + " " + traffic + simulation.a).isTrue();
    for (Traffic.Kind kind : Traffic.reliable(1, 1)) {
      assertThat(traffic.receivedOn(kind.stream())).isEqualTo(traffic.sentOn(kind.stream()));
    }
    long abandoned = simulation.a.association.stats().messagesAbandoned();
    assertThat(traffic.received()).isGreaterThanOrEqualTo((int) (300 - abandoned));
  }

  /** How often each TSN leaves, and when last. */
  private static final class Watch {
    final Map<Integer, Integer> times = new HashMap<>();
    final Map<Integer, Long> last = new HashMap<>();

    boolean see(byte[] packet, long now) {
      int at = CommonHeader.LENGTH;
      while (at < packet.length) {
        if (Chunk.type(packet, at) == Chunk.DATA) {
          times.merge(DataChunk.tsn(packet, at), 1, Integer::sum);
          last.put(DataChunk.tsn(packet, at), now);
        }
        at += Bytes.padded(Chunk.length(packet, at));
      }
      return true;
    }
  }

  private static Simulation lossy(long seed) {
    SctpConfig config = SctpConfig.defaults().withInterleaving(false);
    return new Simulation(seed, config, Conditions.perfect(20_000_000).withLoss(0.3)).connect();
  }

  @Test
  void nothingIsSentMoreOftenThanItsLimitOfRetransmissions() {
    for (int limit = 0; limit < 4; limit++) {
      Simulation simulation = lossy(limit);
      Watch watch = new Watch();
      simulation.toB.filter(packet -> watch.see(packet, simulation.now()));
      int max = limit;
      List<Traffic.Kind> kinds = List.of(new Traffic.Kind(STREAM, new SendOptions(false, max, -1)));
      Traffic traffic = new Traffic(simulation.a, simulation.b, kinds, 400, 3000, limit);
      simulation.a.application(traffic::send);
      simulation.runUntil(
          () -> traffic.isAllSent() && simulation.a.association.heldBytes() == 0,
          3600 * Simulation.SECOND);
      assertThat(watch.times.values()).allMatch(times -> times <= max + 1);
      assertThat(watch.times.values()).anyMatch(times -> times == max + 1);
      assertThat(traffic.received()).isBetween(100, 399);
    }
  }

  @Test
  void nothingIsSentAfterItsLifetime() {
    Simulation simulation = lossy(7);
    Watch watch = new Watch();
    simulation.toB.filter(packet -> watch.see(packet, simulation.now()));
    byte[] message = new byte[900];
    int firstTsn = Integer.MIN_VALUE;
    for (int i = 0; i < 200; i++) {
      watch.last.clear();
      long sentAt = simulation.now();
      simulation.a.association.send(
          STREAM,
          Ppid.BINARY,
          message,
          0,
          message.length,
          new SendOptions(true, -1, 500_000_000),
          simulation.now());
      simulation.runUntil(
          () -> simulation.a.association.heldBytes() == 0, 3600 * Simulation.SECOND);
      assertThat(watch.last.values()).allMatch(at -> at - sentAt <= 500_000_000);
      firstTsn = Math.max(firstTsn, watch.last.size());
    }
    SctpStats stats = simulation.a.association.stats();
    assertThat(stats.messagesAbandoned()).isBetween(1L, 100L);
    assertThat(stats.chunksRetransmitted()).isPositive();
  }

  @Test
  void aMessageThatWaitedTooLongIsNeverSentAndTakesNoNumber() {
    RawPeer peer = RawPeer.connected();
    byte[] big = new byte[100_000];
    peer.association.send(STREAM, Ppid.BINARY, big, 0, big.length, SendOptions.RELIABLE, peer.now);
    SendOptions brief = new SendOptions(true, -1, 1_000_000);
    peer.association.send(STREAM, Ppid.BINARY, big, 0, 10, brief, peer.now);
    peer.association.send(STREAM, Ppid.STRING, big, 0, 10, SendOptions.RELIABLE, peer.now);
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      peer.now += 10_000_000;
      List<byte[]> chunks = peer.chunks();
      sent.addAll(chunks.stream().filter(chunk -> Chunk.type(chunk, 0) == Chunk.DATA).toList());
      peer.send(peer.tag, RawPeer.sack(peer.tsn + sent.size() - 1, 1 << 20));
    }
    byte[] last = sent.get(sent.size() - 1);
    assertThat(DataChunk.ppid(last, 0)).isEqualTo(51);
    assertThat(DataChunk.ssn(last, 0)).isEqualTo(1);
    assertThat(peer.association.stats().messagesAbandoned()).isEqualTo(1);
    assertThat(peer.association.heldBytes()).isZero();
  }

  @Test
  void aPeerWithoutForwardTsnGetsEverythingThatWasBegun() {
    Conditions conditions = Conditions.perfect(20_000_000).withLoss(0.3);
    SctpConfig without = SctpConfig.defaults().withPartialReliability(false);
    Simulation simulation = new Simulation(5, SctpConfig.defaults(), without, conditions).connect();
    assertThat(simulation.a.connected.partialReliability()).isFalse();
    List<Traffic.Kind> kinds = List.of(new Traffic.Kind(STREAM, new SendOptions(true, 0, -1)));
    Traffic traffic = new Traffic(simulation.a, simulation.b, kinds, 200, 3000, 1);
    simulation.a.application(traffic::send);
    assertThat(simulation.runUntil(traffic::isAllReceived, 3600 * Simulation.SECOND)).isTrue();
  }
}
