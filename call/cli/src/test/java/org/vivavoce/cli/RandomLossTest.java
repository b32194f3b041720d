package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomLossTest {
  private static final int PACKETS = 100_000;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 10, 30, 100})
  void the_share_that_was_asked_for_is_lost(double percent) {
    int lost = lost(percent, 7).cardinality();

    assertThat(100.0 * lost / PACKETS).isCloseTo(percent, within(0.5));
  }

  @Test
  void the_same_seed_loses_the_same_packets_and_another_others() {
    assertThat(lost(10, 1)).isEqualTo(lost(10, 1)).isNotEqualTo(lost(10, 2));
  }

  private static BitSet lost(double percent, long seed) {
    RandomLoss loss = new RandomLoss(percent, seed);
    BitSet lost = new BitSet();
    for (int i = 0; i < PACKETS; i++) {
      lost.set(i, !loss.accept(new byte[0], 0, 0));
    }
    return lost;
  }
}
