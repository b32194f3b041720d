package org.vivavoce.signaling.libp2p;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.connection.CloseReason;
import org.vivavoce.signaling.libp2p.connection.CloseReason.Kind;
import org.vivavoce.signaling.libp2p.connection.Connection;
import org.vivavoce.signaling.libp2p.connection.ConnectionListener;
import org.vivavoce.signaling.libp2p.connection.ConnectionParameters;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;
import org.vivavoce.signaling.libp2p.identify.Identify;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.noise.NoiseIdentity;
import org.vivavoce.signaling.libp2p.ping.PingCaller;
import org.vivavoce.signaling.libp2p.ping.PingResponder;
import org.vivavoce.signaling.libp2p.yamux.YamuxLimits;

/**
 * A member of a libp2p network: dials and accepts peers over TCP, knows them by their keys, and
 * opens streams to them. It answers ping and identify by itself; everything else is a protocol that
 * somebody puts on it, {@link Libp2pPubSub} for one. Shared: an application goes on using the host
 * that it lends to others.
 *
 * <pre>{@code
 * Libp2pConfig config =
 *     Libp2pConfig.of(identity).listeningAt(Multiaddr.parse("/ip4/0.0.0.0/tcp/4001"));
 * try (Libp2pHost host = Libp2pHost.create(config)) {
 *   PeerId peer = host.dial(Multiaddr.parse("/ip4/192.0.2.1/tcp/4001/p2p/12D3KooW...")).get();
 *   Duration roundTrip = host.ping(peer).get();
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> One daemon of its own, {@code vivavoce-libp2p-N}, and for moments one that
 * looks names up. All methods are safe from any thread and none blocks, but {@link #create}, which
 * binds, and {@link #close}, which waits for the thread. Futures complete, and listeners and stream
 * handlers are called, on the host's thread: they must not block it.
 *
 * <p><b>Errors.</b> Whatever peers send costs them their stream or connection and is counted
 * ({@link #stats}). A failed future holds a {@link DialException}.
 */
public final class Libp2pHost implements AutoCloseable {
  /** What peers are told that our network is. */
  private static final String PROTOCOL_VERSION = "vivavoce/1.0.0";

  private static final Logger LOG = LoggerFactory.getLogger(Libp2pHost.class);

  /** Connections that are left for those who dial us. */
  private static final int SPARE_CONNECTIONS = 32;

  private final Libp2pConfig config;
  private final PeerId id;
  private final PublicKey key;
  private final NoiseIdentity noise;
  private final SecureRandom random = new SecureRandom();
  private final HostLoop loop;
  private final Links links;
  private final Dialer dialer;
  private final Listeners listeners;
  private final SelfDescription self;
  private final LocalPeers localPeers;
  private final Map<String, Function<PeerStream, StreamHandler>> protocols =
      new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<HostListener> hostListeners = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  // All below belongs to the loop's thread.
  private final PeerBook book = new PeerBook();
  private final Set<KeptConnection> kept = new LinkedHashSet<>();
  private final HostCounters counters = new HostCounters();
  private int dialing;

  private Libp2pHost(Libp2pConfig config) throws IOException {
    this.config = config;
    Identity identity = config.identity();
    key = PublicKey.ofEd25519(identity.did().keyBytes());
    id = PeerId.of(key);
    noise = NoiseIdentity.create(key, identity::sign, randomBytes(32));
    loop = new HostLoop();
    links = new Links(loop);
    dialer = new Dialer(loop, config.dialTimeout().toNanos());
    listeners = new Listeners(loop, this::accepted);
    localPeers = new LocalPeers(this);
    self = new SelfDescription(this, PROTOCOL_VERSION, config.agentVersion());
    protocols.put(PingResponder.PROTOCOL, stream -> new PingResponder());
    self.answer(protocols);
  }

