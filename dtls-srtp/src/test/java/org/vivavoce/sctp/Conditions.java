package org.vivavoce.sctp;

import java.util.Random;

/**
 * What a simulated path does to packets.
 *
 * @param loss the share that is lost, 0 to 1
 * @param duplication the share that arrives twice
 * @param corruption the share that has a byte changed
 * @param reordering the share that is held up, so that others overtake it
 * @param delayNanos one way
 * @param bitsPerSecond how fast it is, or 0 for no limit
 * @param queueBytes how much waits where it is slow; what comes on top is lost
 */
record Conditions(
    double loss,
    double duplication,
    double corruption,
    double reordering,
    long delayNanos,
    long bitsPerSecond,
    int queueBytes) {
  static final long MILLISECOND = 1_000_000;

  static Conditions perfect(long delayNanos) {
    return new Conditions(0, 0, 0, 0, delayNanos, 0, 0);
  }

  Conditions withLoss(double share) {
    return new Conditions(
        share, duplication, corruption, reordering, delayNanos, bitsPerSecond, queueBytes);
  }

  Conditions withRate(long rate, int queue) {
    return new Conditions(loss, duplication, corruption, reordering, delayNanos, rate, queue);
  }

  /** Anything from a good path to a very bad one. */
  static Conditions random(Random random) {
    return new Conditions(
        random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.2,
        random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.1,
        random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.05,
        random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.2,
        (1 + random.nextInt(100)) * MILLISECOND,
        random.nextBoolean() ? 0 : 1_000_000L * (1 + random.nextInt(100)),
        20_000 + random.nextInt(200_000));
  }
}
