package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.rtcp.App;
import org.vivavoce.rtp.rtcp.Bye;
import org.vivavoce.rtp.rtcp.Nack;
import org.vivavoce.rtp.rtcp.Pli;
import org.vivavoce.rtp.rtcp.RawContent;
import org.vivavoce.rtp.rtcp.ReceiverReport;
import org.vivavoce.rtp.rtcp.ReportBlock;
import org.vivavoce.rtp.rtcp.RtcpCompound;
import org.vivavoce.rtp.rtcp.RtcpPacket;
import org.vivavoce.rtp.rtcp.RtcpTiming;
import org.vivavoce.rtp.rtcp.SenderReport;
import org.vivavoce.rtp.rtcp.SourceDescription;
import org.vivavoce.rtp.rtcp.UnknownPayloadFeedback;

/** Feedback, and what a session does with too much of anything. */
class RtpSessionLimitsTest extends SessionFixture {
  @Test
  void a_flood_of_ssrcs_leaves_nothing_behind() {
    RtpSession session = session();
    for (int i = 0; i < 100_000; i++) {
      receive(session, new Ssrc(i + 10_000), 1);
    }
    for (int i = 0; i < 5_000; i++) {
      receive(session, new ReceiverReport(new Ssrc(i + 10_000), List.of()));
    }
    next(session);
    assertThat(session.stats().rtpUnknownSsrc()).isEqualTo(100_000);
    assertThat(session.stats().remoteMembers()).isEqualTo(64);
    assertThat(session.receiveStreams()).isEmpty();
  }

  @Test
  void reporters_that_fall_silent_are_forgotten() {
    RtpSession session = session();
    receive(session, new ReceiverReport(THEIRS, List.of()));
    next(session);
    assertThat(session.stats().remoteMembers()).isEqualTo(1);
    now += 26 * SECOND;
    next(session);
    assertThat(session.stats().remoteMembers()).isZero();
  }

  @Test
  void feedback_goes_out_at_once_then_with_the_next_report() {
    RtpSession session = session();
    next(session);
    now += 10 * MS;
    assertThat(session.sendFeedback(new Pli(OURS, THEIRS), now)).isTrue();
    assertThat(session.nextDeadlineNanos()).isEqualTo(now);
    assertThat(next(session))
        .containsExactly(
            new ReceiverReport(OURS, List.of()),
            SourceDescription.cname("cname", List.of(OURS)),
            new Pli(OURS, THEIRS));
    long asked = now;
    session.sendFeedback(Nack.of(OURS, THEIRS, List.of(5)), now);
    assertThat(session.nextDeadlineNanos()).isGreaterThan(now);
    assertThat(next(session)).contains(Nack.of(OURS, THEIRS, List.of(5)));
    assertThat(now).isGreaterThan(asked);
    assertThat(session.stats().feedbackSent()).isEqualTo(2);
  }

  @Test
  void feedback_goes_out_alone_where_reduced_size_was_agreed() {
    RtpSession session = session(RtpSessionConfig.of(OURS, "cname").withReducedSize(true));
    next(session);
    session.sendFeedback(new Pli(OURS, THEIRS), now);
    assertThat(next(session)).containsExactly(new Pli(OURS, THEIRS));
  }

  @Test
  void without_avpf_feedback_waits_for_the_report() {
    RtpSession session =
        session(RtpSessionConfig.of(OURS, "cname").withTiming(RtcpTiming.avp(64_000)));
    session.sendFeedback(new Pli(OURS, THEIRS), now);
    assertThat(session.nextDeadlineNanos()).isGreaterThan(now + SECOND / 2);
    assertThat(next(session)).contains(new Pli(OURS, THEIRS));
  }

