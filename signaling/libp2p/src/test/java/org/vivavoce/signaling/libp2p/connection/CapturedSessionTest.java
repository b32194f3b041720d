package org.vivavoce.signaling.libp2p.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.libp2p.gossipsub.GossipIdentity;
import org.vivavoce.signaling.libp2p.gossipsub.GossipOutput;
import org.vivavoce.signaling.libp2p.gossipsub.GossipParameters;
import org.vivavoce.signaling.libp2p.gossipsub.GossipRouter;
import org.vivavoce.signaling.libp2p.gossipsub.GossipVersion;
import org.vivavoce.signaling.libp2p.identify.Identify;
import org.vivavoce.signaling.libp2p.identify.IdentifyReader;
import org.vivavoce.signaling.libp2p.identify.IdentifyWriter;
import org.vivavoce.signaling.libp2p.identify.SignedPeerRecord;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.ping.PingCaller;
import org.vivavoce.signaling.libp2p.ping.PingResponder;
import org.vivavoce.signaling.libp2p.relays.RelayList;
import org.vivavoce.signaling.libp2p.wire.DelimitedReader;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * Whole sessions of two of ours (multistream, Noise, Yamux, identify, ping, gossipsub), of which
 * what the dialer says is changed on its way: on the wire, and within Noise, by somebody who has
 * keys of their own. The listener drops it or closes, and neither throws nor grows.
 */
class CapturedSessionTest {
  private static final int SESSIONS = 400;
  private static final String GOSSIP = GossipVersion.protocols().get(0);

  /** What the listener of a session is besides its connection. */
  private static final class Victim implements GossipOutput {
    final Ends ends;
    final GossipRouter router;
    int heard;
    int identified;

    Victim(Ends ends) {
      this.ends = ends;
      router = router(ends.listener, this);
      ends.listener.protocols.put(PingResponder.PROTOCOL, stream -> new PingResponder());
      ends.listener.protocols.put(
          Identify.PUSH_PROTOCOL, stream -> new IdentifyReader((s, identify) -> identified++));
      ends.listener.protocols.put(GOSSIP, stream -> new Ear());
    }

    private final class Ear implements StreamHandler {
      private final DelimitedReader reader = new DelimitedReader(GossipParameters.MAX_RPC_LENGTH);

      @Override
      public void onOpen(PeerStream stream) {
        router.addPeer(ends.dialer.id, GossipVersion.of(GOSSIP).orElseThrow(), false, ends.now);
        router.subscribe("t", ends.now);
      }

      @Override
      public void onData(PeerStream stream, ByteBuffer data) {
        try {
          reader.receive(data).forEach(rpc -> router.receive(ends.dialer.id, rpc, ends.now));
        } catch (MalformedException e) {
          stream.reset();
        }
      }
    }

    @Override
    public boolean send(PeerId peer, byte[] rpc) {
      return true;
    }

    @Override
    public void deliver(String topic, PeerId author, byte[] data) {
      assertThat(author).as("nobody else can sign").isEqualTo(ends.dialer.id);
      heard++;
    }

    @Override
    public void connect(SignedPeerRecord record) {}

    @Override
    public byte[] signedRecord(PeerId peer) {
      return new byte[0];
    }
  }

  private static GossipRouter router(Ends.End end, GossipOutput output) {
    PublicKey key = PublicKey.ofEd25519(end.identity.did().keyBytes());
    return new GossipRouter(
        GossipParameters.defaults(),
        new GossipIdentity(end.id, key, end.identity::sign),
        output,
        1,
        new SplittableRandom(1),
        0);
  }

  /** What the dialer does once there is a connection. */
  private static void talk(Ends ends) {
    Connection connection = ends.dialer.connection;
    connection.open(
        List.of("/nobody/knows/1", PingResponder.PROTOCOL),
        new PingCaller(new byte[PingResponder.LENGTH], () -> {}, echoed -> {}),
        ends.now);
    PublicKey key = PublicKey.ofEd25519(ends.dialer.identity.did().keyBytes());
    List<Multiaddr> here = List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/4001"));
    Identify us =
        new Identify(
            "p",
            "a",
            key.toProtobuf(),
            here,
            here.get(0),
            List.of(RelayList.PROTOCOL, GOSSIP),
            new SignedPeerRecord(ends.dialer.id, 1, here).seal(key, ends.dialer.identity::sign));
    connection.open(List.of(Identify.PUSH_PROTOCOL), new IdentifyWriter(s -> us), ends.now);
    connection.open(List.of(GOSSIP), new Mouth(ends), ends.now);
  }

  /** Says a subscription, messages, and what else a router says in a few heartbeats. */
  private static final class Mouth implements StreamHandler, GossipOutput {
    private final Ends ends;
    private PeerStream stream;

    Mouth(Ends ends) {
      this.ends = ends;
    }

    @Override
    public void onOpen(PeerStream opened) {
      stream = opened;
      GossipRouter router = router(ends.dialer, this);
      router.subscribe("t", 0);
      router.addPeer(ends.listener.id, GossipVersion.of(GOSSIP).orElseThrow(), true, 0);
      router.receive(ends.listener.id, new byte[] {10, 5, 8, 1, 18, 1, 't'}, 0); // subscribed to t
      for (int i = 0; i < 4; i++) {
        router.publish("t", new byte[100 * i]);
        router.tick(router.deadline());
      }
    }

    @Override
    public void onData(PeerStream from, ByteBuffer data) {
      data.position(data.limit());
    }

