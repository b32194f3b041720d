package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MissingPacketsTest {
  private static final long MS = 1_000_000;
  private static final double ROUND_TRIP = 0.04;

  private final MissingPackets missing = MissingPackets.create();

  private List<Integer> due(long ms) {
    return missing.due(ms * MS, ROUND_TRIP);
  }

  @Test
  void a_gap_is_asked_for_at_once_and_again_after_a_round_trip() {
    missing.onPacket(70_000);
    assertThat(due(0)).isEmpty();
    assertThat(missing.nextDeadlineNanos(0, ROUND_TRIP)).isEqualTo(Long.MAX_VALUE);
    missing.onPacket(70_003);
    assertThat(missing.nextDeadlineNanos(0, ROUND_TRIP)).isZero();
    assertThat(due(0)).containsExactly(70_001 & 0xFFFF, 70_002 & 0xFFFF);
    assertThat(due(10)).isEmpty();
    assertThat(missing.nextDeadlineNanos(10 * MS, ROUND_TRIP)).isEqualTo(50 * MS);
    missing.onPacket(70_001);
    assertThat(due(50)).containsExactly(70_002 & 0xFFFF);
  }

  @Test
  void a_packet_that_came_late_by_itself_is_not_asked_for() {
    missing.onPacket(70_000);
    missing.onPacket(70_002);
    missing.onPacket(70_001);
    assertThat(missing.isEmpty()).isTrue();
    assertThat(missing.onRetransmission(70_001 & 0xFFFF, 0)).isEqualTo(-1);
  }

  @Test
  void a_retransmission_is_taken_once_and_only_if_it_is_missing() {
    missing.onPacket(65_535);
    missing.onPacket(65_538);
    assertThat(missing.onRetransmission(0, 0)).isEqualTo(65_536);
    assertThat(missing.onRetransmission(0, 0)).isEqualTo(-1);
    assertThat(missing.onRetransmission(2, 0)).isEqualTo(-1);
    assertThat(missing.onRetransmission(1, 0)).isEqualTo(65_537);
    assertThat(missing.found()).isEqualTo(2);
    assertThat(missing.isEmpty()).isTrue();
  }

  @Test
  void nobody_asks_for_ever() {
    missing.onPacket(70_000);
    missing.onPacket(70_002);
    int asked = 0;
    for (long ms = 0; ms < 10_000; ms++) {
      asked += due(ms).size();
    }
    assertThat(asked).isEqualTo(MissingPackets.MAX_REQUESTS);
    assertThat(missing.isEmpty()).isTrue();
    assertThat(missing.givenUp()).isEqualTo(1);
  }

  @Test
  void later_answers_are_waited_for_longer() {
    missing.onPacket(70_000);
    missing.onPacket(70_002);
    long asked = 0;
    List<Long> waits = new ArrayList<>();
    for (long ms = 0; ms < 10_000; ms++) {
      if (!due(ms).isEmpty()) {
        waits.add(ms - asked);
        asked = ms;
        assertThat(missing.nextDeadlineNanos(ms * MS, ROUND_TRIP)).isGreaterThan(ms * MS);
      }
    }
    assertThat(waits.subList(0, 5)).containsExactly(0L, 50L, 50L, 100L, 200L);
    assertThat(waits).hasSize(MissingPackets.MAX_REQUESTS);
    assertThat(waits.subList(5, waits.size())).containsOnly(200L);
  }

  @Test
  void only_a_gap_that_is_new_is_told() {
    assertThat(missing.onPacket(70_000)).isFalse();
    assertThat(missing.onPacket(70_001)).isFalse();
    assertThat(missing.onPacket(70_003)).isTrue();
    assertThat(missing.onPacket(70_004)).isFalse();
    assertThat(missing.onPacket(70_002)).isFalse();
    assertThat(missing.onPacket(70_006)).isTrue();
  }

  @Test
  void before_a_round_trip_is_known_a_tenth_of_a_second_is_waited() {
    missing.onPacket(70_000);
    missing.onPacket(70_002);
    assertThat(missing.due(0, Double.NaN)).hasSize(1);
    assertThat(missing.due(99 * MS, Double.NaN)).isEmpty();
    assertThat(missing.due(100 * MS, Double.NaN)).hasSize(1);
    assertThat(missing.due(110 * MS, 0)).isEmpty();
    assertThat(missing.due(120 * MS, 0)).hasSize(1);
  }

  @Test
  void who_sends_nothing_learns_the_round_trip_from_the_answers_to_what_was_asked_once() {
    missing.onPacket(70_000);
    for (int i = 1; i <= 8; i++) {
      missing.onPacket(70_000 + 2 * i);
      assertThat(missing.due(i * 1_000 * MS, Double.NaN)).hasSize(1);
      // The third is quick; the others wait for something.
      long answer = i == 3 ? 40 : 90;
      missing.onRetransmission(70_000 + 2 * i - 1 & 0xFFFF, (i * 1_000 + answer) * MS);
    }
    missing.onPacket(70_018);
    assertThat(missing.due(20_000 * MS, Double.NaN)).hasSize(1);
    assertThat(missing.nextDeadlineNanos(20_000 * MS, Double.NaN)).isEqualTo(20_050 * MS);
    assertThat(missing.due(20_050 * MS, Double.NaN)).hasSize(1);
    // Asked for twice, and which time was answered is not known.
    missing.onRetransmission(70_017 & 0xFFFF, 20_051 * MS);
    missing.onPacket(70_020);
    assertThat(missing.due(21_000 * MS, Double.NaN)).hasSize(1);
    assertThat(missing.nextDeadlineNanos(21_000 * MS, Double.NaN)).isEqualTo(21_050 * MS);
    assertThat(missing.nextDeadlineNanos(21_000 * MS, 0.1))
        .as("known better")
        .isEqualTo(21_125 * MS);
  }

  @Test
  void a_loss_too_large_is_asked_for_as_far_as_it_is_recent() {
    missing.onPacket(70_000);
    missing.onPacket(72_000);
    List<Integer> due = due(0);
    assertThat(due)
        .containsExactlyElementsOf(
            IntStream.range(72_000 - MissingPackets.MAX_MISSING, 72_000)
                .mapToObj(n -> n & 0xFFFF)
                .toList());
    missing.onPacket(72_002);
    assertThat(due(1)).containsExactly(72_001 & 0xFFFF);
    assertThat(missing.givenUp()).isEqualTo(1);
  }

  @Test
  void what_lies_far_behind_is_given_up_and_a_restart_forgets_all() {
    missing.onPacket(70_000);
    missing.onPacket(70_002);
    for (long n = 70_003; n < 71_100; n++) {
      missing.onPacket(n);
    }
    assertThat(missing.isEmpty()).isTrue();
    missing.onPacket(71_102);
    assertThat(missing.isEmpty()).isFalse();
    missing.onPacket(71_102 + 2 * 65_536);
    assertThat(missing.isEmpty()).isTrue();
  }

  @Test
  void over_random_losses_it_agrees_with_a_set() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      MissingPackets any = MissingPackets.create();
      TreeSet<Long> expected = new TreeSet<>();
      long newest = 65_536 + random.nextInt(65_536);
      any.onPacket(newest);
      for (int i = 0; i < 3_000; i++) {
        if (random.nextInt(3) == 0 && !expected.isEmpty()) {
          Long some = expected.ceiling(newest - random.nextInt(500));
          if (some != null) {
            expected.remove(some);
            if (random.nextBoolean()) {
              any.onPacket(some);
            } else {
              assertThat(any.onRetransmission((int) (some & 0xFFFF), 0)).isEqualTo(some);
            }
          }
        } else {
          long next = newest + 1 + (random.nextInt(10) == 0 ? random.nextInt(5) : 0);
          for (long n = newest + 1; n < next; n++) {
            expected.add(n);
            if (expected.size() > MissingPackets.MAX_MISSING) {
              expected.pollFirst();
            }
          }
          any.onPacket(next);
          newest = next;
          expected.headSet(newest - 1_000, true).clear();
        }
      }
      assertThat(any.due(0, Double.NaN))
          .as("seed %d", seed)
          .containsExactlyElementsOf(expected.stream().map(n -> (int) (n & 0xFFFF)).toList());
    }
  }
}
