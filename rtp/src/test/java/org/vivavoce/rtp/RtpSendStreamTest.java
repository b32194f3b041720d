package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.rtcp.ReportBlock;
import org.vivavoce.rtp.rtcp.SenderInfo;

class RtpSendStreamTest {
  private static final long MS = 1_000_000;
  private static final Ssrc SSRC = new Ssrc(42);

  private final RtpSendStream stream = RtpSendStream.create(SSRC, 111, 48_000, 65_534, 0xFFFF_FF00);
  private final RtpPacket packet = new RtpPacket();
  private final byte[] buffer = new byte[100];

  private void send(long mediaTimestamp, long nowNanos) {
    int header = stream.writeHeader(buffer, 0, mediaTimestamp, false, null);
    assertThat(packet.parse(buffer, 0, header + 50)).isEqualTo(RtpParseResult.OK);
    stream.onSent(50, nowNanos);
  }

  private static ReportBlock report(int lastSr, long delay) {
    return new ReportBlock(SSRC, 64, 12, 99, 4_800, lastSr, delay);
  }

  @Test
  void numbers_and_timestamps_run_on_over_their_wraps() {
    send(0, 0);
    assertThat(packet.sequenceNumber()).isEqualTo(65_534);
    assertThat(packet.timestamp()).isEqualTo(0xFFFF_FF00L);
    assertThat(packet.ssrc()).isEqualTo(SSRC);
    assertThat(packet.payloadType()).isEqualTo(111);
    send(960, 20 * MS);
    assertThat(packet.sequenceNumber()).isEqualTo(65_535);
    assertThat(packet.timestamp()).isEqualTo(960 - 256);
    send((1L << 32) + 1_920, 40 * MS);
    assertThat(packet.sequenceNumber()).isZero();
    assertThat(packet.timestamp()).isEqualTo(1_920 - 256);
    assertThat(stream.nextSequenceNumber()).isEqualTo(1);
    assertThat(stream.stats().packetsSent()).isEqualTo(3);
    assertThat(stream.stats().bytesSent()).isEqualTo(150);
    assertThat(stream.stats().headerBytesSent()).isEqualTo(36);
  }

