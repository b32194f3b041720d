package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IceReportTest {
  private static IcePairStats selected(Peer peer) {
    return peer.agent.report().selectedPair().orElseThrow();
  }

  @Test
  void the_selected_pair_counts_datagrams_and_bytes_each_way_and_tells_when() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Peer.connect(a, b);
      assertThat(selected(a).lastPacketSentNanos()).isEmpty();
      assertThat(selected(a).lastPacketReceivedNanos()).isEmpty();
      long before = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        a.send(0x80, 1, 2, 3);
        b.awaitDatagram();
      }
      b.send(0x80, 1);
      a.awaitDatagram();
      long after = System.nanoTime();
      IcePairStats ours = selected(a);
      assertThat(ours.packetsSent()).isEqualTo(10);
      assertThat(ours.bytesSent()).isEqualTo(40);
      assertThat(ours.packetsReceived()).isEqualTo(1);
      assertThat(ours.bytesReceived()).isEqualTo(2);
      assertThat(ours.packetsDiscardedOnSend()).isZero();
      assertThat(ours.lastPacketSentNanos().orElseThrow() - before).isBetween(0L, after - before);
      assertThat(ours.lastPacketReceivedNanos().orElseThrow() - before)
          .isBetween(0L, after - before);
      IcePairStats theirs = selected(b);
      assertThat(theirs.packetsReceived()).isEqualTo(10);
      assertThat(theirs.bytesReceived()).isEqualTo(40);
      assertThat(theirs.packetsSent()).isEqualTo(1);
    }
  }

  @Test
  void checks_and_consent_are_counted_apart_and_round_trips_add_up() throws Exception {
    IceConfig quick = Peer.LOOPBACK.toBuilder().consentInterval(Duration.ofMillis(50)).build();
    try (Peer a = new Peer(quick);
        Peer b = new Peer(quick)) {
      Peer.connect(a, b);
      IceAgentTest.await(() -> a.agent.stats().consentReceived() >= 5);
      IcePairStats pair = selected(a);
      assertThat(pair.state()).isEqualTo(IcePairState.SUCCEEDED);
      assertThat(pair.nominated()).isTrue();
      assertThat(pair.requestsSent()).isPositive().isEqualTo(a.agent.stats().checksSent());
      assertThat(pair.consentRequestsSent()).isGreaterThanOrEqualTo(5);
      assertThat(pair.responsesReceived()).isGreaterThanOrEqualTo(6);
      assertThat(pair.requestsReceived()).isPositive().isEqualTo(pair.responsesSent());
      assertThat(pair.totalRoundTripTime())
          .isGreaterThan(pair.currentRoundTripTime().orElseThrow());
      assertThat(a.agent.selectedPair().orElseThrow().roundTrip()).isPresent();
      // The other side's requests are what we received, within those that were under way.
      IcePairStats there = selected(b);
      assertThat(there.requestsSent() + there.consentRequestsSent())
          .isGreaterThanOrEqualTo(pair.requestsReceived());
    }
  }

  @Test
  void candidates_tell_whose_they_are_and_both_sides_agree_on_the_priority_of_the_pair()
      throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Peer.connect(a, b);
      IceReport ours = a.agent.report();
      assertThat(ours.localCandidates())
          .containsExactly(
              new IceCandidateStats(
                  a.candidates.get(0),
                  a.agent.localParameters().usernameFragment(),
                  Optional.empty(),
                  Optional.empty()));
      assertThat(ours.remoteCandidates())
          .containsExactly(
              new IceCandidateStats(
                  b.candidates.get(0),
                  b.agent.localParameters().usernameFragment(),
                  Optional.empty(),
                  Optional.empty()));
      assertThat(ours.pairs()).hasSize(1);
      assertThat(selected(a).local()).isEqualTo(ours.localCandidates().get(0));
      assertThat(selected(a).remote()).isEqualTo(ours.remoteCandidates().get(0));
      assertThat(selected(a).priority()).isPositive().isEqualTo(selected(b).priority());
    }
  }

  @Test
  void a_peer_reflexive_candidate_is_listed_and_becomes_what_is_signalled_later() throws Exception {
    try (Peer b = new Peer().gather();
        FakePeer peer = new FakePeer(b)) {
      b.agent.start(IceRole.CONTROLLED, FakePeer.PARAMETERS);
      peer.nominate(4711);
      b.awaitConnected();
      IceCandidateStats found = b.agent.report().remoteCandidates().get(0);
      assertThat(found.candidate().type()).isEqualTo(IceCandidateType.PEER_REFLEXIVE);
      assertThat(found.candidate().priority()).isEqualTo(4711);
      assertThat(found.usernameFragment()).isEqualTo(FakePeer.PARAMETERS.usernameFragment());
      IceCandidate signalled =
          IceCandidate.parse("candidate:7 1 udp 99 127.0.0.1 " + peer.port() + " typ host");
      b.agent.addRemoteCandidate(signalled);
      IceAgentTest.await(() -> selected(b).remote().candidate().type() == IceCandidateType.HOST);
      assertThat(b.agent.report().remoteCandidates()).hasSize(1);
      assertThat(selected(b).remote().candidate()).isEqualTo(signalled);
    }
  }

  @Test
  void pairs_that_fail_are_told_as_failed_and_changes_of_the_selection_are_counted()
      throws Exception {
    try (Peer b = new Peer().gather();
        FakePeer first = new FakePeer(b);
        FakePeer second = new FakePeer(b)) {
      assertThat(b.agent.report().selectedPairChanges()).isZero();
      b.agent.start(IceRole.CONTROLLED, FakePeer.PARAMETERS);
      first.nominate(1000);
      b.awaitConnected();
      assertThat(b.agent.report().selectedPairChanges()).isEqualTo(1);
      second.nominate(2_000_000_000);
      IceAgentTest.await(() -> b.pairs.size() == 2);
      IceReport report = b.agent.report();
      assertThat(report.selectedPairChanges()).isEqualTo(2);
      assertThat(report.pairs()).hasSize(2).filteredOn(IcePairStats::selected).hasSize(1);
      assertThat(report.pairs()).allMatch(IcePairStats::nominated);
    }
  }

  @Test
  void a_pair_whose_checks_are_refused_is_told_as_failed() throws Exception {
    try (Peer a = new Peer().gather();
        FakePeer peer = new FakePeer(a)) {
      peer.refusing(true);
      a.agent.addRemoteCandidate(
          IceCandidate.parse("candidate:1 1 udp 99 127.0.0.1 " + peer.port() + " typ host"));
      a.agent.start(IceRole.CONTROLLING, FakePeer.PARAMETERS);
      IceAgentTest.await(
          () ->
              a.agent.report().pairs().stream().anyMatch(it -> it.state() == IcePairState.FAILED));
      assertThat(a.agent.report().selectedPair()).isEmpty();
    }
  }

  @Test
  void a_peer_that_tells_us_ever_other_addresses_does_not_fill_the_memory() {
    IceParameters local = new IceParameters("abcd", "p".repeat(22));
    Counters counters = new Counters();
    IceSession session =
        new IceSession(
            Peer.LOOPBACK,
            new IceListener() {},
            local,
            new UdpHub(Peer.LOOPBACK, counters),
            counters);
    PairBook book = new PairBook(session);
    InetSocketAddress base = new InetSocketAddress("127.0.0.1", 1);
    InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 2);
    LocalPath path = new MutePath(base);
    for (int i = 1; i < 1000; i++) {
      InetSocketAddress mapped = new InetSocketAddress("192.0.2.1", i);
      assertThat(book.mapped(path, peer, mapped).local().port()).isEqualTo(i);
    }
    IceReport report = book.report(null, IceRole.CONTROLLED, 0);
    assertThat(report.localCandidates()).hasSize(256);
    assertThat(report.remoteCandidates()).hasSize(1);
    assertThat(report.pairs()).hasSize(1);
  }

  private static final class MutePath extends LocalPath {
    MutePath(InetSocketAddress base) {
      super(Candidates.host(base, 1), base);
    }

    @Override
    boolean send(ByteBuffer packet, InetSocketAddress to) {
      return false;
    }

    @Override
    void close() {
      // Nothing is open.
    }
  }
}
