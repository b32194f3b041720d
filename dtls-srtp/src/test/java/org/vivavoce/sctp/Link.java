package org.vivavoce.sctp;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Predicate;

/** One direction of a simulated path, in virtual time. */
final class Link {
  private record Packet(long arrival, long order, byte[] bytes) implements Comparable<Packet> {
    @Override
    public int compareTo(Packet other) {
      int byTime = Long.compare(arrival, other.arrival);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final Random random;
  private final PriorityQueue<Packet> packets = new PriorityQueue<>();
  private Conditions conditions;
  private Predicate<byte[]> filter = packet -> true;
  private long busyUntil = Long.MIN_VALUE;
  private long order;
  long sent;
  long lost;

  Link(Conditions conditions, Random random) {
    this.conditions = conditions;
    this.random = random;
  }

  void conditions(Conditions changed) {
    conditions = changed;
  }

  /** Lets through only what the filter says, which may look at packets, or keep them. */
  void filter(Predicate<byte[]> through) {
    filter = through;
  }

  void send(byte[] buf, int length, long now) {
    byte[] packet = Arrays.copyOf(buf, length);
    sent++;
    if (!filter.test(packet) || random.nextDouble() < conditions.loss()) {
      lost++;
      return;
    }
    long leaves = now;
    if (conditions.bitsPerSecond() > 0) {
      long start = Math.max(now, busyUntil);
      long waiting = (start - now) * conditions.bitsPerSecond() / 8 / 1_000_000_000L;
      if (waiting > conditions.queueBytes()) {
        lost++;
        return;
      }
      leaves = start + length * 8 * 1_000_000_000L / conditions.bitsPerSecond();
      busyUntil = leaves;
    }
    if (random.nextDouble() < conditions.corruption()) {
      packet[random.nextInt(length)] ^= (byte) (1 + random.nextInt(255));
    }
    arrive(packet, leaves);
    if (random.nextDouble() < conditions.duplication()) {
      arrive(packet, leaves);
    }
  }

  private void arrive(byte[] packet, long leaves) {
    long delay = conditions.delayNanos();
    if (random.nextDouble() < conditions.reordering()) {
      delay += (long) (random.nextDouble() * conditions.delayNanos());
    }
    packets.add(new Packet(leaves + delay, order++, packet));
  }

  /** When the next packet arrives, or never. */
  long nextArrival() {
    return packets.isEmpty() ? Long.MAX_VALUE : packets.peek().arrival();
  }

  byte[] take() {
    return packets.remove().bytes();
  }
}
