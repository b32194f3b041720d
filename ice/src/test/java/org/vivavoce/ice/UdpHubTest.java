package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class UdpHubTest {
  /** Counts what comes, by the number in it. */
  private static final class Tally implements IceListener {
    final BitSet seen = new BitSet(); // guarded by this
    final AtomicInteger total = new AtomicInteger();

    @Override
    public void onDatagram(ByteBuffer packet, long arrivalNanos) {
      synchronized (this) {
        seen.set(packet.getInt(packet.position() + 1));
      }
      total.incrementAndGet();
    }
  }

  @Test
  void a_second_agent_takes_over_the_ports_under_traffic_and_no_packet_is_lost() throws Exception {
    try (UdpHub hubA = UdpHub.create(Peer.LOOPBACK);
        UdpHub hubB = UdpHub.create(Peer.LOOPBACK)) {
      IceConfig configA = Peer.LOOPBACK.toBuilder().hub(hubA).build();
      IceConfig configB = Peer.LOOPBACK.toBuilder().hub(hubB).build();
      Peer a1 = new Peer(configA);
      Peer b1 = new Peer(configB);
      Peer.connect(a1, b1);

      AtomicReference<IceAgent> sender = new AtomicReference<>(a1.agent);
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger sent = new AtomicInteger();
      Thread traffic =
          new Thread(
              () -> {
                ByteBuffer packet = ByteBuffer.allocate(200);
                while (!stop.get()) {
                  packet.clear().put(0, (byte) 0x80).putInt(1, sent.get());
                  if (sender.get().send(packet)) {
                    sent.incrementAndGet();
                  }
                  Thread.yield();
                }
              });
      traffic.start();

      Peer a2 = new Peer(configA);
      Peer b2 = new Peer(configB);
      Peer.connect(a2, b2);
      assertThat(a2.candidates).isEqualTo(a1.candidates);
      assertThat(b2.pairs.get(0).local()).isEqualTo(b1.pairs.get(0).local());
      sender.set(a2.agent);
      int before = sent.get();
      IceAgentTest.await(() -> sent.get() > before + 500);
      a1.close();
      b1.close();
      int after = sent.get();
      IceAgentTest.await(() -> sent.get() > after + 500);
      stop.set(true);
      traffic.join();

      IceAgentTest.await(() -> b1.received.size() + b2.received.size() >= sent.get());
      BitSet seen = new BitSet();
      b1.received.forEach(it -> seen.set(ByteBuffer.wrap(it).getInt(1)));
      b2.received.forEach(it -> seen.set(ByteBuffer.wrap(it).getInt(1)));
      assertThat(seen.cardinality()).isEqualTo(sent.get());
      a2.close();
      b2.close();
    }
  }

  @Test
  void when_the_second_agent_closes_the_first_gets_the_datagrams_again() throws Exception {
    try (UdpHub hub = UdpHub.create(Peer.LOOPBACK)) {
      IceConfig shared = Peer.LOOPBACK.toBuilder().hub(hub).build();
      try (Peer a = new Peer();
          Peer b1 = new Peer(shared)) {
        Peer.connect(a, b1);
        IceConfig from = Peer.LOOPBACK;
        try (Peer other = new Peer(from);
            Peer b2 = new Peer(shared)) {
          Peer.connect(other, b2);
          other.send(0x80, 2);
          assertThat(b2.awaitDatagram()).containsExactly(0x80, 2);
          a.send(0x80, 1);
          assertThat(b1.awaitDatagram()).containsExactly(0x80, 1);
        }
        a.send(0x80, 3);
        assertThat(b1.awaitDatagram()).containsExactly(0x80, 3);
      }
    }
  }

  @Test
  void two_calls_on_one_port_are_told_apart() throws Exception {
    try (UdpHub hub = UdpHub.create(Peer.LOOPBACK)) {
      IceConfig shared = Peer.LOOPBACK.toBuilder().hub(hub).build();
      try (Peer left = new Peer();
          Peer right = new Peer();
          Peer one = new Peer(shared);
          Peer two = new Peer(shared)) {
        Peer.connect(left, one);
        Peer.connect(two, right);
        assertThat(one.candidates).isEqualTo(two.candidates);
        left.send(0x80, 1);
        right.send(0x80, 2);
        assertThat(one.awaitDatagram()).containsExactly(0x80, 1);
        assertThat(two.awaitDatagram()).containsExactly(0x80, 2);
        assertThat(one.received).isEmpty();
        assertThat(two.received).isEmpty();
        assertThat(hub.stats().receiveBufferBytes()).isPositive();
        assertThat(hub.stats().stunForged()).isZero();
      }
    }
  }

  @Test
  void a_closed_hub_takes_no_agent_but_serves_those_it_has() throws Exception {
    UdpHub hub = UdpHub.create(Peer.LOOPBACK);
    IceConfig shared = Peer.LOOPBACK.toBuilder().hub(hub).build();
    Tally tally = new Tally();
    try (Peer a = new Peer();
        IceAgent late = IceAgent.create(shared, tally);
        Peer b = new Peer(shared)) {
      Peer.connect(a, b);
      hub.close();
      a.send(0x80, 1);
      assertThat(b.awaitDatagram()).containsExactly(0x80, 1);
      assertThatIllegalStateException().isThrownBy(late::gather).withMessageContaining("closed");
      assertThat(tally.total).hasValue(0);
    }
  }
}
