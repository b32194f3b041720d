package org.vivavoce.rtp.opus;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A sender of 20 ms packets, a network and a sink, in virtual time, from one seed: what was lost,
 * delayed, reordered or doubled is the same in every run.
 */
final class Network {
  static final long MS = 1_000_000L;

  private record Flight(int index, long arrival) {}

  final Random random;
  final List<byte[]> packets;
  final Set<Integer> lost = new HashSet<>();
  double loss;
  double duplicates;
  long jitter = MS / 3;

  /**
   * Share of packets and pulls that a busy machine delays by 10 to 30 ms; later ones queue behind.
   */
  double hiccups;

  int pullMillis = 10;
  long phase;
  OpusPlayout playout = OpusPlayout.create(1);
  long concealedAfterHalfASecond;
  int delivered;

  Network(List<byte[]> packets, long seed) {
    this.packets = packets;
    random = new Random(seed * 0x9e3779b97f4a7c15L);
    phase = (long) (random.nextDouble() * 20 * MS);
  }

  /** Plays everything; what the sink hears. */
  short[] run() {
    PriorityQueue<Flight> wire = new PriorityQueue<>(Comparator.comparingLong(Flight::arrival));
    long queue = 0;
    for (int i = 0; i < packets.size(); i++) {
      long sent = i * 20 * MS;
      if (random.nextDouble() < hiccups) {
        sent += 10 * MS + (long) (random.nextDouble() * 20 * MS);
      }
      queue = Math.max(queue, sent);
      long arrival = queue + MS / 10 + (long) (random.nextDouble() * jitter);
      if (random.nextDouble() < loss) {
        lost.add(i);
      } else {
        wire.add(new Flight(i, arrival));
      }
      if (random.nextDouble() < duplicates) {
        wire.add(new Flight(i, arrival + (long) (random.nextDouble() * 30 * MS)));
        lost.remove(i);
      }
    }
    int ticks = packets.size() * 20 / pullMillis;
    short[] heard = new short[ticks * pullMillis * 48];
    long half = 0;
    long now = 0;
    for (int k = 0; k < ticks; k++) {
      long due = phase + k * pullMillis * MS;
      if (random.nextDouble() < hiccups) {
        due += 10 * MS + (long) (random.nextDouble() * 20 * MS);
      }
      now = Math.max(now, due);
      while (!wire.isEmpty() && wire.peek().arrival() <= now) {
        Flight f = wire.poll();
        delivered++;
        byte[] p = packets.get(f.index());
        playout.put(
            65_000 + f.index(), 0xfff0_0000L + f.index() * 960L, p, 0, p.length, f.arrival());
      }
      playout.pull(heard, k * pullMillis * 48, pullMillis * 48, now);
      if (k * pullMillis == 500) {
        half = playout.stats().concealedSamples();
      }
    }
    concealedAfterHalfASecond = playout.stats().concealedSamples() - half;
    return heard;
  }
}
