package org.vivavoce.sctp;

import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Two associations and a path between them, in virtual time: a seed gives the same run each time.
 */
final class Simulation {
  static final long SECOND = 1_000_000_000L;

  final Side a;
  final Side b;
  final Link toB;
  final Link toA;
  private long now;

  Simulation(long seed, SctpConfig config, Conditions conditions) {
    this(seed, config, config, conditions);
  }

  Simulation(long seed, SctpConfig configA, SctpConfig configB, Conditions conditions) {
    Random random = new Random(seed);
    // Time may run from anywhere, also across zero.
    now = random.nextLong() >> 2;
    a = new Side("a", configA, new Random(random.nextLong()));
    b = new Side("b", configB, new Random(random.nextLong()));
    toB = new Link(conditions, new Random(random.nextLong()));
    toA = new Link(conditions, new Random(random.nextLong()));
  }

  long now() {
    return now;
  }

  /** Both sides begin at once, and both get there. */
  Simulation connect() {
    a.association.connect(now);
    b.association.connect(now);
    if (!runUntil(() -> a.isConnected() && b.isConnected(), 600 * SECOND)) {
      throw new AssertionError("no handshake: " + a + ", " + b);
    }
    return this;
  }

  /** Runs until something holds; says whether it did within a time. */
  boolean runUntil(BooleanSupplier condition, long nanos) {
    long end = now + nanos;
    while (true) {
      exchange();
      if (condition.getAsBoolean()) {
        return true;
      }
      long next = nextTime();
      if (next > end) {
        now = end;
        return false;
      }
      now = Math.max(now, next);
      step();
    }
  }

  void run(long nanos) {
    runUntil(() -> false, nanos);
  }

  private long nextTime() {
    long packets = Math.min(toA.nextArrival(), toB.nextArrival());
    long timers = Math.min(a.association.nextDeadline(), b.association.nextDeadline());
    return Math.min(Math.min(packets, timers), Math.min(a.nextTurn(), b.nextTurn()));
  }

  private void step() {
    while (toB.nextArrival() <= now) {
      b.receive(toB.take(), now);
    }
    while (toA.nextArrival() <= now) {
      a.receive(toA.take(), now);
    }
    for (Side side : new Side[] {a, b}) {
      if (side.association.nextDeadline() <= now) {
        side.association.onTimeout(now);
        if (side.association.nextDeadline() <= now) {
          side.overdue();
        }
      }
    }
  }

  /** Lets both sides handle events and send, until neither has anything left to do. */
  private void exchange() {
    a.turn(now, toB);
    b.turn(now, toA);
  }
}