    @Override
    public boolean send(PeerId peer, byte[] rpc) {
      return stream.write(DelimitedReader.delimit(rpc));
    }

    @Override
    public void deliver(String topic, PeerId author, byte[] data) {}

    @Override
    public void connect(SignedPeerRecord record) {}

    @Override
    public byte[] signedRecord(PeerId peer) {
      return new byte[0];
    }
  }

  /** Flips, cuts, lengthens, repeats, and exchanges parts; now and then, so that most gets on. */
  private static UnaryOperator<byte[]> mutations(Random random, double often) {
    return bytes -> {
      if (bytes.length == 0 || random.nextDouble() >= often) {
        return bytes;
      }
      int at = random.nextInt(bytes.length);
      int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, at);
      switch (random.nextInt(5)) {
        case 0 -> { // flip
          out.write(bytes[at] ^ 1 << random.nextInt(8));
          out.write(bytes, at + 1, bytes.length - at - 1);
        }
        case 1 -> out.write(bytes, at + length, bytes.length - at - length); // cut
        case 2 -> { // lengthen
          byte[] more = new byte[length];
          random.nextBytes(more);
          out.writeBytes(more);
          out.write(bytes, at, bytes.length - at);
        }
        case 3 -> { // repeat
          out.write(bytes, at, length);
          out.write(bytes, at, bytes.length - at);
        }
        default -> { // exchange
          out.write(bytes, at + length, bytes.length - at - length);
          out.write(bytes, at, length);
        }
      }
      return out.toByteArray();
    };
  }

  /** Whatever was left open ends in its time, and nothing is kept. */
  private static void isInOrder(Ends ends, Victim victim, int seed) {
    ends.listener.connection.tick(3 * Ends.TIMEOUT);
    assertThat(ends.listener.events.size()).as("seed %d", seed).isLessThanOrEqualTo(2);
    assertThat(victim.router.topics().size()).isLessThanOrEqualTo(1);
    assertThat(victim.heard).isLessThanOrEqualTo(4);
  }

  @Test
  void a_session_that_is_changed_on_the_wire_goes_on_or_is_closed() {
    int closed = 0;
    for (int seed = 0; seed < SESSIONS; seed++) {
      Random random = new Random(seed);
      Ends ends = new Ends(seed);
      Victim victim = new Victim(ends);
      ends.open();
      UnaryOperator<byte[]> middle = seed == 0 ? bytes -> bytes : mutations(random, 0.3);
      ends.exchange(middle);
      talk(ends);
      ends.exchange(middle);
      isInOrder(ends, victim, seed);
      if (seed == 0) {
        assertThat(victim.heard).as("unchanged, all comes").isEqualTo(4);
        assertThat(victim.identified).isEqualTo(1);
      }
      closed += ends.listener.events.stream().anyMatch(e -> e.startsWith("closed")) ? 1 : 0;
    }
    assertThat(closed).isGreaterThan(SESSIONS / 4);
  }

  @Test
  void a_session_that_is_changed_within_noise_goes_on_or_is_closed() throws Exception {
    int closed = 0;
    int heard = 0;
    for (int seed = 0; seed < SESSIONS; seed++) {
      Random random = new Random(seed);
      Ends ends = new Ends(seed);
      Victim victim = new Victim(ends);
      ends.open(Optional.empty());
      Tunnel toDialer = new Tunnel(false);
      Tunnel toListener = new Tunnel(true);
      UnaryOperator<byte[]> middle = seed == 0 ? bytes -> bytes : mutations(random, 0.3);
      relay(ends, toDialer, toListener, middle);
      talk(ends);
      relay(ends, toDialer, toListener, middle);
      isInOrder(ends, victim, seed);
      if (seed == 0) {
        assertThat(victim.heard).as("unchanged, all comes").isEqualTo(4);
        assertThat(victim.identified).isEqualTo(1);
      }
      heard += victim.heard;
      closed += ends.listener.events.stream().anyMatch(e -> e.startsWith("closed")) ? 1 : 0;
    }
    assertThat(closed).as("closed").isGreaterThan(SESSIONS / 10);
    assertThat(heard).as("messages that came all the same").isGreaterThan(SESSIONS / 2);
  }

  private static void relay(
      Ends ends, Tunnel toDialer, Tunnel toListener, UnaryOperator<byte[]> middle)
      throws MalformedException {
    for (boolean moved = true; moved; ) {
      List<byte[]> fromDialer = pull(ends.dialer);
      List<byte[]> fromListener = pull(ends.listener);
      moved = !fromDialer.isEmpty() || !fromListener.isEmpty();
      for (byte[] bytes : fromDialer) {
        toListener.send(middle.apply(toDialer.receive(bytes)));
      }
      for (byte[] bytes : fromListener) {
        toDialer.send(toListener.receive(bytes));
      }
      byte[] forListener = toListener.pull();
      byte[] forDialer = toDialer.pull();
      moved |= forListener.length > 0 || forDialer.length > 0;
      ends.listener.connection.receive(ByteBuffer.wrap(forListener), ends.now);
      ends.dialer.connection.receive(ByteBuffer.wrap(forDialer), ends.now);
    }
  }

  private static List<byte[]> pull(Ends.End end) {
    List<byte[]> all = new ArrayList<>();
    while (end.connection.hasOutput()) {
      ByteBuffer out = ByteBuffer.allocate(70_000);
      end.connection.pull(out);
      if (out.position() == 0) {
        break;
      }
      all.add(Arrays.copyOf(out.array(), out.position()));
    }
    return all;
  }
}