  @Test
  void a_header_that_was_never_sent_uses_its_number_up() {
    stream.writeHeader(buffer, 0, 0, false, null);
    send(960, 0);
    assertThat(packet.sequenceNumber()).isEqualTo(65_535);
    assertThat(stream.stats().packetsSent()).isEqualTo(1);
    assertThatThrownBy(() -> stream.onSent(1, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_header_without_room_uses_no_number_up() {
    assertThatThrownBy(() -> stream.writeHeader(buffer, 95, 0, false, null))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(stream.nextSequenceNumber()).isEqualTo(65_534);
  }

  @Test
  void the_payload_type_may_change_within_its_range() {
    stream.payloadType(0);
    send(0, 0);
    assertThat(packet.payloadType()).isZero();
    assertThatThrownBy(() -> stream.payloadType(128)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RtpSendStream.create(SSRC, -1, 48_000, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RtpSendStream.create(SSRC, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_sender_info_gives_the_timestamp_of_its_own_moment() {
    send(0, 1_000 * MS);
    send(960, 1_020 * MS);
    NtpTime ntp = NtpTime.ofUnix(1_000, 0);
    SenderInfo info = stream.senderInfo(1_030 * MS, ntp);
    // 10 ms after the last packet: 480 units on.
    assertThat(info.rtpTimestamp()).isEqualTo(960 + 480 - 256);
    assertThat(info.packetCount()).isEqualTo(2);
    assertThat(info.octetCount()).isEqualTo(100);
    assertThat(info.ntp()).isEqualTo(ntp);
  }

  /** RFC 3550 figure 2: A = 0xb710:8000, LSR = 0xb705:2000, DLSR = 0x0005:4000, so 6.125 s. */
  @Test
  void rfc_3550_figure_2_gives_a_round_trip_of_6_125_seconds() {
    NtpTime sent = new NtpTime(0xb44d_b705_2000_0000L);
    NtpTime arrived = new NtpTime(0xb44d_b710_8000_0000L);
    assertThat(sent.middle32()).isEqualTo(0xb705_2000);
    long elapsed = arrived.nanosSince(sent);
    assertThat(elapsed).isEqualTo(11_375 * MS);
    stream.senderInfo(5_000 * MS, sent);
    stream.onReportBlock(report(0xb705_2000, 0x0005_4000), 5_000 * MS + elapsed);
    assertThat(stream.roundTripSeconds()).isEqualTo(6.125);
  }

  @Test
  void a_report_tells_what_the_far_end_lost() {
    assertThat(stream.stats().remoteFractionLost()).isNaN();
    assertThat(stream.stats().roundTripTime()).isNaN();
    stream.onReportBlock(report(0, 0), 0);
    OutboundRtpStats stats = stream.stats();
    assertThat(stats.remotePacketsLost()).isEqualTo(12);
    assertThat(stats.remoteFractionLost()).isEqualTo(0.25);
    assertThat(stats.remoteJitter()).isEqualTo(0.1);
    assertThat(stats.reportsReceived()).isEqualTo(1);
    // Without an LSR there is no round trip, and nothing wrong.
    assertThat(stats.roundTripTime()).isNaN();
    assertThat(stats.reportsRejected()).isZero();
    ReportBlock foreign = new ReportBlock(new Ssrc(43), 0, 0, 0, 0, 0, 0);
    assertThatThrownBy(() -> stream.onReportBlock(foreign, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_forged_lsr_or_an_impossible_delay_gives_no_round_trip() {
    NtpTime ntp = NtpTime.ofUnix(1_000, 0);
    stream.senderInfo(0, ntp);
    stream.onReportBlock(report(0x1234_5678, 0), 100 * MS);
    assertThat(stream.stats().reportsRejected()).isEqualTo(1);
    // 100 ms after the SR it cannot have waited for 200.
    stream.onReportBlock(report(ntp.middle32(), 65_536 / 5), 100 * MS);
    assertThat(stream.stats().reportsRejected()).isEqualTo(2);
    assertThat(stream.roundTripSeconds()).isNaN();
    stream.onReportBlock(report(ntp.middle32(), 65_536 / 20), 100 * MS);
    assertThat(stream.roundTripSeconds()).isCloseTo(0.05, within(0.00002));
    // Rounded up by a unit, on a path of no length.
    stream.onReportBlock(report(ntp.middle32(), 6_554), 100 * MS);
    assertThat(stream.roundTripSeconds()).isZero();
    assertThat(stream.stats().roundTripTimeMeasurements()).isEqualTo(2);
    assertThat(stream.stats().totalRoundTripTime()).isCloseTo(0.05, within(0.00002));
  }

  @Test
  void an_answer_to_any_of_the_last_sixteen_reports_counts() {
    for (int i = 0; i < 40; i++) {
      stream.senderInfo(i * 1_000 * MS, NtpTime.ofUnix(i, 0));
    }
    stream.onReportBlock(report(NtpTime.ofUnix(24, 0).middle32(), 0), 40_000 * MS);
    assertThat(stream.roundTripSeconds()).isEqualTo(16);
    stream.onReportBlock(report(NtpTime.ofUnix(23, 0).middle32(), 0), 40_000 * MS);
    assertThat(stream.stats().reportsRejected()).isEqualTo(1);
  }

  @Test
  void what_the_path_takes_is_the_least_of_the_last_eight_round_trips() {
    assertThat(stream.leastRoundTripSeconds()).isNaN();
    int[] millis = {50, 300, 40, 900, 60, 60, 60, 60, 60, 60, 60};
    double[] least = {0.05, 0.05, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.06};
    for (int i = 0; i < millis.length; i++) {
      NtpTime ntp = NtpTime.ofUnix(i, 0);
      stream.senderInfo(i * 1_000 * MS, ntp);
      stream.onReportBlock(report(ntp.middle32(), 0), (i * 1_000L + millis[i]) * MS);
      assertThat(stream.roundTripSeconds()).isEqualTo(millis[i] / 1e3);
      assertThat(stream.leastRoundTripSeconds()).isEqualTo(least[i]);
    }
  }

  private int sendAt(long number, long mediaTimestamp, long nowNanos) {
    int header = stream.writeHeader(buffer, 0, number, 96, mediaTimestamp, true, null);
    if (header > 0) {
      assertThat(packet.parse(buffer, 0, header + 50)).isEqualTo(RtpParseResult.OK);
      stream.onSent(50, nowNanos);
    }
    return header;
  }

  @Test
  void a_packet_with_a_place_of_its_own_keeps_gaps_and_may_come_late_but_not_twice() {
    long first = stream.nextExtendedSequenceNumber();
    assertThat(sendAt(first, 0, 0)).isEqualTo(12);
    assertThat(packet.sequenceNumber()).isEqualTo(65_534);
    assertThat(packet.payloadType()).isEqualTo(96);
    assertThat(packet.marker()).isTrue();
    assertThat(sendAt(first + 3, 0, 0)).isEqualTo(12);
    assertThat(packet.sequenceNumber()).isEqualTo(1);
    assertThat(sendAt(first + 1, 0, 0)).isEqualTo(12);
    assertThat(packet.sequenceNumber()).isEqualTo(65_535);
    assertThat(sendAt(first + 1, 0, 0)).isEqualTo(-1);
    assertThat(sendAt(first, 0, 0)).isEqualTo(-1);
    assertThat(stream.nextSequenceNumber()).isEqualTo(2);
    assertThat(sendAt(first + 2, 0, 0)).isEqualTo(12);
    assertThat(stream.stats().packetsSent()).isEqualTo(4);
  }

  @Test
  void a_number_that_is_too_old_to_know_is_refused_and_one_too_far_ahead_is_misuse() {
    long first = stream.nextExtendedSequenceNumber();
    sendAt(first, 0, 0);
    sendAt(first + 2_000, 0, 0);
    assertThat(sendAt(first + 2_000 - SequenceWindow.SIZE, 0, 0)).isEqualTo(-1);
    assertThat(sendAt(first + 2_001 - SequenceWindow.SIZE, 0, 0)).isEqualTo(12);
    assertThatThrownBy(() -> sendAt(first + 2_001 + (1 << 15), 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sendAt(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_late_packet_does_not_turn_the_clock_of_the_reports_back() {
    long first = stream.nextExtendedSequenceNumber();
    sendAt(first, 0, 0);
    sendAt(first + 2, 4_800, 100 * MS);
    sendAt(first + 1, 2_400, 150 * MS);
    SenderInfo info = stream.senderInfo(200 * MS, NtpTime.ofUnix(1, 0));
    assertThat(info.rtpTimestamp()).isEqualTo((0xFFFF_FF00L + 9_600) & 0xFFFF_FFFFL);
  }
}
