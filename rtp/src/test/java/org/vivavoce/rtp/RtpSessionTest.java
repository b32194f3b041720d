package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.rtcp.Bye;
import org.vivavoce.rtp.rtcp.Pli;
import org.vivavoce.rtp.rtcp.ReceiverReport;
import org.vivavoce.rtp.rtcp.ReportBlock;
import org.vivavoce.rtp.rtcp.RtcpCompound;
import org.vivavoce.rtp.rtcp.RtcpPacket;
import org.vivavoce.rtp.rtcp.SenderReport;
import org.vivavoce.rtp.rtcp.SourceDescription;

class RtpSessionTest extends SessionFixture {
  @Test
  void before_anything_is_sent_an_empty_report_and_the_cname_go_out() {
    RtpSession session = session();
    assertThat(session.nextDeadlineNanos()).isEqualTo(now);
    assertThat(next(session))
        .containsExactly(
            new ReceiverReport(OURS, List.of()), SourceDescription.cname("cname", List.of(OURS)));
    assertThat(session.nextDeadlineNanos()).isGreaterThan(now);
    assertThat(session.poll(now, NTP, buffer, 0)).isZero();
  }

  @Test
  void a_sender_reports_by_sr_and_falls_back_to_rr_when_it_is_silent() {
    RtpSession session = session();
    session.addSendStream(OURS, 111, 48_000);
    next(session);
    send(session, OURS, now);
    assertThat(next(session).get(0)).isInstanceOf(SenderReport.class);
    assertThat(next(session).get(0)).isInstanceOf(SenderReport.class);
    assertThat(next(session).get(0)).isInstanceOf(ReceiverReport.class);
  }

  @Test
  void what_was_received_is_reported_once_until_more_comes() {
    RtpSession session = session();
    session.addReceiveStream(THEIRS, 48_000);
    next(session);
    receive(session, THEIRS, 1);
    receive(session, THEIRS, 3);
    ReceiverReport report = (ReceiverReport) next(session).get(0);
    assertThat(report.reports()).hasSize(1);
    assertThat(report.reports().get(0).source()).isEqualTo(THEIRS);
    assertThat(report.reports().get(0).cumulativeLost()).isEqualTo(1);
    assertThat(((ReceiverReport) next(session).get(0)).reports()).isEmpty();
    receive(session, THEIRS, 4);
    assertThat(((ReceiverReport) next(session).get(0)).reports()).hasSize(1);
  }

  @Test
  void packets_are_routed_by_ssrc_and_unknown_ones_are_counted_until_they_are_added() {
    RtpSession session = session();
    session.addSendStream(OURS, 111, 48_000);
    RtpReceiveStream stream = session.addReceiveStream(THEIRS, 48_000);
    RtpArrival arrival = receive(session, THEIRS, 7);
    assertThat(arrival.verdict()).isEqualTo(RtpArrival.Verdict.ACCEPTED);
    assertThat(arrival.accepted()).isTrue();
    assertThat(arrival.stream()).isSameAs(stream);
    assertThat(arrival.extendedSequenceNumber()).isEqualTo(65_536 + 7);
    assertThat(arrival.extendedTimestamp()).isEqualTo((1L << 32) + 7 * 960);
    assertThat(arrival.packet().payloadLength()).isEqualTo(28);
    assertThat(receive(session, THEIRS, 7).verdict()).isEqualTo(RtpArrival.Verdict.DUPLICATE);
    assertThat(receive(session, THEIRS, 9_000).verdict()).isEqualTo(RtpArrival.Verdict.REJECTED);
    assertThat(receive(session, OURS, 1).verdict()).isEqualTo(RtpArrival.Verdict.OWN_SSRC);
    Ssrc late = new Ssrc(3);
    RtpArrival unknown = receive(session, late, 1);
    assertThat(unknown.verdict()).isEqualTo(RtpArrival.Verdict.UNKNOWN_SSRC);
    assertThat(unknown.stream()).isNull();
    assertThat(unknown.packet().ssrc()).isEqualTo(late);
    assertThat(unknown.extendedSequenceNumber()).isEqualTo(-1);
    session.addReceiveStream(late, 8_000);
    assertThat(receive(session, late, 1).accepted()).isTrue();
    RtpArrival bad = session.onRtp(new byte[30], 0, 30, now);
    assertThat(bad.verdict()).isEqualTo(RtpArrival.Verdict.MALFORMED);
    assertThat(bad.parseResult()).isEqualTo(RtpParseResult.WRONG_VERSION);
    assertThat(bad.stream()).isNull();
    assertThat(session.stats().rtpUnknownSsrc()).isEqualTo(1);
    assertThat(session.stats().rtpOwnSsrc()).isEqualTo(1);
    assertThat(session.stats().rtpMalformed()).isEqualTo(1);
    assertThat(session.receiveStreams()).hasSize(2);
    assertThat(session.sendStreams()).hasSize(1);
    session.removeReceiveStream(late);
    assertThat(receive(session, late, 2).verdict()).isEqualTo(RtpArrival.Verdict.UNKNOWN_SSRC);
  }

