package org.vivavoce.signaling.libp2p;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.libp2p.connection.CloseReason;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamEnd;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;
import org.vivavoce.signaling.libp2p.gossipsub.GossipIdentity;
import org.vivavoce.signaling.libp2p.gossipsub.GossipOutput;
import org.vivavoce.signaling.libp2p.gossipsub.GossipParameters;
import org.vivavoce.signaling.libp2p.gossipsub.GossipRouter;
import org.vivavoce.signaling.libp2p.gossipsub.GossipVersion;
import org.vivavoce.signaling.libp2p.identify.Identify;
import org.vivavoce.signaling.libp2p.identify.SignedPeerRecord;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.wire.DelimitedReader;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * A gossip router on a host: a stream to each neighbour for what we say, one from it for what it
 * says, and the heartbeat. On the host's thread, except where it says otherwise.
 */
final class GossipService implements GossipOutput, HostListener {
  private static final Logger LOG = LoggerFactory.getLogger(GossipService.class);
  private static final int MAX_EARLY_RPCS = 64;
  private static final int MAX_EARLY_BYTES = 1 << 20;
  private static final int MAX_STREAM_FAILURES = 5;
  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final int MAX_DIALS = 8;

  /** At which one peer that was handed on is tried. */
  private static final int MAX_ADDRESSES = 8;

  private final Libp2pHost host;
  private final BiConsumer<String, byte[]> delivery;
  private final GossipParameters parameters;
  private final Map<PeerId, Neighbour> neighbours = new LinkedHashMap<>();
  private GossipRouter router;
  private HostLoop.Timer heartbeat;
  private int dials;
  private boolean stopped;

  GossipService(Libp2pHost host, GossipParameters parameters, BiConsumer<String, byte[]> delivery) {
    this.host = host;
    this.parameters = parameters;
    this.delivery = delivery;
  }

