package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vivavoce.dtls.DtlsCertificate;

/** What connections cost while they do nothing, and what they leave when they are closed. */
class NothingLeftBehindTest {
  private static final DtlsCertificate A = DtlsCertificate.generate();
  private static final DtlsCertificate B = DtlsCertificate.generate();

  /** The W3C's budget would be none; ours in issue 3 is a megabyte. */
  private static final long MAX_IDLE_BYTES = 1 << 20;

  private static final int IDLE_PAIRS = 20;

  /** A hundredth of what one object per connection would be. */
  private static final long FEW = 10;

  private static final List<String> COUNTED =
      List.of("org.vivavoce.", "org.ice4j.", "org.jitsi.", "org.bouncycastle.", "java.net.Inet");

  private static final class Pair implements AutoCloseable {
    private final Peer a = new Peer(c -> c.certificate(A));
    private final Peer b = new Peer(c -> c.certificate(B));

    Pair connected() {
      a.connect(b, "a");
      return this;
    }

    @Override
    public void close() {
      a.close();
      b.close();
    }
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(n -> !n.startsWith("ice4j."))
        .collect(Collectors.toSet());
  }

  /** After the rubbish is gone; the least of several looks, because others are at work too. */
  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      LockSupport.parkNanos(20_000_000);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  @Test
  @Timeout(120)
  void an_idle_connection_has_no_thread_of_its_own_and_little_heap() {
    try (Pair warm = new Pair().connected()) {
      Set<String> threads = threads();
      long before = heap();
      List<Pair> idle = new ArrayList<>();
      try {
        for (int i = 0; i < IDLE_PAIRS; i++) {
          idle.add(new Pair().connected());
        }
        Peer.await(
            "only the shared threads: " + threads,
            () -> threads().stream().filter(n -> !threads.contains(n)).noneMatch(this::ours));
        long each = (heap() - before) / (2 * IDLE_PAIRS);
        System.out.println("An idle connection: " + each + " bytes of heap");
        assertThat(each).isLessThan(MAX_IDLE_BYTES);
      } finally {
        idle.forEach(Pair::close);
      }
      assertThat(warm.a.pc.connectionState()).isEqualTo(PeerConnectionState.CONNECTED);
    }
  }

  /** Shared ones may be new: a pool grows to its size as it is used. */
  private boolean ours(String name) {
    return !name.startsWith("vivavoce-loop-") && name.startsWith("vivavoce");
  }

  /**
   * A thousand connections are two in each pair. What is counted are objects, of all classes of
   * ours and of the libraries below: whatever a connection needs, it is made of these.
   */
  @Test
  @Timeout(240)
  void a_thousand_connections_that_were_closed_leave_nothing_behind() {
    for (int i = 0; i < 10; i++) {
      new Pair().connected().close();
    }
    Map<String, Long> before = instances();
    List<WeakReference<PeerConnection>> gone = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      try (Pair pair = new Pair().connected()) {
        gone.add(new WeakReference<>(pair.a.pc));
        gone.add(new WeakReference<>(pair.b.pc));
      }
    }
    Peer.await(
        "all connections are gone",
        () -> {
          System.gc();
          return gone.stream().allMatch(w -> w.get() == null);
        });
    Peer.await(
        () -> "no more objects than before: " + more(before, instances()),
        () -> more(before, instances()).isEmpty());
    Peer.await("no thread", () -> threads().stream().noneMatch(n -> n.startsWith("vivavoce")));
  }

  /**
   * The classes with more objects than before, and how many: but for a few, which do not depend on
   * how many connections there were (constants and caches that are made at their first use).
   */
  private static Map<String, Long> more(Map<String, Long> before, Map<String, Long> now) {
    Map<String, Long> more = new TreeMap<>();
    now.forEach(
        (name, count) -> {
          long added = count - before.getOrDefault(name, 0L);
          if (added > FEW) {
            more.put(name, added);
          }
        });
    return more;
  }

  /** Live objects by class, as {@code jcmd GC.class_histogram} counts them after a collection. */
  private static Map<String, Long> instances() {
    String histogram;
    try {
      histogram =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new AssertionError(e);
    }
    Map<String, Long> counts = new TreeMap<>();
    Matcher line = Pattern.compile("\\d+: +(\\d+) +\\d+ +(\\S+)").matcher(histogram);
    while (line.find()) {
      String name = line.group(2);
      if (COUNTED.stream().anyMatch(name::startsWith)) {
        counts.merge(name, Long.valueOf(line.group(1)), Long::sum);
      }
    }
    assertThat(counts).as("what the histogram told: %s", histogram).isNotEmpty();
    return counts;
  }
}
