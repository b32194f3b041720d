package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.rtcp.ReportBlock;
import org.vivavoce.rtp.rtcp.SenderInfo;

class RtpReceiveStreamTest {
  private static final long MS = 1_000_000;
  private static final Ssrc SSRC = new Ssrc(77);

  private final RtpReceiveStream stream = RtpReceiveStream.create(SSRC, 8_000);

  /** A packet of 20 ms at 8 kHz that arrives when it is due. */
  private long packet(int sequence) {
    return stream.onPacket(sequence & 0xFFFF, sequence * 160L, sequence * 20L * MS, 160);
  }

  @Test
  void sequence_numbers_are_extended_over_wraps() {
    long first = packet(65_534);
    assertThat(first).isEqualTo(65_536 + 65_534);
    assertThat(packet(65_535)).isEqualTo(first + 1);
    assertThat(packet(65_536)).isEqualTo(first + 2);
    assertThat(packet(65_537)).isEqualTo(first + 3);
    // Late, from before the wrap.
    assertThat(stream.onPacket(65_533, 0, 0, 160)).isEqualTo(first - 1);
    assertThat(stream.reportBlock(0).extendedHighestSequence()).isEqualTo(65_536 + 1);
    assertThat(stream.stats().packetsReordered()).isEqualTo(1);
  }

  @Test
  void a_packet_from_before_the_first_one_has_a_number_above_zero() {
    long first = packet(0);
    assertThat(stream.onPacket(65_535, 0xFFFF_FF60L, 0, 160)).isEqualTo(first - 1).isPositive();
    assertThat(stream.lastExtendedTimestamp()).isEqualTo((1L << 32) - 160);
  }

  @Test
  void ten_wraps_are_ten_cycles() {
    long first = packet(0);
    for (int i = 1; i <= 10 * 65_536; i++) {
      assertThat(packet(i)).isEqualTo(first + i);
    }
    assertThat(stream.reportBlock(0).extendedHighestSequence()).isEqualTo(10 * 65_536);
    assertThat(stream.stats().packetsLost()).isZero();
    assertThat(stream.stats().packetsReceived()).isEqualTo(10 * 65_536 + 1);
  }

  @Test
  void timestamps_are_extended_over_wraps_both_ways() {
    long base = 0xFFFF_FFF0L;
    stream.onPacket(1, base, 0, 1);
    assertThat(stream.lastExtendedTimestamp()).isEqualTo((1L << 32) + base);
    stream.onPacket(2, base + 160 & 0xFFFF_FFFFL, 20 * MS, 1);
    assertThat(stream.lastExtendedTimestamp()).isEqualTo((1L << 32) + base + 160);
    stream.onPacket(1, base, 25 * MS, 1);
    assertThat(stream.lastExtendedTimestamp()).isEqualTo((1L << 32) + base);
    stream.onPacket(3, base + 320 & 0xFFFF_FFFFL, 40 * MS, 1);
    assertThat(stream.lastExtendedTimestamp()).isEqualTo((1L << 32) + base + 320);
  }

  /** Appendix A.3 by hand: 10 expected, 8 received; then 10 expected, 5 received. */
  @Test
  void losses_are_counted_in_all_and_by_interval() {
    for (int i = 0; i < 10; i++) {
      if (i != 3 && i != 4) {
        packet(i);
      }
    }
    ReportBlock first = stream.reportBlock(0);
    assertThat(first.cumulativeLost()).isEqualTo(2);
    assertThat(first.fractionLost()).isEqualTo(2 * 256 / 10);
    assertThat(first.extendedHighestSequence()).isEqualTo(9);
    for (int i = 10; i < 20; i++) {
      if (i % 2 == 1) {
        packet(i);
      }
    }
    ReportBlock second = stream.reportBlock(0);
    assertThat(second.cumulativeLost()).isEqualTo(7);
    assertThat(second.fractionLost()).isEqualTo(128);
    // Nothing new: no fraction.
    assertThat(stream.reportBlock(0).fractionLost()).isZero();
    assertThat(stream.stats().packetsLost()).isEqualTo(7);
  }

  @Test
  void a_late_packet_is_no_loss_any_more_and_no_duplicate() {
    packet(0);
    packet(1);
    packet(3);
    assertThat(stream.stats().packetsLost()).isEqualTo(1);
    packet(2);
    assertThat(stream.stats().packetsLost()).isZero();
    assertThat(stream.stats().packetsReordered()).isEqualTo(1);
    assertThat(stream.stats().packetsDuplicated()).isZero();
    assertThat(stream.lastWasDuplicate()).isFalse();
  }

  /** Section 6.4.1: duplicates count as received, so that the loss may be negative. */
  @Test
  void a_duplicate_is_told_counted_and_makes_the_loss_negative() {
    for (int i = 0; i < 5; i++) {
      packet(i);
    }
    long again = packet(4);
    assertThat(stream.lastWasDuplicate()).isTrue();
    assertThat(again).isEqualTo(65_536 + 4);
    packet(1);
    assertThat(stream.lastWasDuplicate()).isTrue();
    ReportBlock report = stream.reportBlock(0);
    assertThat(report.cumulativeLost()).isEqualTo(-2);
    assertThat(report.fractionLost()).isZero();
    assertThat(stream.stats().packetsDuplicated()).isEqualTo(2);
    assertThat(stream.stats().packetsReceived()).isEqualTo(7);
    packet(5);
    assertThat(stream.lastWasDuplicate()).isFalse();
  }