  /**
   * Makes a host and begins to listen.
   *
   * @throws IOException if an address cannot be listened at, or none of the interfaces on which
   *     peers are to be looked for can be used
   */
  public static Libp2pHost create(Libp2pConfig config) throws IOException {
    Libp2pHost host = new Libp2pHost(config);
    try {
      for (Multiaddr address : config.listen()) {
        host.listeners.open(address);
      }
      host.localPeers.open(host.loop, config.localDiscovery());
    } catch (IOException e) {
      host.loop.start();
      host.close();
      throw e;
    }
    host.loop.start();
    return host;
  }

  /** Who this host is, to other peers. */
  public PeerId id() {
    return id;
  }

  /** How it was made. */
  public Libp2pConfig config() {
    return config;
  }

  /**
   * Every address at which it can be dialed, ending in its peer id: where it listens at a wildcard,
   * all addresses of this machine's interfaces, loopback included.
   */
  public List<Multiaddr> addresses() {
    return listeners.addresses().stream().map(address -> address.withPeerId(id)).toList();
  }

  /** The peers with a connection now. */
  public Set<PeerId> peers() {
    return links.peers();
  }

  /**
   * Connects to a peer, or finds that it is connected.
   *
   * @param address plain TCP; with a peer id at its end nobody else will do
   * @return who is there; fails with a {@link DialException}
   */
  public CompletableFuture<PeerId> dial(Multiaddr address) {
    return onLoop(
        future ->
            dialOnLoop(
                address,
                (peer, why) -> {
                  if (peer == null) {
                    future.completeExceptionally(new DialException(why));
                  } else {
                    future.complete(peer);
                  }
                }));
  }

  /**
   * Keeps a connection to an address: dials it until it succeeds, and again whenever it is lost.
   *
   * @return ends that, and leaves the connection as it is
   */
  public AutoCloseable keepConnected(Multiaddr address) {
    requireOpen();
    KeptConnection connection = new KeptConnection(this, address);
    loop.execute(
        () -> {
          kept.add(connection);
          connection.dial();
        });
    return () ->
        loop.execute(
            () -> {
              connection.end();
              kept.remove(connection);
            });
  }

  /**
   * Sends 32 bytes there and back.
   *
   * @param peer a connected one
   * @return how long it took; fails with a {@link DialException}
   */
  public CompletableFuture<Duration> ping(PeerId peer) {
    return onLoop(
        future -> {
          long[] sentAt = {0};
          PingCaller caller =
              new PingCaller(
                  randomBytes(PingResponder.LENGTH),
                  () -> sentAt[0] = loop.now(),
                  echoed -> {
                    if (echoed) {
                      future.complete(Duration.ofNanos(loop.now() - sentAt[0]));
                    } else {
                      future.completeExceptionally(
                          DialException.of(Kind.UNRESPONSIVE, peer + " did not echo the ping"));
                    }
                  });
          if (links.open(peer, List.of(PingResponder.PROTOCOL), caller).isEmpty()) {
            future.completeExceptionally(
                DialException.of(Kind.UNREACHABLE, "there is no connection to " + peer));
          }
        });
  }

  /**
   * Opens a stream to a connected peer.
   *
   * @param peer a connected one
   * @param proposals protocols, the most wanted first
   * @param handler hears of the stream
   * @return the stream once its protocol is agreed upon; fails with a {@link DialException}
   */
  public CompletableFuture<PeerStream> open(
      PeerId peer, List<String> proposals, StreamHandler handler) {
    return onLoop(
        future -> {
          StreamHandler told = new FutureStream(handler, future);
          if (links.open(peer, proposals, told).isEmpty()) {
            future.completeExceptionally(
                DialException.of(Kind.UNREACHABLE, "no stream can be opened to " + peer));
          }
        });
  }

  /**
   * Takes streams of a protocol; peers that are connected are told.
   *
   * @param protocol a name like {@code /example/1.0.0}
   * @param handlers makes the handler of each stream
   * @throws IllegalStateException if somebody takes it already
   */
  public void handle(String protocol, Function<PeerStream, StreamHandler> handlers) {
    requireOpen();
    if (protocols.putIfAbsent(protocol, Objects.requireNonNull(handlers)) != null) {
      throw new IllegalStateException(protocol + " is handled already");
    }
    loop.execute(self::push);
  }

