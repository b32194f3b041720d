package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Counts, and knows what its thread has allocated. */
  private static final class Counting implements IceListener {
    final AtomicInteger received = new AtomicInteger();
    volatile long allocated;

    @Override
    public void onDatagram(ByteBuffer packet, long arrivalNanos) {
      allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      received.incrementAndGet();
    }
  }

  @Test
  void sending_and_receiving_allocate_nothing_per_packet() throws Exception {
    Counting counting = new Counting();
    try (Peer a = new Peer();
        IceAgent b = IceAgent.create(Peer.LOOPBACK, counting)) {
      a.trickle = b::addRemoteCandidate;
      b.start(IceRole.CONTROLLED, a.agent.localParameters());
      a.agent.start(IceRole.CONTROLLING, b.localParameters());
      a.awaitConnected();
      ByteBuffer packet = ByteBuffer.allocate(1200).put(0, (byte) 0x80);
      send(a, packet, counting, 5_000); // loads classes and thread-local buffers
      long me = Thread.currentThread().getId();
      long sentBefore = THREADS.getThreadAllocatedBytes(me);
      long receivedBefore = counting.allocated;
      int n = 20_000;
      send(a, packet, counting, n);
      // What STUN, the timers and the counters' growth under contention cost is far below a byte
      // for each packet; one object for each would be 16 at least.
      assertThat((THREADS.getThreadAllocatedBytes(me) - sentBefore) / (double) n).isLessThan(4);
      assertThat((counting.allocated - receivedBefore) / (double) n).isLessThan(4);
    }
  }

  private static void send(Peer a, ByteBuffer packet, Counting counting, int n) {
    int before = counting.received.get();
    long deadline = System.nanoTime() + 30_000_000_000L;
    for (int i = 0; i < n; ) {
      if (i - (counting.received.get() - before) < 32 && a.agent.send(packet.clear())) {
        i++;
      } else if (System.nanoTime() > deadline) {
        throw new AssertionError("stuck at packet " + i);
      } else {
        Thread.onSpinWait();
      }
    }
    while (counting.received.get() - before < n) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("lost " + (n - counting.received.get() + before));
      }
      Thread.onSpinWait();
    }
  }
}