  @Test
  void every_pattern_of_duplicates_within_the_window_is_told_exactly() {
    Random random = new Random(1);
    boolean[] seen = new boolean[100_000];
    int highest = 0;
    packet(0);
    seen[0] = true;
    for (int i = 0; i < 60_000; i++) {
      int sequence =
          random.nextInt(3) == 0
              ? Math.max(0, highest - random.nextInt(99))
              : highest + random.nextInt(4);
      packet(sequence);
      assertThat(stream.lastWasDuplicate())
          .as("%d of %d", sequence, highest)
          .isEqualTo(seen[sequence]);
      seen[sequence] = true;
      highest = Math.max(highest, sequence);
    }
  }

  /** Appendix A.8 by hand: J += (|D| - J) / 16, in units of the clock. */
  @Test
  void jitter_is_that_of_appendix_a8() {
    stream.onPacket(0, 0, 0, 160);
    // 5 ms late: D = 40 units.
    stream.onPacket(1, 160, 25 * MS, 160);
    double jitter = 40 / 16.0;
    assertThat(stream.stats().jitter()).isCloseTo(jitter / 8_000, within(1e-12));
    // In time again: D = -40.
    stream.onPacket(2, 320, 40 * MS, 160);
    jitter += (40 - jitter) / 16;
    assertThat(stream.stats().jitter()).isCloseTo(jitter / 8_000, within(1e-12));
    // As it should be: D = 0.
    stream.onPacket(3, 480, 60 * MS, 160);
    jitter -= jitter / 16;
    assertThat(stream.stats().jitter()).isCloseTo(jitter / 8_000, within(1e-12));
    assertThat(stream.reportBlock(0).jitter()).isEqualTo((long) jitter).isEqualTo(4);
    // Two packets swapped: D = +1 frame and a bit, counted in the order of arrival.
    stream.onPacket(5, 800, 100 * MS, 160);
    stream.onPacket(4, 640, 101 * MS, 160);
    jitter -= jitter / 16;
    jitter += (168 - jitter) / 16;
    assertThat(stream.stats().jitter()).isCloseTo(jitter / 8_000, within(1e-12));
  }

  @Test
  void a_wrap_of_the_timestamp_is_no_jitter() {
    for (int i = 0; i < 100; i++) {
      stream.onPacket(i, 0xFFFF_F000L + 160L * i & 0xFFFF_FFFFL, i * 20 * MS, 160);
    }
    assertThat(stream.stats().jitter()).isCloseTo(0, within(1e-12));
  }

  @Test
  void a_source_that_moves_its_clock_does_not_drown_the_jitter() {
    for (int i = 0; i < 50; i++) {
      packet(i);
    }
    for (int i = 50; i < 100; i++) {
      stream.onPacket(i, 2_000_000_000L + 160L * i, i * 20L * MS, 160);
    }
    assertThat(stream.stats().jitter()).isCloseTo(0, within(1e-9));
  }

  /** Appendix A.1: a jump of 3,000 or more needs a second packet in a row. */
  @Test
  void a_jump_far_ahead_is_believed_with_the_second_packet_only() {
    for (int i = 0; i < 10; i++) {
      packet(i);
    }
    assertThat(packet(20_000)).isEqualTo(RtpReceiveStream.REJECTED_JUMP);
    assertThat(packet(10)).isEqualTo(65_536 + 10);
    assertThat(packet(20_005)).isEqualTo(RtpReceiveStream.REJECTED_JUMP);
    assertThat(packet(20_007)).isEqualTo(RtpReceiveStream.REJECTED_JUMP);
    long restarted = packet(20_008);
    assertThat(restarted & 0xFFFF).isEqualTo(20_008);
    assertThat(restarted).isGreaterThan(65_536 + 10 + 65_535);
    assertThat(packet(20_009)).isEqualTo(restarted + 1);
    InboundRtpStats stats = stream.stats();
    assertThat(stats.restarts()).isEqualTo(1);
    assertThat(stats.packetsRejected()).isEqualTo(3);
    assertThat(stats.packetsLost()).isZero();
    assertThat(stats.packetsReceived()).isEqualTo(13);
    assertThat(stream.reportBlock(0).extendedHighestSequence()).isEqualTo(20_009);
  }

  @Test
  void a_restart_far_back_keeps_what_is_handed_out_growing_and_the_losses() {
    packet(30_000);
    packet(30_002);
    long before = packet(30_003);
    stream.onPacket(5, 0, 0, 160);
    long after = stream.onPacket(6, 160, 20 * MS, 160);
    assertThat(after & 0xFFFF).isEqualTo(6);
    assertThat(after).isGreaterThan(before + 65_535);
    assertThat(stream.onPacket(8, 480, 60 * MS, 160)).isEqualTo(after + 2);
    assertThat(stream.stats().packetsLost()).isEqualTo(2);
    // The report begins anew, as the source did.
    assertThat(stream.reportBlock(0).cumulativeLost()).isEqualTo(1);
  }

