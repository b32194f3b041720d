package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpIndexTest {
  @Test
  void the_first_packet_has_rollover_counter_zero() {
    assertThat(RtpIndex.estimate(ReplayWindow.NONE, 0)).isZero();
    assertThat(RtpIndex.estimate(ReplayWindow.NONE, 65_535)).isEqualTo(65_535);
  }

  @ParameterizedTest
  @CsvSource({
    "0x5fffe, 0xffff, 0x5ffff", // the next packet
    "0x5ffff, 0x0000, 0x60000", // the rollover
    "0x60000, 0xffff, 0x5ffff", // late from before the rollover
    "0x50000, 0x8000, 0x58000", // as far ahead as can be, from the lower half
    "0x50000, 0x8001, 0x48001", // one further is behind
    "0x58000, 0x0000, 0x50000", // as far behind as can be, from the upper half
    "0x58001, 0x0000, 0x60000", // one further is ahead
    "0x5ffff, 0x7ffe, 0x67ffe",
    "0x5ffff, 0x7fff, 0x57fff",
    "0xffffffffffff, 0x0000, 0x1000000000000", // beyond the end
  })
  void the_index_is_the_one_nearest_to_the_highest(String highest, String seq, String index) {
    assertThat(RtpIndex.estimate(Long.decode(highest), Integer.decode(seq)))
        .isEqualTo(Long.decode(index));
  }

  @Test
  void no_index_lies_before_the_first_turn() {
    assertThat(RtpIndex.estimate(5, 0xfff0)).isEqualTo(0xfff0);
    assertThat(RtpIndex.estimate(0, 0x8001)).isEqualTo(0x8001);
  }

  @Test
  void rfc_3711_appendix_a_says_the_same_from_the_second_turn_on() {
    Random random = new Random(3711);
    for (int i = 0; i < 100_000; i++) {
      long highest = (1L << 16) + (random.nextLong() >>> 17);
      int seq = random.nextInt(1 << 16);
      long roc = highest >>> 16;
      int last = (int) highest & 0xffff;
      long v;
      if (last < 32_768) {
        v = seq - last > 32_768 ? roc - 1 : roc;
      } else {
        v = last - 32_768 > seq ? roc + 1 : roc;
      }

      assertThat(RtpIndex.estimate(highest, seq)).isEqualTo(v << 16 | seq);
    }
  }
}
