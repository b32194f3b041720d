package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {
  private static final long SECOND = 1_000_000_000L;

  /** The clock may be anywhere, below zero too. */
  private static final long START = -5 * SECOND;

  private int take(Allowance a, long now) {
    int taken = 0;
    while (a.take(now)) {
      taken++;
    }
    return taken;
  }

  @Test
  void a_burst_is_allowed_and_then_one_for_each_interval() {
    Allowance a = new Allowance(3, SECOND);
    assertThat(take(a, START)).isEqualTo(3);
    assertThat(take(a, START + SECOND - 1)).isZero();
    assertThat(take(a, START + SECOND)).isEqualTo(1);
    assertThat(take(a, START + 2 * SECOND + SECOND / 2)).isEqualTo(1);
    assertThat(take(a, START + 3 * SECOND)).isEqualTo(1);
  }

  @Test
  void a_long_pause_earns_no_more_than_a_burst() {
    Allowance a = new Allowance(3, SECOND);
    assertThat(take(a, START)).isEqualTo(3);
    assertThat(take(a, START + 3_600 * SECOND)).isEqualTo(3);
    assertThat(take(a, START + 3_600 * SECOND + 1)).isZero();
  }
}
