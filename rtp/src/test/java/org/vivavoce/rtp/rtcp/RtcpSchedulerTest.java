package org.vivavoce.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RtcpSchedulerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final double COMPENSATION = Math.E - 1.5;

  /** A draw that is always the same: the interval is that times (0.5 + draw). */
  private static RandomGenerator always(double draw) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new AssertionError("only doubles are drawn");
      }

      @Override
      public double nextDouble() {
        return draw;
      }
    };
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  /** RFC 3550 section 6.2: half of five seconds at first, then five, by 0.5 to 1.5, by e - 3/2. */
  @Test
  void avp_begins_with_half_its_minimum_and_goes_on_with_the_whole() {
    RtcpScheduler scheduler = RtcpScheduler.create(RtcpTiming.avp(64_000), always(0.5), 100);
    long first = scheduler.nextDeadlineNanos();
    assertThat(seconds(first - 100)).isCloseTo(2.5 / COMPENSATION, within(1e-6));
    assertThat(scheduler.due(first - 1, 2, 0, false)).isFalse();
    assertThat(scheduler.due(first, 2, 0, false)).isTrue();
    scheduler.sent(first, 100, 2, 0, false);
    assertThat(seconds(scheduler.nextDeadlineNanos() - first))
        .isCloseTo(5 / COMPENSATION, within(1e-6));
  }

  @Test
  void the_draw_spreads_the_interval_from_a_half_to_one_and_a_half() {
    for (double draw : new double[] {0, 0.25, 0.999}) {
      RtcpScheduler scheduler = RtcpScheduler.create(RtcpTiming.avp(64_000), always(draw), 0);
      assertThat(seconds(scheduler.nextDeadlineNanos()))
          .isCloseTo(2.5 * (0.5 + draw) / COMPENSATION, within(1e-6));
    }
  }

  /** RFC 3550 section 6.2: 360 s divided by the bandwidth in kbit/s. */
  @Test
  void the_reduced_minimum_follows_the_bandwidth() {
    RtcpTiming timing = RtcpTiming.avpReducedMinimum(720_000);
    assertThat(timing.minimumNanos()).isEqualTo(SECOND / 2);
    RtcpScheduler scheduler = RtcpScheduler.create(timing, always(0.5), 7);
    assertThat(scheduler.nextDeadlineNanos()).isEqualTo(7);
    assertThat(scheduler.due(7, 1, 0, false)).isTrue();
    scheduler.sent(7, 100, 2, 0, false);
    assertThat(seconds(scheduler.nextDeadlineNanos() - 7))
        .isCloseTo(0.5 / COMPENSATION, within(1e-6));
  }

  /** Appendix A.7: n times the mean size by the bandwidth, where that is more than the minimum. */
  @Test
  void a_narrow_session_waits_until_its_bandwidth_allows() {
    // 1,000 bytes a second, of which 50 for RTCP.
    RtcpScheduler scheduler = RtcpScheduler.create(RtcpTiming.avpf(8_000), always(0.5), 0);
    for (int i = 0; i < 500; i++) {
      scheduler.received(200);
    }
    assertThat(scheduler.averageSize()).isCloseTo(200, within(1e-6));
    // More than a quarter send, so that all share alike: 4 * 200 / 50 = 16 s.
    scheduler.sent(0, 200, 4, 2, true);
    assertThat(seconds(scheduler.nextDeadlineNanos())).isCloseTo(16 / COMPENSATION, within(1e-6));
    // One of eight sends, and it is us: 1 * 200 / 12.5 = 16 s.
    scheduler.sent(0, 200, 8, 1, true);
    assertThat(seconds(scheduler.nextDeadlineNanos())).isCloseTo(16 / COMPENSATION, within(1e-6));
    // And if it is not us: 7 * 200 / 37.5.
    scheduler.sent(0, 200, 8, 1, false);
    assertThat(seconds(scheduler.nextDeadlineNanos()))
        .isCloseTo(7 * 200 / 37.5 / COMPENSATION, within(1e-6));
  }

  /** RFC 3550 section 6.3.6: if by now the interval has grown, the timer goes on. */
  @Test
  void timer_reconsideration_puts_a_report_off_when_members_have_come() {
    RtcpScheduler scheduler = RtcpScheduler.create(RtcpTiming.avpf(8_000), always(0.5), 0);
    scheduler.sent(0, 200, 1, 0, false);
    long deadline = scheduler.nextDeadlineNanos();
    assertThat(scheduler.due(deadline, 10, 0, false)).isFalse();
    long moved = scheduler.nextDeadlineNanos();
    assertThat(seconds(moved)).isCloseTo(10 * seconds(deadline), within(1e-6));
    assertThat(scheduler.due(moved, 10, 0, false)).isTrue();
  }

  /** RFC 3550 section 6.3.4. */
  @Test
  void reverse_reconsideration_brings_a_report_forward_when_members_leave() {
    RtcpScheduler scheduler = RtcpScheduler.create(RtcpTiming.avpf(8_000), always(0.5), 0);
    scheduler.sent(0, 200, 10, 0, false);
    assertThat(scheduler.due(scheduler.nextDeadlineNanos(), 10, 0, false)).isTrue();
    long deadline = scheduler.nextDeadlineNanos();
    long now = deadline / 2;
    scheduler.membersLeft(now, 5);
    assertThat(scheduler.nextDeadlineNanos()).isCloseTo(now + (deadline - now) / 2, within(2L));
    // Nobody left: nothing moves.
    long before = scheduler.nextDeadlineNanos();
    scheduler.membersLeft(now, 5);
    assertThat(scheduler.nextDeadlineNanos()).isEqualTo(before);
  }

  /**
   * RFC 4585 section 3.5.2: one early packet, and the next regular one after twice the interval.
   */
  @Test
  void early_feedback_goes_out_once_and_puts_the_next_report_off() {
    RtcpScheduler scheduler = RtcpScheduler.create(RtcpTiming.avpf(64_000), always(0.5), 0);
    assertThat(scheduler.due(0, 2, 0, false)).isTrue();
    scheduler.sent(0, 120, 2, 0, false);
    long interval = scheduler.nextDeadlineNanos();
    assertThat(interval).isEqualTo(scheduler.intervalNanos());
    assertThat(scheduler.tryEarly(0)).isTrue();
    scheduler.earlySent(60);
    assertThat(scheduler.nextDeadlineNanos()).isEqualTo(2 * interval);
    assertThat(scheduler.tryEarly(0)).isFalse();
    long moved = scheduler.nextDeadlineNanos();
    while (!scheduler.due(moved, 2, 0, false)) {
      moved = scheduler.nextDeadlineNanos();
    }
    scheduler.sent(moved, 120, 2, 0, false);
    assertThat(scheduler.tryEarly(moved)).isTrue();
  }

  /** RFC 4585 section 3.3: where the bandwidth bears it, every event is told at once. */
  @Test
  void feedback_goes_out_as_often_as_the_bandwidth_bears_it() {
    for (long bits : new long[] {64_000, 2_000_000}) {
      RtcpScheduler scheduler = RtcpScheduler.create(RtcpTiming.avpf(bits), always(0.5), 0);
      assertThat(scheduler.due(0, 2, 0, false)).isTrue();
      scheduler.sent(0, 100, 2, 0, false);
      long bytes = 0;
      long now = 0;
      while (now < 10 * SECOND) {
        assertThat(scheduler.notBefore(now)).isGreaterThanOrEqualTo(now);
        now = scheduler.notBefore(now);
        assertThat(scheduler.tryEarly(now)).isTrue();
        scheduler.earlySent(100);
        bytes += 100;
        assertThat(scheduler.tryEarly(now)).isFalse();
      }
      // Our half of a twentieth.
      assertThat(bytes / 10.0).isCloseTo(bits / 8.0 / 20 / 2, withinPercentage(25));
    }
  }

  @Test
  void without_avpf_nothing_is_early() {
    RtcpScheduler scheduler = RtcpScheduler.create(RtcpTiming.avp(64_000), always(0.5), 0);
    assertThat(scheduler.tryEarly(0)).isFalse();
  }

  @Test
  void over_an_hour_two_members_spend_no_more_than_their_share() {
    Random random = new Random(1);
    RtcpTiming timing = RtcpTiming.avpf(64_000);
    RtcpScheduler scheduler = RtcpScheduler.create(timing, random, 0);
    long bytes = 0;
    long reports = 0;
    long now = 0;
    while (now < 3_600 * SECOND) {
      now = scheduler.nextDeadlineNanos();
      if (scheduler.due(now, 2, 2, true)) {
        bytes += 120;
        reports++;
        scheduler.sent(now, 120, 2, 2, true);
        scheduler.received(120);
      }
    }
    // Our half of 400 bytes a second.
    assertThat(bytes / 3_600.0).isCloseTo(200, within(20.0));
    assertThat(reports).isGreaterThan(5_000);
  }

  @Test
  void a_deadline_near_the_end_of_the_clocks_range_wraps_with_it() {
    long now = Long.MAX_VALUE - SECOND;
    RtcpScheduler scheduler = RtcpScheduler.create(RtcpTiming.avp(64_000), always(0.5), now);
    long deadline = scheduler.nextDeadlineNanos();
    assertThat(deadline).isNegative();
    assertThat(scheduler.due(now, 2, 0, false)).isFalse();
    assertThat(scheduler.due(deadline, 2, 0, false)).isTrue();
  }

  @Test
  void a_timing_that_cannot_be_is_misuse() {
    assertThatThrownBy(() -> RtcpTiming.avp(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RtcpTiming(Double.NaN, 0, 0, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RtcpTiming(1, -1, 0, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RtcpTiming(1, 0, -1, true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