  @Test
  void a_restart_is_no_licence_to_jump_back_to_where_it_was() {
    packet(0);
    packet(20_000);
    packet(20_001);
    for (int i = 20_002; i < 24_002; i++) {
      packet(i);
    }
    assertThat(packet(20_001)).isEqualTo(RtpReceiveStream.REJECTED_JUMP);
    assertThat(stream.stats().restarts()).isEqualTo(1);
  }

  @Test
  void a_loss_of_2999_is_a_loss_and_one_more_is_a_jump() {
    packet(0);
    assertThat(packet(2_999)).isEqualTo(65_536 + 2_999);
    assertThat(stream.stats().packetsLost()).isEqualTo(2_998);
    assertThat(packet(2_999 + 3_000)).isEqualTo(RtpReceiveStream.REJECTED_JUMP);
  }

  @Test
  void a_packet_99_behind_is_late_and_one_100_behind_is_a_jump() {
    packet(1_000);
    assertThat(packet(901)).isEqualTo(65_536 + 901);
    assertThat(packet(900)).isEqualTo(RtpReceiveStream.REJECTED_JUMP);
  }

  /** Appendix A.1: MIN_SEQUENTIAL packets in a row. */
  @Test
  void on_probation_the_second_packet_in_a_row_is_the_first_that_counts() {
    RtpReceiveStream suspect = RtpReceiveStream.createOnProbation(SSRC, 8_000);
    assertThat(suspect.onPacket(5, 0, 0, 1)).isEqualTo(RtpReceiveStream.REJECTED_PROBATION);
    assertThat(suspect.onPacket(9, 0, 0, 1)).isEqualTo(RtpReceiveStream.REJECTED_PROBATION);
    assertThat(suspect.onPacket(8, 0, 0, 1)).isEqualTo(RtpReceiveStream.REJECTED_PROBATION);
    assertThat(suspect.stats().packetsReceived()).isZero();
    assertThat(suspect.stats().packetsLost()).isZero();
    assertThat(suspect.onPacket(9, 0, 0, 1)).isEqualTo(65_536 + 9);
    assertThat(suspect.onPacket(10, 0, 0, 1)).isEqualTo(65_536 + 10);
    assertThat(suspect.stats().packetsReceived()).isEqualTo(2);
    assertThat(suspect.stats().packetsRejected()).isEqualTo(3);
    assertThat(suspect.stats().packetsLost()).isZero();
  }

  @Test
  void the_report_bounds_what_does_not_fit_its_fields() {
    packet(0);
    for (int i = 1; i <= 4_000; i++) {
      stream.onPacket(i * 2_999 & 0xFFFF, 0, 0, 1);
    }
    // 4,000 times 2,998 is more than 2^23 - 1.
    assertThat(stream.stats().packetsLost()).isEqualTo(4_000L * 2_998);
    assertThat(stream.reportBlock(0).cumulativeLost()).isEqualTo((1 << 23) - 1);
    assertThat(stream.reportBlock(0).extendedHighestSequence()).isEqualTo(4_000L * 2_999);
  }

  @Test
  void the_report_answers_the_last_sender_report() {
    packet(0);
    ReportBlock before = stream.reportBlock(7);
    assertThat(before.lastSr()).isZero();
    assertThat(before.delaySinceLastSr()).isZero();
    SenderInfo info = new SenderInfo(new NtpTime(0x1122_3344_5566_7788L), 5, 6, 7);
    stream.onSenderReport(info, 1_000 * MS);
    ReportBlock after = stream.reportBlock(6_250 * MS);
    assertThat(after.source()).isEqualTo(SSRC);
    assertThat(after.lastSr()).isEqualTo(0x3344_5566);
    // 5.25 s.
    assertThat(after.delaySinceLastSr()).isEqualTo(0x0005_4000);
    assertThat(stream.lastSenderInfo()).isEqualTo(info);
    assertThat(stream.stats().senderInfo().orElseThrow().packetCount()).isEqualTo(6);
    assertThat(stream.stats().senderInfo().orElseThrow().octetCount()).isEqualTo(7);
    // Longer than 32 bits can say: the longest.
    assertThat(stream.reportBlock(100_000_000 * MS).delaySinceLastSr()).isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void random_numbers_never_break_it() {
    Random random = new Random(5);
    for (int i = 0; i < 200_000; i++) {
      stream.onPacket(
          random.nextInt(), random.nextLong(), random.nextInt(1 << 30), random.nextInt(2_000));
      if (i % 100 == 0) {
        assertThat(stream.reportBlock(random.nextInt(1 << 30))).isNotNull();
        assertThat(stream.stats().jitter()).isBetween(0.0, 10.0);
      }
    }
  }

  @Test
  void a_clock_rate_of_zero_is_misuse() {
    assertThatThrownBy(() -> RtpReceiveStream.create(SSRC, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