  @Test
  void reports_reach_the_streams_they_are_about() {
    RtpSession session = session();
    RtpSendStream out = session.addSendStream(OURS, 111, 48_000);
    next(session);
    send(session, OURS, now);
    SenderReport ours = (SenderReport) next(session).get(0);
    now += 80 * MS;
    ReportBlock block =
        new ReportBlock(OURS, 26, 3, 9, 480, ours.info().ntp().middle32(), 65_536 / 32);
    receive(
        session,
        new ReceiverReport(THEIRS, List.of(block, new ReportBlock(new Ssrc(99), 0, 0, 0, 0, 0, 0))),
        SourceDescription.cname("them", List.of(THEIRS)));
    assertThat(out.roundTripSeconds()).isEqualTo(0.04875);
    assertThat(out.stats().remotePacketsLost()).isEqualTo(3);
    assertThat(session.stats().rtcpForeignReports()).isEqualTo(1);
    assertThat(session.stats().remoteCname()).isEqualTo("them");
  }

  @Test
  void removing_a_stream_says_farewell_for_it_at_once() {
    RtpSession session = session();
    Ssrc second = new Ssrc(1_001);
    session.addSendStream(OURS, 111, 48_000);
    session.addSendStream(second, 111, 48_000);
    next(session);
    session.removeSendStream(second, now);
    assertThat(session.nextDeadlineNanos()).isGreaterThan(now);
    session.addSendStream(second, 111, 48_000);
    send(session, second, now);
    now += MS;
    session.removeSendStream(second, now);
    assertThat(session.nextDeadlineNanos()).isEqualTo(now);
    assertThat(next(session)).contains(new Bye(List.of(second), ""));
    assertThat(next(session).stream().anyMatch(packet -> packet instanceof Bye)).isFalse();
    assertThatThrownBy(() -> session.removeSendStream(second, now))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closing_says_farewell_for_all_and_nothing_more_afterwards() {
    RtpSession session = session();
    session.addSendStream(OURS, 111, 48_000);
    Ssrc second = new Ssrc(1_001);
    session.addSendStream(second, 111, 48_000);
    next(session);
    send(session, OURS, now);
    session.sendFeedback(new Pli(OURS, THEIRS), now);
    List<RtcpPacket> last = read(session.close(now, NTP, buffer, 0));
    assertThat(last.get(0)).isInstanceOf(SenderReport.class);
    assertThat(last.get(last.size() - 1)).isEqualTo(new Bye(List.of(OURS, second), ""));
    assertThat(session.close(now, NTP, buffer, 0)).isZero();
    assertThat(session.poll(now + SECOND, NTP, buffer, 0)).isZero();
    assertThat(session.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> session.addReceiveStream(THEIRS, 8_000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  /** RFC 3550 section 6.3.7: who has never spoken says no farewell. */
  @Test
  void a_session_that_never_sent_anything_closes_in_silence() {
    assertThat(session().close(now, NTP, buffer, 0)).isZero();
    RtpSession session = session();
    session.addSendStream(OURS, 111, 48_000);
    send(session, OURS, now);
    assertThat(session.close(now, NTP, buffer, 0)).isPositive();
  }

  @Test
  void a_bye_from_the_far_end_ends_its_stream_until_it_sends_again() {
    RtpSession session = session();
    RtpReceiveStream stream = session.addReceiveStream(THEIRS, 48_000);
    receive(session, THEIRS, 1);
    RtcpCompound.ParseResult result =
        receive(session, new ReceiverReport(THEIRS, List.of()), new Bye(List.of(THEIRS), "enough"));
    assertThat(result.packets()).contains(new Bye(List.of(THEIRS), "enough"));
    assertThat(stream.ended()).isTrue();
    receive(session, THEIRS, 2);
    assertThat(stream.ended()).isFalse();
  }
}