  /** Takes streams of a protocol no more; those that are open go on. */
  public void stopHandling(String protocol) {
    if (protocols.remove(protocol) != null) {
      loop.execute(self::push);
    }
  }

  /** Hears of peers from now on; {@link #peers} tells of those who were there before. */
  public void addListener(HostListener listener) {
    hostListeners.add(listener);
  }

  /** Hears no more. */
  public void removeListener(HostListener listener) {
    hostListeners.remove(listener);
  }

  /** What a peer said of itself, if it is connected and has. */
  public CompletableFuture<Optional<Identify>> identify(PeerId peer) {
    return onLoop(future -> future.complete(book.identify(peer)));
  }

  /** Ends all connections with a peer; one that is kept is dialed again later. */
  public void disconnect(PeerId peer) {
    loop.execute(() -> disconnectOnLoop(peer, new CloseReason(Kind.LOCAL, "closed by us")));
  }

  void disconnectOnLoop(PeerId peer, CloseReason reason) {
    links.to(peer).forEach(link -> link.connection().close(reason));
  }

  /** The counters. */
  public CompletableFuture<HostStats> stats() {
    return onLoop(future -> future.complete(counters.snapshot(links.size())));
  }

  /**
   * Does something on the host's thread, later.
   *
   * @throws IllegalStateException if the host is closed
   */
  public void execute(Runnable task) {
    requireOpen();
    loop.execute(task);
  }

  /** The same, and nothing if the host is closed. */
  void executeIfOpen(Runnable task) {
    loop.execute(task);
  }

