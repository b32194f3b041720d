package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vivavoce.dtls.DtlsTransport;
import org.vivavoce.ice.IceAgent;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;

class NothingLeftBehindTest {
  private static final int CALLS = 100;

  @Test
  void closing_everything_leaves_no_thread_and_no_socket() throws Exception {
    warmUp();
    Set<String> threadsBefore = threads();
    long socketsBefore = sockets();
    try (PubSub network = Wiretap.on(InProcessPubSub.create());
        Person alice = Person.named(Identity.generate(), network).speaks("voice", 440);
        Person bob = Person.named(Identity.generate(), network).speaks("voice", 1_000)) {
      bob.answering(Subscriptions.allAudio());
      alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      alice.awaitConnected();
      bob.awaitConnected();
      bob.ear.awaitFrames(4_800);
      assertThat(threads()).isNotEqualTo(threadsBefore);
    }
    Person.awaitTrue(
        "no thread left but " + threadsBefore, () -> threadsBefore.containsAll(threads()));
    Person.awaitTrue("no socket left", () -> sockets() <= socketsBefore);
  }

  @Test
  void a_hundred_calls_in_a_row_grow_neither_heap_nor_threads() throws Exception {
    warmUp();
    try (PubSub network = Wiretap.on(InProcessPubSub.create());
        Person alice = Person.named(Identity.generate(), network).speaks("voice", 440);
        Person bob = Person.named(Identity.generate(), network).speaks("voice", 1_000)) {
      bob.answering(Subscriptions.allAudio());
      for (int i = 0; i < CALLS / 4; i++) {
        callOnce(alice, bob);
      }
      long heapBefore = usedHeap();
      int threadsBefore = threads().size();
      for (int i = 0; i < CALLS; i++) {
        callOnce(alice, bob);
      }
      Person.awaitTrue(
          "no more threads than before, " + threadsBefore, () -> threads().size() <= threadsBefore);
      // What the test itself keeps of a call, its events, is some 10 KB; an agent or a connection
      // kept would be ten times that.
      // Timers of a library may hold a call's objects for some seconds more.
      Person.awaitTrue(
          "less than 25 KB of heap kept per call",
          () -> (usedHeap() - heapBefore) / CALLS < 25_000);
    }
  }

  private static void callOnce(Person alice, Person bob) {
    Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
    alice.awaitConnected(call.id());
    bob.awaitConnected(call.id());
    call.leave("");
    alice.await(CallEvent.CallTerminated.class, e -> e.callId().equals(call.id()));
    bob.await(CallEvent.CallTerminated.class, e -> e.callId().equals(call.id()));
  }

  /** What a JVM keeps after the first call, such as ice4j's own pools, is there before we count. */
  private static void warmUp() {
    IceAgent.warmUp();
    DtlsTransport.warmUp();
  }

  /**
   * All but the JVM's own, and those of ice4j's pool: that takes a new one when all are at work,
   * lets each go after a minute without work, and cannot be told to do so earlier.
   */
  private static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    for (Thread t : Thread.getAllStackTraces().keySet()) {
      ThreadGroup group = t.getThreadGroup();
      // A thread that has just ended has no group; the JVM's own are in "system".
      if (group != null
          && !group.getName().equals("system")
          && !t.getName().startsWith("ice4j.Agent-")) {
        names.add(t.getName());
      }
    }
    return names;
  }

  private static long sockets() {
    Path fds = Path.of("/proc/self/fd");
    assumeThat(fds).as("counting sockets needs Linux's /proc").isDirectory();
    try (Stream<Path> all = Files.list(fds)) {
      return all.filter(NothingLeftBehindTest::isSocket).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isSocket(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString().startsWith("socket:");
    } catch (IOException e) {
      // The descriptor of the listing itself, which is gone by now.
      return false;
    }
  }

  private static long usedHeap() {
    Runtime r = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, r.totalMemory() - r.freeMemory());
    }
    return least;
  }
}
