package org.vivavoce.ice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One allocation on a TURN server (RFC 8656), on a socket of its own, UDP or TCP. On the loop, but
 * for {@link Relay#send}.
 */
final class TurnClient implements UdpPort.Receiver, StreamPort.Receiver {
  private static final int ALLOCATE = 0x0003;
  private static final int REFRESH = 0x0004;
  private static final int SEND_INDICATION = 0x0016;
  private static final int DATA_INDICATION = 0x0017;
  private static final int CREATE_PERMISSION = 0x0008;
  private static final int CHANNEL_BIND = 0x0009;
  private static final int UDP = 17;
  private static final int FIRST_CHANNEL = 0x4000;
  private static final int MAX_PEERS = 256;

  /** Permissions last 5 minutes, channels 10 (RFC 8656 sections 9 and 12). */
  private static final long RENEWAL = TimeUnit.MINUTES.toNanos(4);

  /** Told what came of the allocation; {@link #failed} also when it is lost later. */
  interface Outcome {
    void allocated(LocalPath path);

    void failed(int code, String why);
  }

  /** RFC 8656 section 3.2: an allocation lasts ten minutes unless the server says otherwise. */
  private static final long DEFAULT_LIFETIME_SECONDS = 600;

  private final IoLoop loop;
  private final StunTransactions transactions;
  private final IceSession agent;
  private final IceServer server;
  private final InetSocketAddress to;
  private final int preference;
  private final Outcome outcome;
  private final boolean hideUs;
  private LocalPath port;
  private TurnRequests requests;
  private Relay relay;
  private IoLoop.Timer refresh;
  private IoLoop.Timer renewal;
  private final Set<InetAddress> permitted = new HashSet<>();
  private final Map<InetSocketAddress, Integer> bound = new HashMap<>();
  private final Map<Integer, InetSocketAddress> peers = new HashMap<>();
  private boolean closed;

  private TurnClient(
      IoLoop loop,
      StunTransactions transactions,
      IceSession agent,
      IceServer server,
      InetSocketAddress to,
      int preference,
      boolean hideUs,
      Outcome outcome) {
    this.loop = loop;
    this.transactions = transactions;
    this.agent = agent;
    this.server = server;
    this.to = to;
    this.preference = preference;
    this.hideUs = hideUs;
    this.outcome = outcome;
  }

  static TurnClient open(
      IoLoop loop,
      StunTransactions transactions,
      IceConfig config,
      IceSession agent,
      IceServer server,
      InetSocketAddress to,
      int preference,
      Outcome outcome)
      throws IOException {
    boolean hideUs = config.relayOnly() || config.mdns() == IceMdns.HIDE;
    TurnClient client =
        new TurnClient(loop, transactions, agent, server, to, preference, hideUs, outcome);
    InetAddress from = LocalAddresses.towards(to, config);
    client.port =
        server.transport() == IceServer.Transport.UDP
            ? UdpPort.open(loop, from, preference, config.receiveBufferBytes(), client)
            : StreamPort.open(loop, from, server, to, config.tlsContext().orElse(null), client);
    client.requests = new TurnRequests(transactions, agent, server, client.port, to);
    return client;
  }

  /** Over UDP at once, over TCP once there is a connection. */
  void start() {
    if (!port.isReliable()) {
      allocate();
    }
  }

  @Override
  public void onOpen() {
    allocate();
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    cancelTimers();
    if (relay != null) {
      // Gives the allocation back; if this is lost it expires by itself.
      requests.sendOnce(REFRESH, it -> it.uint32(StunMessage.LIFETIME, 0));
    }
    port.close();
  }

  private void cancelTimers() {
    if (refresh != null) {
      refresh.cancel();
    }
    if (renewal != null) {
      renewal.cancel();
    }
  }

  private void fail(int code, String why) {
    if (!closed) {
      closed = true;
      cancelTimers();
      port.close();
      outcome.failed(code, why);
      if (relay != null) {
        agent.onPathDead(relay, new IOException(why));
      }
    }
  }

  private void allocate() {
    requests.send(
        ALLOCATE,
        it -> it.uint32(StunMessage.REQUESTED_TRANSPORT, UDP << 24),
        3,
        this::allocated,
        this::fail);
  }

  private void allocated(StunMessage response) {
    InetSocketAddress relayed = response.xorAddress(StunMessage.XOR_RELAYED_ADDRESS);
    InetSocketAddress mapped = response.xorAddress(StunMessage.XOR_MAPPED_ADDRESS);
    if (relayed == null || mapped == null || relayed.getPort() == 0) {
      fail(IceCandidateError.UNREACHABLE, "answers without a relayed address");
      return;
    }
    relay =
        new Relay(
            Candidates.relayed(relayed, hideUs ? null : mapped, to.getAddress(), preference),
            relayed);
    scheduleRefresh(response);
    renewal = loop.schedule(RENEWAL, this::renew);
    outcome.allocated(relay);
  }

  private void scheduleRefresh(StunMessage response) {
    boolean told = response.has(StunMessage.LIFETIME);
    long lifetime = told ? response.uint32(StunMessage.LIFETIME) : DEFAULT_LIFETIME_SECONDS;
    long seconds = Math.max(2, lifetime);
    refresh =
        loop.schedule(
            TimeUnit.SECONDS.toNanos(Math.max(seconds - 60, seconds / 2)),
            () -> requests.send(REFRESH, it -> {}, 3, this::scheduleRefresh, this::fail));
  }

  private void renew() {
    permitted.forEach(this::createPermission);
    bound.forEach(this::bindChannel);
    renewal = loop.schedule(RENEWAL, this::renew);
  }

  private void permit(InetAddress peer) {
    boolean sameFamily =
        peer.getAddress().length == relay.address().getAddress().getAddress().length;
    if (sameFamily && permitted.size() < MAX_PEERS && permitted.add(peer)) {
      createPermission(peer);
    }
  }

  private void createPermission(InetAddress peer) {
    requests.send(
        CREATE_PERMISSION,
        it -> it.xorAddress(StunMessage.XOR_PEER_ADDRESS, new InetSocketAddress(peer, 0)),
        2,
        it -> {},
        // The server forbids this peer; its pairs will fail.
        (code, why) -> agent.relayProblem(server, "no permission for a peer: " + why));
  }

  private void bind(InetSocketAddress peer) {
    if (!bound.containsKey(peer) && bound.size() < MAX_PEERS) {
      int channel = FIRST_CHANNEL + bound.size();
      bound.put(peer, channel);
      peers.put(channel, peer);
      bindChannel(peer, channel);
    }
  }

  private void bindChannel(InetSocketAddress peer, int channel) {
    requests.send(
        CHANNEL_BIND,
        it -> {
          it.uint32(StunMessage.CHANNEL_NUMBER, (long) channel << 16);
          it.xorAddress(StunMessage.XOR_PEER_ADDRESS, peer);
        },
        2,
        it -> relay.channels.put(peer, channel),
        (code, why) -> relay.channels.remove(peer)); // Send indications work too
  }

  // ---- from the server

  @Override
  public void onDatagram(
      UdpPort from, InetSocketAddress source, ByteBuffer packet, long arrivalNanos) {
    if (source.equals(to)) {
      onMessage(packet, arrivalNanos);
    } else {
      agent.counters().foreignDropped.increment();
    }
  }

  @Override
  public void onMessage(ByteBuffer packet, long arrivalNanos) {
    if (packet.remaining() < 4 || closed) {
      agent.counters().unknownDropped.increment();
      return;
    }
    int first = packet.get(packet.position());
    if (first >= 64 && first < 80) {
      onChannelData(packet, arrivalNanos);
      return;
    }
    StunMessage message = StunMessage.parse(packet);
    if (message == null) {
      agent.counters().stunMalformed.increment();
    } else if (message.isResponse()) {
      if (!transactions.onResponse(port, to, message, arrivalNanos)) {
        agent.counters().stunUnmatched.increment();
      }
    } else if (message.type() == DATA_INDICATION && relay != null) {
      InetSocketAddress peer = message.xorAddress(StunMessage.XOR_PEER_ADDRESS);
      if (peer == null || !message.slice(StunMessage.DATA, packet)) {
        agent.counters().stunMalformed.increment();
      } else {
        agent.onRelayed(relay, peer, packet, arrivalNanos);
      }
    } else {
      agent.counters().stunMalformed.increment();
    }
  }

  /**
   * RFC 8656 section 12.4.
   *
   * <pre>
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * |         Channel Number        |            Length             |
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * </pre>
   */
  private void onChannelData(ByteBuffer packet, long arrivalNanos) {
    int channel = packet.getShort() & 0xFFFF;
    int length = packet.getShort() & 0xFFFF;
    InetSocketAddress peer = peers.get(channel);
    if (peer == null || length > packet.remaining() || relay == null) {
      agent.counters().unknownDropped.increment();
      return;
    }
    packet.limit(packet.position() + length);
    agent.onRelayed(relay, peer, packet, arrivalNanos);
  }

  @Override
  public void onDead(UdpPort dead, IOException cause) {
    fail(IceCandidateError.UNREACHABLE, "the socket failed: " + cause.getMessage());
  }

  @Override
  public void onDead(String why) {
    fail(IceCandidateError.UNREACHABLE, why);
  }

  /** The relayed address as a way out. */
  private final class Relay extends LocalPath {
    private final Map<InetSocketAddress, Integer> channels = new ConcurrentHashMap<>();
    private ByteBuffer frame = ByteBuffer.allocate(2048); // guarded by this

    Relay(IceCandidate candidate, InetSocketAddress address) {
      super(candidate, address);
    }

    @Override
    boolean send(ByteBuffer packet, InetSocketAddress peer) {
      Integer channel = channels.get(peer);
      if (channel == null) {
        return sendIndication(packet, peer);
      }
      int position = packet.position();
      synchronized (this) {
        int length = packet.remaining();
        int padding = port.isReliable() ? -length & 3 : 0; // section 12.5
        if (frame.capacity() < 4 + length + padding) {
          frame = ByteBuffer.allocate(4 + length + padding);
        }
        frame.clear().putShort(channel.shortValue()).putShort((short) length).put(packet);
        for (int i = 0; i < padding; i++) {
          frame.put((byte) 0);
        }
        frame.flip();
        if (port.send(frame, to)) {
          return true;
        }
      }
      packet.position(position);
      return false;
    }

    private boolean sendIndication(ByteBuffer packet, InetSocketAddress peer) {
      byte[] data = new byte[packet.remaining()];
      packet.get(packet.position(), data);
      StunWriter indication =
          new StunWriter(SEND_INDICATION, TransactionId.random(), data.length + 128);
      indication.xorAddress(StunMessage.XOR_PEER_ADDRESS, peer).bytes(StunMessage.DATA, data);
      if (!port.send(indication.finish(), to)) {
        return false;
      }
      packet.position(packet.limit());
      return true;
    }

    @Override
    void learn(InetSocketAddress remote, PairRecord pair) {
      super.learn(remote, pair);
      permit(remote.getAddress());
    }

    @Override
    void expect(InetSocketAddress remote) {
      permit(remote.getAddress());
    }

    @Override
    void selected(InetSocketAddress remote) {
      bind(remote);
    }

    @Override
    void close() {
      TurnClient.this.close();
    }
  }
}