  private <T> CompletableFuture<T> onLoop(java.util.function.Consumer<CompletableFuture<T>> step) {
    CompletableFuture<T> future = new CompletableFuture<>();
    if (closed || !loop.execute(() -> step.accept(future))) {
      throw new IllegalStateException("the host is closed");
    }
    return future;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the host is closed");
    }
  }

  byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  HostLoop.Timer schedule(long delayNanos, Runnable action) {
    return loop.schedule(delayNanos, action);
  }

  long now() {
    return loop.now();
  }

  Links links() {
    return links;
  }

  PeerBook book() {
    return book;
  }

  PublicKey key() {
    return key;
  }

  Set<String> protocolNames() {
    return new java.util.TreeSet<>(protocols.keySet());
  }

  /** Whether we may dial somebody without being told to: some connections are left for callers. */
  boolean hasRoom() {
    int most = config.maxConnections();
    return most - links.size() - dialing > Math.min(SPARE_CONNECTIONS, most / 2);
  }

  long reconnectDelayNanos(int failures) {
    long most = config.reconnectMost().toNanos();
    long delay = config.reconnectFirst().toNanos();
    for (int i = 0; i < failures && delay < most; i++) {
      delay *= 2;
    }
    long half = Math.min(delay, most) / 2;
    return half + (long) (random.nextDouble() * half);
  }

  /** The result is a peer, or null and why not. */
  void dialOnLoop(Multiaddr address, BiConsumer<PeerId, CloseReason> then) {
    Optional<PeerId> expected = address.peerId();
    if (expected.isPresent() && links.isConnected(expected.get())) {
      then.accept(expected.get(), null);
      return;
    }
    if (links.size() + dialing >= config.maxConnections()) {
      then.accept(
          null, new CloseReason(Kind.TOO_MANY, "there are " + links.size() + " connections"));
      return;
    }
    dialing++;
    dialer.dial(
        address,
        new Dialer.Outcome() {
          @Override
          public void connected(SocketChannel channel) {
            dialing--;
            counters.dialed++;
            begin(channel, true, expected, then);
          }

          @Override
          public void failed(String why) {
            dialing--;
            then.accept(null, new CloseReason(Kind.UNREACHABLE, why));
          }
        });
  }

  private void accepted(SocketChannel channel) throws IOException {
    if (links.size() + dialing >= config.maxConnections()
        || links.acceptedFrom(remote(channel)) >= config.maxConnectionsPerAddress()) {
      counters.refused++;
      channel.close();
      return;
    }
    counters.accepted++;
    begin(channel, false, Optional.empty(), (peer, why) -> {});
  }

  /** An accepted channel has a remote address, or is closed already, which throws. */
  private static byte[] remote(SocketChannel channel) throws IOException {
    return ((InetSocketAddress) channel.getRemoteAddress()).getAddress().getAddress();
  }

  private void begin(
      SocketChannel channel,
      boolean initiator,
      Optional<PeerId> expected,
      BiConsumer<PeerId, CloseReason> then) {
    TcpLink link;
    try {
      link = new TcpLink(loop, channel);
    } catch (IOException e) {
      then.accept(null, new CloseReason(Kind.UNREACHABLE, String.valueOf(e.getMessage())));
      return; // the peer was gone before we looked
    }
    ConnectionParameters parameters =
        new ConnectionParameters(
            initiator,
            id,
            noise,
            randomBytes(32),
            expected,
            name -> Optional.ofNullable(protocols.get(name)),
            YamuxLimits.defaults(),
            config.handshakeTimeout().toNanos());
    links.add(link);
    link.run(
        new Connection(
            parameters, new LinkEvents(link, then), () -> links.outputReady(link), loop.now()));
    links.outputReady(link);
  }

  /** What a connection tells, and the result of the dial that it came from. */
  private final class LinkEvents implements ConnectionListener {
    private final TcpLink link;
    private BiConsumer<PeerId, CloseReason> then;

    LinkEvents(TcpLink link, BiConsumer<PeerId, CloseReason> then) {
      this.link = link;
      this.then = then;
    }

    @Override
    public void onEstablished(Connection connection) {
      PeerId peer = connection.remotePeer();
      boolean first = links.established(link, peer);
      if (connection.isInitiator()) {
        book.addAddresses(peer, List.of(link.remoteAddress()));
      }
      self.ask(link);
      if (first) {
        tell(listener -> listener.onConnected(peer));
      }
      BiConsumer<PeerId, CloseReason> dial = then;
      then = null;
      dial.accept(peer, null);
    }

    @Override
    public void onClosed(Connection connection, CloseReason reason) {
      boolean last = links.remove(link);
      counters.closed(reason.kind(), then != null);
      loop.execute(link::finish);
      if (then != null) {
        then.accept(null, reason);
        return;
      }
      PeerId peer = connection.remotePeer();
      LOG.debug("the connection with {} ended: {}", peer, reason);
      if (last) {
        tell(listener -> listener.onDisconnected(peer, reason));
        List.copyOf(kept).forEach(each -> each.lost(peer));
        localPeers.lost(peer);
      }
    }
  }

  void tell(java.util.function.Consumer<HostListener> event) {
    for (HostListener listener : hostListeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.warn("a listener of the host failed; it goes on", e);
      }
    }
  }

  /**
   * Says goodbye to all peers and ends. Futures that are not done fail. Waits up to five seconds
   * for the host's thread, unless called by it. Closing again does nothing.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    CompletableFuture<Void> said = new CompletableFuture<>();
    Runnable end =
        () -> {
          kept.forEach(KeptConnection::end);
          kept.clear();
          localPeers.close();
          for (TcpLink link : links.all()) {
            link.connection().close(new CloseReason(Kind.LOCAL, "the host is closed"));
            link.finish();
          }
          said.complete(null);
        };
    if (loop.isCurrent()) {
      end.run();
    } else if (loop.execute(end)) {
      await(said);
    }
    listeners.close();
    dialer.close();
    loop.stop();
  }

  private static void await(CompletableFuture<Void> said) {
    try {
      said.get(5, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.warn("the host did not come to an end in order", e);
    }
  }

  /** For tests: something of the loop's state. */
  <T> T onLoopNow(Supplier<T> state) {
    CompletableFuture<T> future = onLoop(result -> result.complete(state.get()));
    return future.join();
  }
}