  /** From any thread. */
  void start() {
    for (String protocol : GossipVersion.protocols()) {
      host.handle(protocol, stream -> new Ear(stream.peer()));
    }
    host.execute(
        () -> {
          router =
              new GossipRouter(
                  parameters,
                  new GossipIdentity(host.id(), host.key(), host.config().identity()::sign),
                  this,
                  ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now()),
                  new SplittableRandom(ByteBuffer.wrap(host.randomBytes(8)).getLong()),
                  host.now());
          host.addListener(this);
          host.links().peers().forEach(this::onConnected);
          beatLater();
        });
  }

  /** From any thread. */
  void stop() {
    for (String protocol : GossipVersion.protocols()) {
      host.stopHandling(protocol);
    }
    host.removeListener(this);
    host.executeIfOpen(
        () -> {
          stopped = true;
          heartbeat.cancel();
          neighbours.values().forEach(Neighbour::end);
          neighbours.clear();
        });
  }

  GossipRouter router() {
    return router;
  }

  private void beatLater() {
    heartbeat =
        host.schedule(
            Math.max(1, router.deadline() - host.now()),
            () -> {
              router.tick(host.now());
              beatLater();
            });
  }

  void subscribe(String topic) {
    router.subscribe(topic, host.now());
  }

  void unsubscribe(String topic) {
    if (!stopped) {
      router.unsubscribe(topic, host.now());
    }
  }

  void publish(String topic, byte[] message) {
    if (!stopped) {
      router.publish(topic, message);
    }
  }

  @Override
  public void onConnected(PeerId peer) {
    Neighbour neighbour = new Neighbour(peer);
    neighbours.put(peer, neighbour);
    neighbour.open();
  }

  @Override
  public void onIdentified(PeerId peer, Identify identify) {
    router.isAgent(peer, identify.agentVersion());
  }

  @Override
  public void onDisconnected(PeerId peer, CloseReason reason) {
    Neighbour neighbour = neighbours.remove(peer);
    if (neighbour != null) {
      neighbour.end();
    }
    router.removePeer(peer, host.now());
  }

  @Override
  public boolean send(PeerId peer, byte[] rpc) {
    Neighbour neighbour = neighbours.get(peer);
    return neighbour != null
        && neighbour.mouth != null
        && neighbour.mouth.write(DelimitedReader.delimit(rpc));
  }

  @Override
  public void deliver(String topic, PeerId author, byte[] data) {
    delivery.accept(topic, data);
  }

  @Override
  public void connect(SignedPeerRecord record) {
    PeerId peer = record.peer();
    if (peer.equals(host.id())
        || host.links().isConnected(peer)
        || dials >= MAX_DIALS
        || !host.hasRoom()) {
      return;
    }
    List<Multiaddr> addresses =
        record.addresses().stream()
            .filter(address -> address.tcpEndpoint().isPresent())
            .limit(MAX_ADDRESSES)
            .toList();
    if (!addresses.isEmpty()) {
      dials++;
      InTurn.dial(host, peer, addresses, (reached, why) -> dials--);
    }
  }

  @Override
  public byte[] signedRecord(PeerId peer) {
    return host.book().signedRecord(peer);
  }

  /** One neighbour: its streams, and what it said before we could answer. */
  private final class Neighbour implements StreamHandler {
    private final PeerId peer;
    private final ArrayDeque<byte[]> early = new ArrayDeque<>();
    private int earlyBytes;
    private int failures;
    private PeerStream mouth;
    private PeerStream ear;
    private boolean ended;

    Neighbour(PeerId peer) {
      this.peer = peer;
    }

    void open() {
      if (!ended && host.links().open(peer, GossipVersion.protocols(), this).isEmpty()) {
        retry();
      }
    }

    private void retry() {
      if (!ended && ++failures <= MAX_STREAM_FAILURES) {
        host.schedule(RETRY_NANOS * failures, this::open);
      }
    }

    @Override
    public void onOpen(PeerStream stream) {
      if (ended) {
        stream.reset();
        return;
      }
      mouth = stream;
      long now = host.now();
      GossipVersion version = GossipVersion.of(stream.protocol()).orElseThrow();
      router.addPeer(peer, version, host.links().isOutbound(peer), now);
      host.book()
          .identify(peer)
          .ifPresent(identify -> router.isAgent(peer, identify.agentVersion()));
      while (!early.isEmpty()) {
        router.receive(peer, early.remove(), now);
      }
      earlyBytes = 0;
    }

    @Override
    public void onData(PeerStream stream, ByteBuffer data) {
      data.position(data.limit()); // peers speak on streams of their own
    }

    @Override
    public void onReadClosed(PeerStream stream) {
      // It has nothing to say here anyway.
    }

    @Override
    public void onClosed(PeerStream stream, StreamEnd end) {
      mouth = null;
      if (!ended) {
        router.removePeer(peer, host.now());
        if (end != StreamEnd.NOT_SUPPORTED) {
          retry();
        }
      }
    }

    void heard(byte[] rpc) {
      if (mouth != null) {
        router.receive(peer, rpc, host.now());
      } else if (early.size() < MAX_EARLY_RPCS && earlyBytes + rpc.length <= MAX_EARLY_BYTES) {
        early.add(rpc);
        earlyBytes += rpc.length;
      }
    }

    void listen(PeerStream stream) {
      if (ear != null && !ear.isOver()) {
        ear.reset(); // a peer speaks on one stream at a time
      }
      ear = stream;
    }

    void end() {
      ended = true;
      for (PeerStream stream : new PeerStream[] {mouth, ear}) {
        if (stream != null && !stream.isOver()) {
          stream.reset();
        }
      }
    }
  }

  /** What a neighbour says. */
  private final class Ear implements StreamHandler {
    private final PeerId peer;
    private final DelimitedReader reader = new DelimitedReader(GossipParameters.MAX_RPC_LENGTH);

    Ear(PeerId peer) {
      this.peer = peer;
    }

    @Override
    public void onOpen(PeerStream stream) {
      Neighbour neighbour = neighbours.get(peer);
      if (neighbour == null) {
        stream.reset();
      } else {
        neighbour.listen(stream);
      }
    }

    @Override
    public void onData(PeerStream stream, ByteBuffer data) {
      Neighbour neighbour = neighbours.get(peer);
      try {
        for (byte[] rpc : reader.receive(data)) {
          if (neighbour != null) {
            neighbour.heard(rpc);
          }
        }
      } catch (MalformedException e) {
        LOG.debug("{} says what is no RPC: {}", peer, e.getMessage());
        stream.reset();
      }
    }
  }
}
