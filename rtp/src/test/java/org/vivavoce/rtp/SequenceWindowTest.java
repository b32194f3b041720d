package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequenceWindowTest {
  @Test
  void it_agrees_with_a_set_over_random_walks() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      SequenceWindow window = new SequenceWindow();
      Set<Long> used = new HashSet<>();
      long highest = 70_000;
      window.use(highest);
      used.add(highest);
      for (int i = 0; i < 5_000; i++) {
        int step = random.nextInt(100) == 0 ? random.nextInt(3_000) : random.nextInt(4);
        long number = Math.max(0, highest + step - random.nextInt(1_500) / (1 + random.nextInt(9)));
        boolean expected = highest - number < SequenceWindow.SIZE && used.add(number);
        assertThat(window.use(number)).as("seed %d, number %d", seed, number).isEqualTo(expected);
        highest = Math.max(highest, number);
      }
    }
  }
}
