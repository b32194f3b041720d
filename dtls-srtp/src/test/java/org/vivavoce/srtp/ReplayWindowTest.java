package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  private final ReplayWindow window = new ReplayWindow();

  @Test
  void it_spans_at_least_1024_packets() {
    assertThat(ReplayWindow.SIZE).isGreaterThanOrEqualTo(1_024);
  }

  @Test
  void nothing_is_seen_or_too_old_before_the_first_packet() {
    assertThat(window.isSeen(0)).isFalse();
    assertThat(window.isTooOld(0)).isFalse();
    assertThat(window.isSeen(RtpIndex.END - 1)).isFalse();
  }

  @Test
  void the_oldest_index_of_the_window_is_known_and_the_one_before_it_is_too_old() {
    window.mark(0);
    window.mark(ReplayWindow.SIZE - 1);

    assertThat(window.isTooOld(0)).isFalse();
    assertThat(window.isSeen(0)).isTrue();
    assertThat(window.isSeen(1)).isFalse();

    window.mark(ReplayWindow.SIZE);

    assertThat(window.isTooOld(0)).isTrue();
    assertThat(window.isTooOld(1)).isFalse();
    assertThat(window.isSeen(1)).isFalse();
  }

  @Test
  void a_jump_of_a_whole_ring_forgets_all_that_was_seen() {
    for (int i = 0; i < 4_096; i++) {
      window.mark(i);
    }
    long far = 1L << 40;
    window.mark(far);

    for (long index = far - ReplayWindow.SIZE + 1; index < far; index++) {
      assertThat(window.isSeen(index)).isFalse();
    }
    assertThat(window.isSeen(far)).isTrue();
  }

  @Test
  void it_agrees_with_a_set_of_all_indices_over_a_random_walk() {
    Random random = new Random(3711);
    Set<Long> seen = new HashSet<>();
    long highest = ReplayWindow.NONE;
    for (int i = 0; i < 200_000; i++) {
      long index = Math.max(0, highest + random.nextInt(4_200) - 2_100);
      boolean tooOld = highest - index >= ReplayWindow.SIZE;

      assertThat(window.isTooOld(index)).isEqualTo(tooOld);
      if (!tooOld) {
        assertThat(window.isSeen(index)).isEqualTo(!seen.add(index));
        if (!window.isSeen(index)) {
          window.mark(index);
          highest = Math.max(highest, index);
        }
      }
      assertThat(window.highest()).isEqualTo(highest);
    }
  }
}
