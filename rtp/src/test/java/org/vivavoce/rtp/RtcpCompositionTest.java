package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.rtcp.Bye;
import org.vivavoce.rtp.rtcp.Nack;
import org.vivavoce.rtp.rtcp.RawContent;
import org.vivavoce.rtp.rtcp.ReceiverReport;
import org.vivavoce.rtp.rtcp.ReportBlock;
import org.vivavoce.rtp.rtcp.RtcpCompound;
import org.vivavoce.rtp.rtcp.RtcpPacket;
import org.vivavoce.rtp.rtcp.SenderReport;
import org.vivavoce.rtp.rtcp.UnknownTransportFeedback;

/** What goes into a datagram of RTCP, to the byte, and who counts as a member. */
class RtcpCompositionTest {
  private static final Ssrc OURS = new Ssrc(1_000);
  private static final NtpTime NTP = NtpTime.ofUnix(1_000, 0);

  private final byte[] buffer = new byte[4_000];

  private static RtpSession sessionHearing(int streams, int maxRtcpBytes) {
    RtpSession session =
        RtpSession.create(
            RtpSessionConfig.of(OURS, "cname")
                .withMaxStreams(1, streams)
                .withMaxRtcpBytes(maxRtcpBytes),
            new Random(1),
            0);
    byte[] packet = new byte[40];
    for (int i = 0; i < streams; i++) {
      Ssrc ssrc = new Ssrc(2_000 + i);
      session.addReceiveStream(ssrc, 48_000);
      RtpHeaderWriter.write(packet, 0, 111, false, i, 0, ssrc, null);
      session.onRtp(packet, 0, packet.length, 0);
    }
    return session;
  }

  private List<RtcpPacket> poll(RtpSession session) {
    int length = session.poll(0, NTP, buffer, 0);
    assertThat(length).isPositive();
    return RtcpCompound.parse(buffer, 0, length).packets();
  }

  private static void receive(RtpSession session, RtcpPacket... packets) {
    byte[] bytes = new byte[1_500];
    session.onRtcp(bytes, 0, RtcpCompound.write(List.of(packets), bytes, 0), 0);
  }

  @Test
  void as_many_blocks_as_fit_are_sent_and_not_one_more() {
    for (int max = 576; max < 1_900; max++) {
      RtpSession session = sessionHearing(70, max);
      if (max % 2 == 0) {
        // Then an SR takes the place of the first RR.
        RtpSendStream out = session.addSendStream(OURS, 111, 48_000);
        out.writeHeader(buffer, 0, 0, false, null);
        out.onSent(1, 0);
      }
      List<RtcpPacket> packets = poll(session);
      int length = RtcpCompound.wireLength(packets);
      int blocks = packets.stream().mapToInt(RtcpCompositionTest::blocksIn).sum();
      assertThat(length).isLessThanOrEqualTo(max);
      // A block and a header more would not have fitted; 20 bytes are kept for an SR.
      assertThat(blocks == 70 || length + ReportBlock.WIRE_LENGTH + 8 + 20 > max)
          .as("%d blocks in %d of %d bytes", blocks, length, max)
          .isTrue();
    }
  }

  private static int blocksIn(RtcpPacket packet) {
    if (packet instanceof SenderReport report) {
      return report.reports().size();
    }
    return packet instanceof ReceiverReport report ? report.reports().size() : 0;
  }

  @Test
  void feedback_takes_the_room_of_blocks() {
    RtpSession session = sessionHearing(40, 1_000);
    RtcpPacket feedback =
        new UnknownTransportFeedback(15, OURS, new Ssrc(2_000), RawContent.of(new byte[700]));
    session.sendFeedback(feedback, 0);
    session.sendFeedback(Nack.of(OURS, new Ssrc(2_000), List.of(1)), 0);
    List<RtcpPacket> packets = poll(session);
    assertThat(packets).contains(feedback);
    assertThat(RtcpCompound.wireLength(packets)).isBetween(900, 1_000);
    assertThat(((ReceiverReport) packets.get(0)).reports()).hasSizeBetween(5, 10);
  }

  @Test
  void feedback_that_does_not_fit_waits_for_the_next_datagram() {
    RtpSession session = sessionHearing(1, 1_000);
    RtcpPacket first =
        new UnknownTransportFeedback(15, OURS, new Ssrc(2_000), RawContent.of(new byte[700]));
    RtcpPacket second =
        new UnknownTransportFeedback(14, OURS, new Ssrc(2_000), RawContent.of(new byte[700]));
    session.sendFeedback(first, 0);
    session.sendFeedback(second, 0);
    assertThat(poll(session)).contains(first).doesNotContain(second);
    assertThat(poll(session)).contains(second).doesNotContain(first);
  }

  @Test
  void a_bye_takes_members_out_and_brings_the_next_report_forward() {
    RtpSession session = sessionHearing(1, 1_000);
    for (int i = 0; i < 40; i++) {
      receive(session, new ReceiverReport(new Ssrc(9_000 + i), List.of()));
    }
    poll(session);
    assertThat(session.stats().remoteMembers()).isEqualTo(41);
    long before = session.nextDeadlineNanos();
    for (int i = 0; i < 40; i++) {
      receive(session, new Bye(List.of(new Ssrc(9_000 + i)), ""));
    }
    assertThat(session.stats().remoteMembers()).isEqualTo(1);
    assertThat(session.nextDeadlineNanos()).isBetween(1L, before / 10);
  }
}
