package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.ice4j.ice.CandidatePair;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CloseTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @BeforeAll
  static void load() {
    IceAgent.warmUp(); // class loading opens jars
  }

  private static List<String> ours() {
    return threads("vivavoce-ice");
  }

  private static List<String> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(it -> it.startsWith(prefix))
        .toList();
  }

  private static long sockets() throws IOException {
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.filter(CloseTest::isSocketOrSelector).count();
    }
  }

  private static boolean isSocketOrSelector(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("socket:") || target.startsWith("anon_inode:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  @Test
  void close_leaves_no_thread_and_no_descriptor() throws Exception {
    assumeTrue(Files.isDirectory(DESCRIPTORS), "no /proc here");
    assertThat(ours()).isEmpty();
    long before = sockets();
    Peer a = new Peer();
    Peer b = new Peer();
    Peer.connect(a, b);
    assertThat(ours()).isNotEmpty();
    assertThat(sockets()).isGreaterThan(before);
    a.close();
    b.close();
    assertThat(ours()).isEmpty();
    assertThat(sockets()).isEqualTo(before);
  }

  @Test
  void a_hundred_pairs_of_agents_in_a_row_do_not_grow_threads_or_descriptors() throws Exception {
    assumeTrue(Files.isDirectory(DESCRIPTORS), "no /proc here");
    long before = sockets();
    int most = 0;
    for (int i = 0; i < 100; i++) {
      try (Peer a = new Peer();
          Peer b = new Peer()) {
        Peer.connect(a, b);
        most = Math.max(most, threads("ice4j").size());
      }
    }
    assertThat(ours()).isEmpty();
    assertThat(sockets()).isEqualTo(before);
    // ice4j paces the checks on a cached pool of the process, whose threads end a minute after
    // their use; a busy machine makes it start a few more. One per pair would be a hundred.
    assertThat(most).isLessThan(40);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(it -> it.getName().startsWith("IceC"));
  }

  /** A pacer of ice4j that is cancelled in the middle of a beat would tick on, and hold them. */
  @Test
  void agents_that_were_closed_are_let_go_of_at_once_and_no_check_list_ticks_on() throws Exception {
    List<WeakReference<Object>> gone = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Ice4jAgent checks =
          Ice4jAgent.create(
              new IceParameters("ufrag", "password".repeat(3)), i, 1, new NobodyListens());
      checks.createMediaStream("s");
      checks.startConnectivityEstablishment();
      gone.add(new WeakReference<>(checks));
      try (Peer a = new Peer();
          Peer b = new Peer()) {
        Peer.connect(a, b);
        gone.add(new WeakReference<>(a.agent));
        gone.add(new WeakReference<>(b.agent));
      }
      checks.end();
      assertThat(checks.calculateTa()).isNegative();
    }
    IceAgentTest.await(
        () -> {
          System.gc();
          return gone.stream().allMatch(it -> it.get() == null);
        });
  }

  private static final class NobodyListens implements Ice4jAgent.Events {
    @Override
    public void valid(CandidatePair pair) {
      throw new AssertionError(pair);
    }

    @Override
    public void nominated(CandidatePair pair) {
      throw new AssertionError(pair);
    }
  }

  @Test
  void many_agents_share_a_few_threads_and_have_one_descriptor_each() throws Exception {
    assumeTrue(Files.isDirectory(DESCRIPTORS), "no /proc here");
    long before = sockets();
    Peer[] peers = new Peer[40];
    for (int i = 0; i < peers.length; i += 2) {
      peers[i] = new Peer();
      peers[i + 1] = new Peer();
      Peer.connect(peers[i], peers[i + 1]);
    }
    assertThat(ours()).hasSizeLessThanOrEqualTo(4);
    int ofLoops = 4 * 4; // a selector takes an epoll and an event descriptor, or two of a pipe
    assertThat(sockets() - before).isBetween((long) peers.length, (long) peers.length + ofLoops);
    for (Peer it : peers) {
      it.close();
    }
    assertThat(ours()).isEmpty();
  }

  @Test
  void an_agent_may_be_closed_in_a_listener_and_hears_nothing_more() throws Exception {
    CompletableFuture<IceState> closedIn = new CompletableFuture<>();
    AtomicReference<IceAgent> agent = new AtomicReference<>();
    IceListener listener =
        new IceListener() {
          @Override
          public void onLocalCandidate(IceCandidate candidate) {
            agent.get().close();
            closedIn.complete(agent.get().state());
          }

          @Override
          public void onGatheringComplete(String usernameFragment) {
            closedIn.completeExceptionally(new AssertionError("called after close"));
          }
        };
    agent.set(IceAgent.create(Peer.LOOPBACK, listener));
    agent.get().gather();
    assertThat(closedIn.get(5, TimeUnit.SECONDS)).isEqualTo(IceState.CLOSED);
    IceAgentTest.await(() -> ours().isEmpty());
  }

  @Test
  void closing_while_checks_run_leaves_nothing() throws Exception {
    for (int i = 0; i < 50; i++) {
      Peer a = new Peer();
      Peer b = new Peer();
      a.gather();
      b.gather();
      Peer.exchange(a, b);
      a.agent.start(IceRole.CONTROLLING, b.agent.localParameters());
      b.agent.start(IceRole.CONTROLLED, a.agent.localParameters());
      int states = i % 2;
      IceAgentTest.await(() -> a.states.size() >= states);
      a.close();
      b.close();
      int heard = a.states.size();
      assertThat(ours()).isEmpty();
      assertThat(a.states).hasSize(heard);
    }
  }

  @Test
  void two_agents_that_close_each_other_in_their_listeners_do_not_wait_for_ever() throws Exception {
    for (int i = 0; i < 50; i++) {
      AtomicReference<IceAgent> first = new AtomicReference<>();
      AtomicReference<IceAgent> second = new AtomicReference<>();
      CompletableFuture<Void> one = new CompletableFuture<>();
      CompletableFuture<Void> two = new CompletableFuture<>();
      first.set(IceAgent.create(Peer.LOOPBACK, closing(second, one)));
      second.set(IceAgent.create(Peer.LOOPBACK, closing(first, two)));
      first.get().gather();
      try {
        second.get().gather();
        CompletableFuture.anyOf(one, two).get(5, TimeUnit.SECONDS);
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("closed"); // the first was quicker
      }
      first.get().close();
      second.get().close();
      IceAgentTest.await(() -> ours().isEmpty());
    }
  }

  private static IceListener closing(
      AtomicReference<IceAgent> other, CompletableFuture<Void> done) {
    return new IceListener() {
      @Override
      public void onLocalCandidate(IceCandidate candidate) {
        other.get().close();
        done.complete(null);
      }
    };
  }
}