  @Test
  void feedback_beyond_the_queue_is_dropped_and_counted_and_other_packets_are_misuse() {
    RtpSession session = session();
    for (int i = 0; i < ReportComposer.MAX_PENDING_FEEDBACK; i++) {
      assertThat(session.sendFeedback(new Pli(OURS, THEIRS), now)).isTrue();
    }
    assertThat(session.sendFeedback(new App(0, OURS, "more", new byte[0]), now)).isFalse();
    assertThat(session.stats().feedbackDropped()).isEqualTo(1);
    assertThatThrownBy(() -> session.sendFeedback(new Bye(List.of(OURS), ""), now))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Bye");
    RtcpPacket huge = new UnknownPayloadFeedback(15, OURS, THEIRS, RawContent.of(new byte[1_200]));
    assertThatThrownBy(() -> session.sendFeedback(huge, now))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sixty_streams_take_turns_and_no_datagram_is_too_long() {
    RtpSession session =
        session(
            RtpSessionConfig.of(OURS, "c".repeat(64)).withMaxStreams(20, 60).withMaxRtcpBytes(576));
    for (int i = 0; i < 20; i++) {
      session.addSendStream(new Ssrc(5_000 + i), 111, 48_000);
    }
    for (int i = 0; i < 60; i++) {
      session.addReceiveStream(new Ssrc(6_000 + i), 48_000);
    }
    Set<Ssrc> reported = new java.util.HashSet<>();
    Set<Integer> spoke = new TreeSet<>();
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 60; i++) {
        receive(session, new Ssrc(6_000 + i), round);
      }
      for (int i = 0; i < 20; i++) {
        send(session, new Ssrc(5_000 + i), now);
      }
      List<RtcpPacket> packets = next(session);
      assertThat(RtcpCompound.wireLength(packets)).isLessThanOrEqualTo(576);
      for (RtcpPacket packet : packets) {
        if (packet instanceof SenderReport report) {
          spoke.add(report.sender().value());
          reported.addAll(
              report.reports().stream().map(ReportBlock::source).collect(Collectors.toSet()));
        }
      }
    }
    assertThat(reported).hasSize(60);
    assertThat(spoke).hasSize(20);
  }

  @Test
  void more_than_31_streams_are_reported_in_two_packets() {
    RtpSession session = session(RtpSessionConfig.of(OURS, "c").withMaxStreams(1, 60));
    for (int i = 0; i < 40; i++) {
      session.addReceiveStream(new Ssrc(6_000 + i), 48_000);
      receive(session, new Ssrc(6_000 + i), 1);
    }
    List<RtcpPacket> packets = next(session);
    assertThat(((ReceiverReport) packets.get(0)).reports()).hasSize(31);
    assertThat(((ReceiverReport) packets.get(1)).reports()).hasSize(9);
    assertThat(packets.get(2)).isInstanceOf(SourceDescription.class);
  }

  @Test
  void counts_of_streams_are_bounded_and_ssrcs_are_used_once() {
    RtpSession session = session(RtpSessionConfig.of(OURS, "c").withMaxStreams(1, 1));
    session.addSendStream(OURS, 0, 8_000);
    assertThat(session.canAddReceiveStream()).isTrue();
    session.addReceiveStream(THEIRS, 8_000);
    assertThat(session.canAddReceiveStream()).isFalse();
    Ssrc other = new Ssrc(3);
    assertThatThrownBy(() -> session.addSendStream(other, 0, 8_000))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.addReceiveStream(other, 8_000))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.addReceiveStream(OURS, 8_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in use");
    assertThatThrownBy(() -> session.removeReceiveStream(other))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> session.poll(now, NTP, new byte[1_000], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1180");
  }

  @Test
  void a_configuration_that_cannot_be_is_misuse() {
    RtpSessionConfig config = RtpSessionConfig.of(OURS, "c");
    for (Runnable misuse :
        List.<Runnable>of(
            () -> RtpSessionConfig.of(OURS, ""),
            () -> RtpSessionConfig.of(OURS, "x".repeat(65)),
            () -> config.withMaxStreams(0, 1),
            () -> config.withMaxStreams(1, 0),
            () -> config.withMaxRtcpBytes(575),
            () -> config.withMaxRtcpBytes(65_001))) {
      assertThatThrownBy(misuse::run).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void first_numbers_are_random_and_below_the_half() {
    Set<Integer> sequences = new TreeSet<>();
    for (int i = 0; i < 50; i++) {
      RtpSession session = RtpSession.create(RtpSessionConfig.of(OURS, "c"), new Random(i), 0);
      int first = session.addSendStream(OURS, 0, 8_000).nextSequenceNumber();
      assertThat(first).isBetween(0, 32_767);
      sequences.add(first);
    }
    assertThat(sequences).hasSizeGreaterThan(45);
  }

  @Test
  void mutants_of_what_a_session_sends_do_no_harm_to_another() {
    Random random = new Random(77);
    RtpSession from = session();
    from.addSendStream(THEIRS, 111, 48_000);
    from.addReceiveStream(OURS, 48_000);
    RtpSession to = session();
    to.addSendStream(OURS, 111, 48_000);
    to.addReceiveStream(THEIRS, 48_000);
    next(from);
    List<byte[]> originals = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      send(from, THEIRS, now);
      receive(from, OURS, i);
      now = Math.max(now, from.nextDeadlineNanos());
      int length = from.poll(now, NTP, buffer, 0);
      originals.add(Arrays.copyOf(buffer, length));
    }
    originals.removeIf(bytes -> bytes.length == 0);
    assertThat(originals).isNotEmpty();
    for (int i = 0; i < 30_000; i++) {
      byte[] mutant = RandomPackets.mutate(random, originals.get(random.nextInt(originals.size())));
      now += random.nextInt(1_000_000);
      if (random.nextBoolean()) {
        to.onRtcp(mutant, 0, mutant.length, now);
      } else {
        to.onRtp(mutant, 0, mutant.length, now);
      }
      if (to.poll(now, NTP, buffer, 0) > 0) {
        send(to, OURS, now);
      }
    }
    assertThat(to.stats().rtcpMalformed()).isGreaterThan(1_000);
    assertThat(to.stats().rtcpDatagramsReceived()).isGreaterThan(10_000);
    assertThat(to.stats().rtcpDatagramsSent()).isPositive();
    assertThat(to.receiveStreams()).hasSize(1);
  }

  @Test
  void a_packet_in_and_a_packet_out_allocate_nothing() {
    RtpSession session = session();
    RtpSendStream out = session.addSendStream(OURS, 111, 48_000);
    session.addReceiveStream(THEIRS, 48_000);
    RtpHeaderExtensions extensions = new RtpHeaderExtensions();
    byte[] mid = MidExtension.encode("0");
    byte[] packet = new byte[200];
    com.sun.management.ThreadMXBean bean =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    RtpHeaderWriter.write(packet, 0, 111, false, 0, 0, THEIRS, extensions.addByte(1, 3));
    long before = 0;
    int packets = 200_000;
    // The first half warms up.
    for (int i = 0; i < 2 * packets; i++) {
      if (i == packets) {
        before = bean.getCurrentThreadAllocatedBytes();
      }
      extensions.clear().addAudioLevel(1, true, 30).add(2, mid, 0, mid.length);
      out.writeHeader(buffer, 0, i * 960L, false, extensions);
      out.onSent(80, now + i);
      Wire.putU16(packet, 2, i);
      Wire.putI32(packet, 4, i * 960);
      RtpArrival arrival = session.onRtp(packet, 0, packet.length, now + i);
      if (!arrival.accepted() || arrival.packet().extensionOffset(1) < 0) {
        throw new AssertionError(arrival.verdict());
      }
    }
    long allocated = bean.getCurrentThreadAllocatedBytes() - before;
    assertThat((double) allocated / packets).isLessThan(1.0);
  }
}
