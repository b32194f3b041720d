package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.dtls.DtlsConfig;
import org.vivavoce.dtls.DtlsFailure;
import org.vivavoce.dtls.DtlsListener;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.dtls.DtlsSession;
import org.vivavoce.dtls.DtlsTransport;
import org.vivavoce.sctp.SctpStats;

/** The driver over DTLS in memory, with a network that does what a test wants. */
class DataTransportTest {
  private final End one = new End();
  private final End two = new End();

  @BeforeAll
  static void warm_up() {
    DtlsTransport.warmUp();
  }

  @BeforeEach
  void connect() throws Exception {
    one.other = two;
    two.other = one;
    two.dtls.start(DtlsRole.SERVER, List.of(one.certificate.fingerprint()));
    one.dtls.start(DtlsRole.CLIENT, List.of(two.certificate.fingerprint()));
    one.keyed.get(20, TimeUnit.SECONDS);
    two.keyed.get(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    for (End end : List.of(one, two)) {
      end.loop.run(end.data::close);
      end.dtls.close();
    }
    for (End end : List.of(one, two)) {
      end.onLoop(() -> null);
      end.loop.close();
    }
  }

  private void agree() {
    for (End end : List.of(one, two)) {
      DataSection section =
          new DataSection("0", "UDP/DTLS/SCTP", List.of("webrtc-datachannel"), 5000, 262_144);
      end.loop.run(() -> end.data.agreed(Optional.of(section)));
    }
  }

  private ChannelEnd open() {
    ChannelEnd ours = new ChannelEnd(one.data.create("x", DataChannelInit.defaults()));
    agree();
    ours.await("open");
    return ours;
  }

  @Test
  void what_the_network_refuses_is_offered_again_and_nothing_is_lost() throws Exception {
    Random random = new Random(7);
    one.network =
        datagram -> {
          synchronized (random) {
            return random.nextInt(10) >= 3;
          }
        };
    ChannelEnd ours = open();
    ChannelEnd theirs = two.incoming.get(20, TimeUnit.SECONDS);
    for (int i = 0; i < 300; i++) {
      byte[] message = new byte[2000];
      message[0] = (byte) i;
      ours.channel.send(message);
    }
    for (int i = 0; i < 300; i++) {
      assertThat(((byte[]) theirs.next())[0]).isEqualTo((byte) i);
    }
    assertThat(one.refused).isGreaterThan(50);
    SctpStats stats = one.onLoop(one.data::sctpStats).orElseThrow();
    assertThat(stats.chunksRetransmitted()).as("refused is not lost").isZero();
  }

  @Test
  void a_network_that_takes_nothing_stops_the_sender_and_goes_on_where_it_stopped()
      throws Exception {
    ChannelEnd ours = open();
    ChannelEnd theirs = two.incoming.get(20, TimeUnit.SECONDS);
    one.network = datagram -> false;
    byte[] message = new byte[100_000];
    int sent = 0;
    try {
      for (; sent < 10_000; sent++) {
        ours.channel.send(message);
      }
    } catch (PeerConnectionException e) {
      assertThat(e.error()).isEqualTo(RtcErrorName.OPERATION_ERROR);
    }
    // Twice 16 MiB: in our queue, and in SCTP's.
    assertThat(sent).isBetween(100, 400);
    one.network = datagram -> true;
    for (int i = 0; i < sent; i++) {
      assertThat((byte[]) theirs.next()).hasSize(100_000);
    }
  }

  @Test
  void a_message_longer_than_the_queue_leaves_when_nothing_is_before_it() throws Exception {
    ChannelEnd ours = new ChannelEnd(one.data.create("x", DataChannelInit.defaults()));
    agree();
    ours.await("open");
    DataSection vast =
        new DataSection("0", "UDP/DTLS/SCTP", List.of("webrtc-datachannel"), 5000, 64 << 20);
    one.onLoop(
        () -> {
          one.data.agreed(Optional.of(vast));
          return null;
        });
    long before = two.dtls.stats().dataRecordsReceived();
    ours.channel.send(new byte[(16 << 20) + 1]);
    // What the other side says of such a message is another matter.
    Peer.await("it leaves", () -> two.dtls.stats().dataRecordsReceived() > before + 100);
  }

  @Test
  void what_comes_before_the_descriptions_do_is_kept_within_bounds() throws Exception {
    ChannelEnd ours = new ChannelEnd(one.data.create("x", DataChannelInit.defaults()));
    DataSection section =
        new DataSection("0", "UDP/DTLS/SCTP", List.of("webrtc-datachannel"), 5000, 262_144);
    one.loop.run(() -> one.data.agreed(Optional.of(section)));
    Peer.await("the first packet", () -> two.dtls.stats().dataRecordsReceived() > 0);
    for (int i = 0; i < 1000; i++) {
      two.data.received(ByteBuffer.allocate(1000));
    }
    assertThat(two.data.packetsDropped()).isGreaterThan(900);
    two.loop.run(() -> two.data.agreed(Optional.of(section)));
    ours.await("open");
  }

  @Test
  void the_other_side_s_disappearance_closes_the_channels_with_an_error() throws Exception {
    ChannelEnd ours = open();
    one.loop.run(() -> one.data.fail("gone"));
    ours.await("close");
    assertThat(ours.events).containsExactly("open", "error", "close");
  }

  @Test
  void datagrams_are_large_where_the_path_takes_them_and_small_again_on_another() throws Exception {
    AtomicInteger largest = new AtomicInteger();
    one.network =
        datagram -> {
          largest.accumulateAndGet(datagram.remaining(), Math::max);
          return true;
        };
    ChannelEnd ours = open();
    ChannelEnd theirs = two.incoming.get(20, TimeUnit.SECONDS);
    byte[] message = new byte[200_000];
    new Random(8899).nextBytes(message);
    ours.channel.send(message);
    assertThat((byte[]) theirs.next()).isEqualTo(message);
    assertThat(largest.get()).isEqualTo(1200 - 3); // a multiple of four under DTLS's 37 bytes
    one.loop.run(() -> one.data.pathChanged(true));
    Peer.await(
        "the larger size is found",
        () -> one.onLoop(one.data::sctpStats).orElseThrow().packetSize() == 1 << 14);
    ours.channel.send(message);
    assertThat((byte[]) theirs.next()).isEqualTo(message);
    assertThat(largest.get()).isEqualTo((1 << 14) + 37);
    one.onLoop(
        () -> {
          one.data.pathChanged(false);
          largest.set(0);
          return null;
        });
    ours.channel.send(message);
    assertThat((byte[]) theirs.next()).isEqualTo(message);
    assertThat(largest.get()).isEqualTo(1200 - 3);
  }

  /** One side. */
  private static final class End implements DtlsListener {
    final DtlsCertificate certificate = DtlsCertificate.generate();
    final CompletableFuture<DtlsSession> keyed = new CompletableFuture<>();
    final CompletableFuture<ChannelEnd> incoming = new CompletableFuture<>();
    final EventLoop loop = EventLoop.shared("test");
    final DtlsTransport dtls = DtlsTransport.create(DtlsConfig.of(certificate), this);
    final DataTransport data =
        new DataTransport(
            loop,
            dtls,
            this::offer,
            new Random(1),
            262_144,
            channel -> incoming.complete(new ChannelEnd(channel)));
    volatile Predicate<ByteBuffer> network = datagram -> true;
    volatile int refused;
    volatile End other;

    <T> T onLoop(Supplier<T> what) {
      CompletableFuture<T> result = new CompletableFuture<>();
      loop.run(() -> result.complete(what.get()));
      return result.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private boolean offer(ByteBuffer datagram) {
      if (!network.test(datagram)) {
        refused++;
        return false;
      }
      return onSend(datagram);
    }

    @Override
    public boolean onSend(ByteBuffer datagram) {
      other.dtls.receive(datagram);
      return true;
    }

    @Override
    public void onConnected(DtlsSession session) {
      loop.run(() -> data.keyed(session.localRole() == DtlsRole.CLIENT));
      keyed.complete(session);
    }

    @Override
    public void onData(ByteBuffer packet) {
      data.received(packet);
    }

    @Override
    public void onFailed(DtlsFailure failure) {
      keyed.completeExceptionally(new IllegalStateException(failure.message()));
    }

    @Override
    public void onClosed() {}
  }
}
