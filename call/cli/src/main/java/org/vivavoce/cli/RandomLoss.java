package org.vivavoce.cli;

import java.util.SplittableRandom;
import org.vivavoce.peer.PacketFilter;

/** Loses each packet with the same probability, independently of the others. */
final class RandomLoss implements PacketFilter {
  private final double probability;
  private final SplittableRandom random;

  /**
   * @param percent 0 to 100
   * @param seed the same seed loses the same packets
   */
  RandomLoss(double percent, long seed) {
    probability = percent / 100;
    random = new SplittableRandom(seed);
  }

  @Override
  public boolean accept(byte[] buffer, int offset, int length) {
    return random.nextDouble() >= probability;
  }
}
