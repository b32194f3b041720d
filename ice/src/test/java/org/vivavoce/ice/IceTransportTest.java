package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IceTransportTest {
  /** A restartable transport whose events a test can wait for. */
  private static final class End implements IceListener, AutoCloseable {
    final DefaultIceTransport ice;
    final List<IceCandidate> candidates = new CopyOnWriteArrayList<>();
    final List<IceState> states = new CopyOnWriteArrayList<>();
    final List<IceCandidatePair> pairs = new CopyOnWriteArrayList<>();
    final List<IceFailure> failures = new CopyOnWriteArrayList<>();
    final List<IceFailure> restartFailures = new CopyOnWriteArrayList<>();
    final AtomicInteger gathered = new AtomicInteger();
    final AtomicInteger received = new AtomicInteger();
    final BitSet seen = new BitSet(); // guarded by itself

    End(IceConfig config, Duration linger) {
      ice = new DefaultIceTransport(config, this, linger.toNanos());
    }

    End(IceConfig config) {
      this(config, Duration.ofSeconds(5));
    }

    End() {
      this(Peer.LOOPBACK);
    }

    @Override
    public void onLocalCandidate(IceCandidate candidate) {
      candidates.add(candidate);
    }

    @Override
    public void onGatheringComplete(String usernameFragment) {
      gathered.incrementAndGet();
    }

    @Override
    public void onStateChange(IceState state) {
      states.add(state);
    }

    @Override
    public void onSelectedPair(IceCandidatePair pair) {
      pairs.add(pair);
    }

    @Override
    public void onFailed(IceFailure reason) {
      failures.add(reason);
    }

    @Override
    public void onRestartFailed(IceFailure reason) {
      restartFailures.add(reason);
    }

    @Override
    public void onDatagram(ByteBuffer packet, long arrivalNanos) {
      synchronized (seen) {
        seen.set(packet.getInt(packet.position() + 1));
      }
      received.incrementAndGet();
    }

    int distinct() {
      synchronized (seen) {
        return seen.cardinality();
      }
    }

    void gather() {
      candidates.clear();
      int before = gathered.get();
      ice.gather();
      IceAgentTest.await(() -> gathered.get() > before);
    }

    @Override
    public void close() {
      ice.close();
    }
  }

  /**
   * Packets with numbers, without end; never more on their way than any socket's buffer holds, or a
   * busy machine would lose some.
   */
  private static final class Traffic implements AutoCloseable {
    private static final int ON_THEIR_WAY = 64;

    private final IceTransport from;
    private final End to;
    private final Thread thread = new Thread(this::run, "test-traffic");
    final AtomicInteger sent = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    private volatile boolean stop;

    Traffic(IceTransport from, End to) {
      this.from = from;
      this.to = to;
      thread.start();
    }

    private void run() {
      ByteBuffer packet = ByteBuffer.allocate(200);
      while (!stop) {
        if (sent.get() - to.received.get() >= ON_THEIR_WAY) {
          Thread.yield();
          continue;
        }
        packet.clear().put(0, (byte) 0x80).putInt(1, sent.get());
        if (from.send(packet)) {
          sent.incrementAndGet();
        } else {
          refused.incrementAndGet();
        }
        Thread.yield();
      }
    }

    void awaitMore(int packets) {
      int before = sent.get();
      IceAgentTest.await(() -> sent.get() >= before + packets);
    }

    void finish() throws InterruptedException {
      stop = true;
      thread.join();
    }

    @Override
    public void close() {
      stop = true;
    }
  }

  private static void connect(End a, End b) {
    int pairsOfA = a.pairs.size();
    int pairsOfB = b.pairs.size();
    a.gather();
    b.gather();
    a.candidates.forEach(b.ice::addRemoteCandidate);
    b.candidates.forEach(a.ice::addRemoteCandidate);
    a.ice.endOfRemoteCandidates();
    b.ice.endOfRemoteCandidates();
    IceRole role = pairsOfA == 0 ? IceRole.CONTROLLING : a.ice.role();
    a.ice.start(role, b.ice.localParameters());
    b.ice.start(role.other(), a.ice.localParameters());
    IceAgentTest.await(() -> a.pairs.size() > pairsOfA && b.pairs.size() > pairsOfB);
  }

  private static void restart(End a, End b) {
    IceParameters beforeA = a.ice.localParameters();
    assertThat(a.ice.restart()).isNotEqualTo(beforeA).isEqualTo(a.ice.localParameters());
    b.ice.restart();
    connect(a, b);
  }

  @ParameterizedTest
  @EnumSource(IceNomination.class)
  void restarts_under_traffic_lose_no_packet_either_way_and_refuse_none(IceNomination nomination)
      throws Exception {
    IceConfig config = Peer.LOOPBACK.toBuilder().nomination(nomination).build();
    try (End a = new End(config, Duration.ofMillis(20));
        End b = new End(config, Duration.ofMillis(20))) {
      connect(a, b);
      int portOfA = a.candidates.get(0).port();
      try (Traffic there = new Traffic(a.ice, b);
          Traffic back = new Traffic(b.ice, a)) {
        for (int i = 0; i < 5; i++) {
          there.awaitMore(100);
          back.awaitMore(100);
          restart(a, b);
          assertThat(a.candidates).extracting(IceCandidate::port).containsExactly(portOfA);
        }
        there.awaitMore(100);
        back.awaitMore(100);
        there.finish();
        back.finish();
        IceAgentTest.await(() -> b.distinct() == there.sent.get());
        IceAgentTest.await(() -> a.distinct() == back.sent.get());
        assertThat(b.received).hasValue(there.sent.get());
        assertThat(a.received).hasValue(back.sent.get());
        assertThat(a.ice.stats().packetsSent()).isEqualTo(there.sent.get());
        assertThat(a.ice.stats().packetsReceived()).isEqualTo(back.sent.get());
        assertThat(there.refused).hasValue(0);
        assertThat(back.refused).hasValue(0);
      }
      assertThat(a.pairs).hasSize(6);
      assertThat(a.states)
          .startsWith(IceState.CHECKING, IceState.CONNECTED)
          .doesNotContain(IceState.DISCONNECTED, IceState.FAILED)
          .filteredOn(IceState.CHECKING::equals)
          .hasSize(1);
      assertThat(a.restartFailures).isEmpty();
      assertThat(a.ice.role()).isEqualTo(IceRole.CONTROLLING);
    }
  }

  @Test
  void a_completed_transport_is_connected_while_a_restart_goes_on_and_completed_after_it() {
    try (End a = new End();
        End b = new End()) {
      connect(a, b);
      IceAgentTest.await(() -> a.ice.state() == IceState.COMPLETED);
      a.ice.restart();
      a.gather();
      assertThat(a.ice.state()).isEqualTo(IceState.COMPLETED);
      b.ice.restart();
      connectGathered(a, b);
      IceAgentTest.await(() -> a.states.size() == 5);
      assertThat(a.states)
          .containsExactly(
              IceState.CHECKING,
              IceState.CONNECTED,
              IceState.COMPLETED,
              IceState.CONNECTED,
              IceState.COMPLETED);
    }
  }

  private static void connectGathered(End a, End b) {
    b.gather();
    a.candidates.forEach(b.ice::addRemoteCandidate);
    b.candidates.forEach(a.ice::addRemoteCandidate);
    a.ice.endOfRemoteCandidates();
    b.ice.endOfRemoteCandidates();
    a.ice.start(a.ice.role(), b.ice.localParameters());
    b.ice.start(b.ice.role(), a.ice.localParameters());
  }

  @Test
  void a_restart_that_is_taken_back_leaves_everything_as_it_was() throws Exception {
    try (End a = new End();
        End b = new End()) {
      connect(a, b);
      IceParameters first = a.ice.localParameters();
      IceCandidatePair pair = a.ice.selectedPair().orElseThrow();
      assertThat(a.ice.cancelRestart()).isFalse();
      try (Traffic there = new Traffic(a.ice, b)) {
        IceParameters second = a.ice.restart();
        a.gather();
        assertThat(a.ice.restart()).isNotEqualTo(second); // an offer made again
        there.awaitMore(50);
        assertThat(a.ice.cancelRestart()).isTrue();
        assertThat(a.ice.cancelRestart()).isFalse();
        there.awaitMore(50);
        there.finish();
        IceAgentTest.await(() -> b.distinct() == there.sent.get());
        assertThat(there.refused).hasValue(0);
      }
      assertThat(a.ice.localParameters()).isEqualTo(first);
      assertThat(a.ice.selectedPair().orElseThrow().local()).isEqualTo(pair.local());
      restart(a, b); // a real one is possible still
      assertThat(a.pairs).hasSize(2);
    }
  }

  @Test
  void a_restart_that_the_other_side_does_not_answer_fails_and_the_old_path_goes_on()
      throws Exception {
    IceConfig brief = Peer.LOOPBACK.toBuilder().checkTimeout(Duration.ofMillis(300)).build();
    try (End a = new End(brief);
        End b = new End()) {
      connect(a, b);
      try (Traffic there = new Traffic(a.ice, b)) {
        a.ice.restart();
        a.ice.start(a.ice.role(), new IceParameters("else", "w".repeat(22)));
        b.candidates.forEach(it -> a.ice.addRemoteCandidate(it.withUsernameFragment("else")));
        IceAgentTest.await(() -> a.restartFailures.size() == 1);
        there.awaitMore(100);
        there.finish();
        IceAgentTest.await(() -> b.distinct() == there.sent.get());
        assertThat(there.refused).hasValue(0);
      }
      assertThat(a.failures).isEmpty();
      assertThat(a.states).doesNotContain(IceState.FAILED);
      assertThat(a.ice.state()).isIn(IceState.CONNECTED, IceState.COMPLETED);
      restart(a, b);
      assertThat(a.pairs).hasSize(2);
    }
  }

  @Test
  void a_failed_transport_can_be_restarted_and_connects_again() {
    IceConfig brief = Peer.LOOPBACK.toBuilder().checkTimeout(Duration.ofMillis(100)).build();
    try (End a = new End(brief);
        End b = new End(brief)) {
      a.ice.start(IceRole.CONTROLLING, new IceParameters("else", "w".repeat(22)));
      b.ice.start(IceRole.CONTROLLED, new IceParameters("else", "w".repeat(22)));
      IceAgentTest.await(() -> a.failures.size() == 1 && b.failures.size() == 1);
      a.ice.configure(Peer.LOOPBACK);
      b.ice.configure(Peer.LOOPBACK);
      restart(a, b);
      IceAgentTest.await(() -> a.ice.state() == IceState.COMPLETED);
      assertThat(a.states)
          .containsExactly(
              IceState.CHECKING,
              IceState.FAILED,
              IceState.CHECKING,
              IceState.CONNECTED,
              IceState.COMPLETED);
      assertThat(a.failures).hasSize(1);
    }
  }

  @Test
  void a_peer_that_restarts_on_other_ports_is_heard_on_both_until_it_has_switched()
      throws Exception {
    try (End a = new End();
        Peer old = new Peer();
        Peer fresh = new Peer()) {
      a.gather();
      old.gather();
      fresh.gather();
      a.candidates.forEach(old.agent::addRemoteCandidate);
      a.ice.start(IceRole.CONTROLLED, old.agent.localParameters());
      assertThat(a.ice.role()).isEqualTo(IceRole.CONTROLLED); // at once
      old.agent.start(IceRole.CONTROLLING, a.ice.localParameters());
      old.awaitConnected();
      IceAgentTest.await(() -> a.pairs.size() == 1);

      a.ice.restart();
      a.gather();
      a.candidates.forEach(fresh.agent::addRemoteCandidate);
      a.ice.start(a.ice.role(), fresh.agent.localParameters());
      assertThat(send(old, 1)).isTrue(); // on the old path, while the new one is looked for
      fresh.agent.start(IceRole.CONTROLLING, a.ice.localParameters());
      fresh.awaitConnected();
      IceAgentTest.await(() -> a.pairs.size() == 2);
      assertThat(send(old, 2)).isTrue(); // late
      assertThat(send(fresh, 3)).isTrue();
      IceAgentTest.await(() -> a.distinct() == 3);
      assertThat(a.ice.send(ByteBuffer.wrap(new byte[] {(byte) 0x80, 9}))).isTrue();
      assertThat(fresh.awaitDatagram()).containsExactly(0x80, 9);
      assertThat(old.received).isEmpty();
    }
  }

  private static boolean send(Peer from, int number) {
    return from.agent.send(ByteBuffer.allocate(5).put(0, (byte) 0x80).putInt(1, number));
  }

  @Test
  void candidates_tell_their_generation_and_find_the_one_they_are_for() {
    try (End a = new End();
        End b = new End()) {
      connect(a, b);
      String first = b.ice.localParameters().usernameFragment();
      assertThat(b.candidates)
          .extracting(it -> it.usernameFragment().orElseThrow())
          .containsExactly(first);
      restart(a, b);
      IceReport report = b.ice.report(); // the old generation is there still
      assertThat(report.pairs()).hasSize(2).filteredOn(IcePairStats::selected).hasSize(1);
      assertThat(report.localCandidates()).hasSize(2);
      String second = b.ice.localParameters().usernameFragment();
      assertThat(b.candidates)
          .extracting(it -> it.usernameFragment().orElseThrow())
          .containsExactly(second);
      long ignored = a.ice.stats().candidatesIgnored();
      IceCandidate late =
          IceCandidate.parse("candidate:1 1 udp 99 127.0.0.1 9 typ host ufrag " + first);
      a.ice.addRemoteCandidate(late); // new to the old generation, which is still there
      IceCandidate again = b.candidates.get(0);
      a.ice.addRemoteCandidate(again); // a duplicate in the new one
      IceAgentTest.await(() -> a.ice.stats().candidatesIgnored() == ignored + 1);
    }
  }

  @Test
  void the_end_of_the_old_candidates_is_not_that_of_the_new_ones() {
    try (End a = new End();
        End b = new End()) {
      a.gather();
      b.gather();
      b.candidates.forEach(a.ice::addRemoteCandidate);
      IceParameters first = b.ice.localParameters();
      a.ice.start(IceRole.CONTROLLING, first);
      b.ice.start(IceRole.CONTROLLED, a.ice.localParameters());
      IceAgentTest.await(() -> a.ice.state() == IceState.CONNECTED);
      a.ice.restart();
      b.ice.restart();
      a.gather();
      b.gather();
      a.ice.endOfRemoteCandidates(first); // late, and of the generation before
      IceAgentTest.await(() -> a.ice.state() == IceState.COMPLETED);
      b.candidates.forEach(a.ice::addRemoteCandidate);
      a.ice.start(a.ice.role(), b.ice.localParameters());
      b.ice.start(b.ice.role(), a.ice.localParameters());
      IceAgentTest.await(() -> a.pairs.size() == 2 && a.ice.state() == IceState.CONNECTED);
      assertThat(a.states).endsWith(IceState.COMPLETED, IceState.CONNECTED);
      a.ice.endOfRemoteCandidates(b.ice.localParameters());
      IceAgentTest.await(() -> a.ice.state() == IceState.COMPLETED);
    }
  }

  @Test
  void misuse_is_refused_and_a_closed_transport_is_silent() {
    End a = new End();
    a.ice.start(IceRole.CONTROLLING, new IceParameters("abcd", "p".repeat(22)));
    assertThatIllegalStateException()
        .isThrownBy(
            () -> a.ice.start(IceRole.CONTROLLING, new IceParameters("abcd", "p".repeat(22))))
        .withMessageContaining("restart()");
    a.ice.restart();
    a.close();
    a.close();
    assertThat(a.ice.state()).isEqualTo(IceState.CLOSED);
    assertThatIllegalStateException().isThrownBy(a.ice::restart);
    assertThatIllegalStateException().isThrownBy(a.ice::gather);
    assertThat(a.ice.cancelRestart()).isFalse();
    assertThat(a.ice.send(ByteBuffer.wrap(new byte[] {(byte) 0x80}))).isFalse();
    a.ice.addRemoteCandidate(IceCandidate.parse("candidate:1 1 udp 1 127.0.0.1 9000 typ host"));
    a.ice.endOfRemoteCandidates();
    a.ice.configure(Peer.LOOPBACK);
  }

  @Test
  void a_hundred_restarts_leave_one_generation_and_no_thread_behind() {
    End a = new End(Peer.LOOPBACK, Duration.ofMillis(1));
    End b = new End(Peer.LOOPBACK, Duration.ofMillis(1));
    connect(a, b);
    for (int i = 0; i < 100; i++) {
      restart(a, b);
    }
    assertThat(a.pairs).hasSize(101);
    IceReport report = a.ice.report();
    assertThat(report.selectedPairChanges()).isEqualTo(101);
    assertThat(report.pairs()).filteredOn(IcePairStats::selected).hasSize(1);
    a.close();
    b.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(it -> it.getName().startsWith("vivavoce-ice"));
  }
}
