package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwoEndedSessionTest {
  private static final long MS = SimulatedCall.MS;
  private static final long SECOND = 1_000 * MS;

  @Test
  void on_a_clean_link_both_ends_report_no_loss_no_jitter_and_the_exact_round_trip() {
    SimulatedCall call = new SimulatedCall(1);
    call.run(20 * SECOND);
    for (SimulatedCall.End end : new SimulatedCall.End[] {call.alice, call.bob}) {
      OutboundRtpStats out = end.out.stats();
      InboundRtpStats in = end.in.stats();
      assertThat(out.packetsSent()).isEqualTo(1_001);
      assertThat(out.bytesSent()).isEqualTo(1_001 * SimulatedCall.PAYLOAD);
      // The last two are on their way.
      assertThat(in.packetsReceived()).isEqualTo(999);
      assertThat(in.packetsLost()).isZero();
      assertThat(in.jitter()).isCloseTo(0, within(1e-9));
      assertThat(in.bytesReceived()).isEqualTo(999 * SimulatedCall.PAYLOAD);
      assertThat(in.headerBytesReceived()).isEqualTo(999 * 12);
      assertThat(out.remotePacketsLost()).isZero();
      assertThat(out.remoteFractionLost()).isZero();
      assertThat(out.remoteJitter()).isZero();
      assertThat(out.roundTripTime()).isCloseTo(0.060, within(0.00005));
      assertThat(out.roundTripTimeMeasurements()).isGreaterThan(10);
      assertThat(out.reportsRejected()).isZero();
      assertThat(in.senderReportsReceived()).isGreaterThan(10);
      assertThat(in.senderInfo().orElseThrow().packetCount()).isBetween(900L, 1_001L);
      assertThat(end.session.stats().rtcpMalformed()).isZero();
      assertThat(end.session.stats().rtcpUnknown()).isZero();
      assertThat(end.session.stats().rtpUnknownSsrc()).isZero();
    }
    assertThat(call.alice.session.stats().remoteCname()).isEqualTo("bob");
    assertThat(call.bob.session.stats().remoteCname()).isEqualTo("alice");
  }

  @Test
  void the_round_trip_is_known_within_a_second_and_a_half() {
    SimulatedCall call = new SimulatedCall(2);
    call.run(1_500 * MS);
    assertThat(call.alice.out.roundTripSeconds()).isCloseTo(0.060, within(0.00005));
    assertThat(call.bob.out.roundTripSeconds()).isCloseTo(0.060, within(0.00005));
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 11, 12, 13, 14})
  void over_a_lossy_link_both_ends_find_the_true_loss_and_round_trip(long seed) {
    SimulatedCall call = new SimulatedCall(seed);
    // What is lost before the first packet that arrives cannot be known to the receiver.
    call.run(100 * MS);
    call.loss = 0.10;
    call.rtcpLoss = 0.10;
    call.delaySpread = 15 * MS;
    call.run(120 * SECOND);
    call.loss = 0;
    // Nothing is lost any more, so that the last report covers all that was.
    call.run(10 * SECOND);
    for (SimulatedCall.End end : new SimulatedCall.End[] {call.alice, call.bob}) {
      SimulatedCall.End peer = call.peerOf(end);
      assertThat(end.lost).isBetween(500L, 700L);
      assertThat(peer.in.stats().packetsLost()).isBetween(end.lost, end.lost + 3);
      assertThat(end.out.stats().remotePacketsLost()).isBetween(end.lost, end.lost + 3);
      double mean =
          end.out.stats().totalRoundTripTime() / end.out.stats().roundTripTimeMeasurements();
      assertThat(mean).isCloseTo(0.075, within(0.003));
      assertThat(end.out.stats().reportsRejected()).isZero();
      // The difference of two uniform variables over 15 ms has a mean of 5 ms.
      assertThat(peer.in.stats().jitter()).isCloseTo(0.005, within(0.002));
      assertThat(end.out.stats().remoteJitter()).isCloseTo(0.005, within(0.002));
      assertThat(peer.in.stats().restarts()).isZero();
      assertThat(peer.in.stats().packetsRejected()).isZero();
    }
  }

  @Test
  void duplicates_are_told_from_the_first_and_only_firsts_are_accepted() {
    SimulatedCall call = new SimulatedCall(20);
    call.duplication = 0.2;
    call.delaySpread = 50 * MS;
    call.run(60 * SECOND);
    call.alice.talking = false;
    call.bob.talking = false;
    call.run(SECOND);
    for (SimulatedCall.End end : new SimulatedCall.End[] {call.alice, call.bob}) {
      SimulatedCall.End peer = call.peerOf(end);
      InboundRtpStats in = peer.in.stats();
      assertThat(end.duplicated).isGreaterThan(400);
      assertThat(in.packetsDuplicated()).isEqualTo(end.duplicated);
      assertThat(in.packetsReceived()).isEqualTo(end.sent + end.duplicated);
      assertThat(in.packetsLost()).isEqualTo(-end.duplicated);
      assertThat(in.packetsReordered()).isGreaterThan(100);
      assertThat(peer.extended).hasSize((int) end.sent).doesNotHaveDuplicates();
    }
  }

  @Test
  void a_farewell_ends_the_streams_of_the_other_side() {
    SimulatedCall call = new SimulatedCall(30);
    call.run(5 * SECOND);
    call.alice.talking = false;
    call.close(call.alice);
    assertThat(call.bob.in.ended()).isFalse();
    call.run(SECOND);
    assertThat(call.bob.in.ended()).isTrue();
    assertThat(call.bob.in.stats().ended()).isTrue();
    assertThat(call.alice.session.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(call.alice.in.ended()).isFalse();
  }
}
