package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.rtcp.Fir;
import org.vivavoce.rtp.rtcp.Nack;
import org.vivavoce.rtp.rtcp.Pli;
import org.vivavoce.rtp.rtcp.ReceiverReport;
import org.vivavoce.rtp.rtcp.RtcpTiming;

/** What feedback says is counted at the streams it is about, at both ends. */
class FeedbackCountsTest extends SessionFixture {
  private static final Ssrc OTHER = new Ssrc(3_000);

  @Test
  void feedback_that_comes_counts_at_the_stream_it_is_about() {
    RtpSession session = session();
    session.addSendStream(OURS, 96, 90_000);
    session.addSendStream(OTHER, 96, 90_000);
    receive(session, new Pli(THEIRS, OURS), new Pli(THEIRS, OURS), new Pli(THEIRS, new Ssrc(7)));
    receive(session, Nack.of(THEIRS, OURS, List.of(1, 2, 3)));
    receive(
        session,
        new Fir(
            THEIRS,
            new Ssrc(0),
            List.of(new Fir.Request(OTHER, 1), new Fir.Request(new Ssrc(7), 1))));
    OutboundRtpStats ours = session.sendStream(OURS).stats();
    assertThat(ours.pliCount()).isEqualTo(2);
    assertThat(ours.nackCount()).isEqualTo(1);
    assertThat(ours.firCount()).isZero();
    assertThat(session.sendStream(OTHER).stats().firCount()).isEqualTo(1);
    assertThat(session.sendStream(OTHER).stats().pliCount()).isZero();
  }

  @Test
  void feedback_counts_at_the_stream_that_we_receive_once_it_goes_out() {
    RtpSession session = session();
    session.addReceiveStream(THEIRS, 90_000);
    receive(session, THEIRS, 1);
    session.sendFeedback(new Pli(OURS, THEIRS), now);
    session.sendFeedback(Nack.of(OURS, THEIRS, List.of(4)), now);
    session.sendFeedback(new Fir(OURS, new Ssrc(0), List.of(new Fir.Request(THEIRS, 0))), now);
    assertThat(session.receiveStream(THEIRS).stats().pliCount()).isZero();
    assertThat(next(session)).hasAtLeastOneElementOfType(Pli.class);
    InboundRtpStats in = session.receiveStream(THEIRS).stats();
    assertThat(in.pliCount()).isEqualTo(1);
    assertThat(in.nackCount()).isEqualTo(1);
    assertThat(in.firCount()).isEqualTo(1);
    assertThat(in.lastPacketNanos()).isEqualTo(50 * SECOND);
  }

  @Test
  void reduced_size_is_left_as_soon_as_the_far_end_no_longer_takes_it() {
    RtpSession session = session(RtpSessionConfig.of(OURS, "cname").withReducedSize(true));
    session.addReceiveStream(THEIRS, 90_000);
    next(session);
    session.reducedSize(false);
    session.sendFeedback(new Pli(OURS, THEIRS), now);
    int length = session.poll(now, NTP, buffer, 0);
    assertThat(read(length).get(0)).isInstanceOf(ReceiverReport.class);
    next(session);
    session.reducedSize(true);
    session.sendFeedback(new Pli(OURS, THEIRS), now);
    length = session.poll(now, NTP, buffer, 0);
    assertThat(read(length)).containsExactly(new Pli(OURS, THEIRS));
  }

  @Test
  void with_more_bandwidth_reports_come_more_often() {
    RtpSession session = session();
    session.addReceiveStream(THEIRS, 90_000);
    long slow = reportsInTenSeconds(session);
    session.timing(RtcpTiming.avpf(2_000_000));
    next(session);
    assertThat(reportsInTenSeconds(session)).isGreaterThan(2 * slow).isLessThan(200);
  }

  private long reportsInTenSeconds(RtpSession session) {
    long until = now + 10 * SECOND;
    long reports = 0;
    while (now < until) {
      next(session);
      reports++;
    }
    return reports;
  }
}
