package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamSpliceTest {
  private static final long MS = 1_000_000;
  private static final int CLOCK = 90_000;

  private final StreamSplice splice = new StreamSplice();

  private boolean place(int sequence, long rtpTime, boolean marker, long ms) {
    return splice.place(sequence & 0xFFFF, rtpTime & 0xFFFF_FFFFL, CLOCK, marker, ms * MS);
  }

  private long number(int sequence) {
    assertThat(place(sequence, 0, true, 0)).isTrue();
    return splice.number();
  }

  @Test
  void gaps_stay_gaps_and_disorder_stays_disorder_over_the_wrap() {
    assertThat(number(65_534)).isZero();
    assertThat(number(1)).isEqualTo(3);
    assertThat(number(65_535)).isEqualTo(1);
    assertThat(number(0)).isEqualTo(2);
    assertThat(number(3)).isEqualTo(5);
    assertThat(number(2)).isEqualTo(4);
    assertThat(number(4)).isEqualTo(6);
  }

  @Test
  void timestamps_run_on_over_their_wrap_and_follow_late_packets_back() {
    place(1, 0xFFFF_FF00L, true, 0);
    assertThat(splice.timestamp()).isEqualTo(0xFFFF_FF00L);
    place(3, 0x100, true, 0);
    assertThat(splice.timestamp()).isEqualTo(0x1_0000_0100L);
    place(2, 0xFFFF_FFF0L, true, 0);
    assertThat(splice.timestamp()).isEqualTo(0xFFFF_FFF0L);
    place(4, 0x200, true, 0);
    assertThat(splice.timestamp()).isEqualTo(0x1_0000_0200L);
  }

  @Test
  void after_a_cut_numbers_run_on_and_timestamps_by_the_time_that_passed() {
    place(100, 5_000, true, 1_000);
    splice.cut();
    assertThat(place(40_000, 77, true, 1_040)).isTrue();
    assertThat(splice.number()).isEqualTo(1);
    assertThat(splice.timestamp()).isEqualTo(5_000 + 40 * 90);
    assertThat(place(40_001, 77 + 3_000, true, 1_070)).isTrue();
    assertThat(splice.number()).isEqualTo(2);
    assertThat(splice.timestamp()).isEqualTo(5_000 + 40 * 90 + 3_000);
  }

  @Test
  void a_timestamp_never_stands_still_at_a_cut_even_if_no_time_passed() {
    place(1, 5_000, true, 1_000);
    splice.cut();
    place(7, 5_000, true, 900);
    assertThat(splice.timestamp()).isEqualTo(5_001);
  }

  @Test
  void a_picture_that_was_broken_off_by_a_cut_keeps_its_end_missing() {
    place(1, 0, true, 0);
    place(2, 3_000, false, 33);
    splice.cut();
    place(900, 0, false, 66);
    assertThat(splice.number()).isEqualTo(3);
  }

  @Test
  void what_comes_late_from_before_the_beginning_of_a_piece_is_dropped() {
    place(10, 0, true, 0);
    splice.cut();
    place(500, 0, true, 10);
    assertThat(place(499, 0, true, 10)).isFalse();
    assertThat(place(501, 0, true, 10)).isTrue();
    assertThat(splice.number()).isEqualTo(2);
  }

  @Test
  void a_jump_too_far_for_a_loss_is_a_new_beginning_without_a_gap() {
    place(10, 0, true, 0);
    place(10 + FrameSink.MAX_GAP, 0, true, 10);
    assertThat(splice.number()).isEqualTo(FrameSink.MAX_GAP);
    place(10 + 2 * FrameSink.MAX_GAP + 1, 0, true, 20);
    assertThat(splice.number()).isEqualTo(FrameSink.MAX_GAP + 1);
    place(10 + 2 * FrameSink.MAX_GAP + 1 - 1_200, 0, true, 30);
    assertThat(splice.number()).isEqualTo(FrameSink.MAX_GAP + 2);
  }

  @Test
  void no_number_is_given_twice_whatever_comes() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      StreamSplice any = new StreamSplice();
      Set<Long> given = new HashSet<>();
      Set<Integer> seen = new HashSet<>();
      int sequence = random.nextInt(1 << 16);
      long last = 0;
      for (int i = 0; i < 2_000; i++) {
        if (random.nextInt(100) == 0) {
          any.cut();
          seen.clear();
          sequence = random.nextInt(1 << 16);
        }
        int next = (sequence + random.nextInt(8) - 3) & 0xFFFF;
        sequence = random.nextInt(4) == 0 ? next : (sequence + 1) & 0xFFFF;
        if (seen.add(next) // the session drops duplicates before
            && any.place(next, random.nextInt(), CLOCK, random.nextBoolean(), i * MS)) {
          assertThat(given.add(any.number())).as("seed %d, packet %d", seed, i).isTrue();
          assertThat(any.number()).isBetween(last - 1_000, last + FrameSink.MAX_GAP);
          last = Math.max(last, any.number());
        }
      }
    }
  }
}
