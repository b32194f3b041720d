package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NtpTimeTest {
  /** RFC 3550 figure 2: 10 November 1995 11:33:25.125 UTC is 0xb44db705 20000000. */
  @Test
  void rfc_3550_figure_2_names_a_moment() {
    long epochSecond = java.time.Instant.parse("1995-11-10T11:33:25Z").getEpochSecond();
    NtpTime time = NtpTime.ofUnix(epochSecond, 125_000_000);
    assertThat(time).isEqualTo(new NtpTime(0xb44d_b705_2000_0000L));
    assertThat(time.middle32()).isEqualTo(0xb705_2000);
  }

  @Test
  void nanoseconds_are_added_and_measured_to_the_nearest() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      NtpTime from = new NtpTime(random.nextLong());
      long nanos = random.nextLong() >> 10 + random.nextInt(40);
      // Two roundings of up to a quarter of a nanosecond each make none.
      if (Math.abs(nanos) < (1L << 31) * 1_000_000_000L) {
        assertThat(from.plusNanos(nanos).nanosSince(from)).isEqualTo(nanos);
      }
    }
  }

  @Test
  void the_last_nanosecond_of_a_second_stays_within_it() {
    assertThat(NtpTime.ofUnix(0, 999_999_999).bits() >>> 32).isEqualTo(2_208_988_800L);
    assertThatThrownBy(() -> NtpTime.ofUnix(0, 1_000_000_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NtpTime.ofUnix(0, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
