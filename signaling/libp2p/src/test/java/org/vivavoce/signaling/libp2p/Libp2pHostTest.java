package org.vivavoce.signaling.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.connection.CloseReason;
import org.vivavoce.signaling.libp2p.connection.CloseReason.Kind;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamEnd;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

@Timeout(60)
class Libp2pHostTest {
  private static final Multiaddr ANY_PORT = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");

  private final List<Libp2pHost> hosts = new ArrayList<>();

  private Libp2pHost host(Libp2pConfig config) throws IOException {
    Libp2pHost host = Libp2pHost.create(config);
    hosts.add(host);
    return host;
  }

  private Libp2pHost host() throws IOException {
    return host(config());
  }

  private static Libp2pConfig config() {
    return Libp2pConfig.of(Identity.generate()).listeningAt(ANY_PORT);
  }

  @AfterEach
  void closeAll() {
    hosts.forEach(Libp2pHost::close);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static Kind failure(CompletableFuture<?> future) throws Exception {
    try {
      get(future);
    } catch (ExecutionException e) {
      assertThat(e).cause().isInstanceOf(DialException.class).hasMessageContaining(" ");
      return ((DialException) e.getCause()).reason().kind();
    }
    throw new AssertionError("it did not fail");
  }

  /** Arrivals and departures at a host. */
  private static BlockingQueue<String> events(Libp2pHost host) {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    host.addListener(
        new HostListener() {
          @Override
          public void onConnected(PeerId peer) {
            events.add("+" + peer);
          }

          @Override
          public void onDisconnected(PeerId peer, CloseReason reason) {
            events.add("-" + peer + " " + reason.kind());
          }
        });
    return events;
  }

  private static String next(BlockingQueue<String> events) throws InterruptedException {
    return events.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void two_hosts_find_each_other_ping_and_hear_of_it() throws Exception {
    Libp2pHost a = host();
    Libp2pHost b = host();
    BlockingQueue<String> atA = events(a);
    BlockingQueue<String> atB = events(b);

    assertThat(get(a.dial(b.addresses().get(0)))).isEqualTo(b.id());
    assertThat(next(atA)).isEqualTo("+" + b.id());
    assertThat(next(atB)).isEqualTo("+" + a.id());
    assertThat(a.peers()).containsExactly(b.id());
    assertThat(get(a.ping(b.id()))).isPositive();
    assertThat(get(b.ping(a.id()))).isPositive();
    assertThat(get(a.dial(b.addresses().get(0)))).as("again: the same").isEqualTo(b.id());
    assertThat(get(a.stats()).dialed()).isEqualTo(1);

    a.close();
    assertThat(next(atB)).startsWith("-" + a.id());
    assertThat(b.peers()).isEmpty();
  }

  @Test
  void an_application_shares_the_host_for_protocols_of_its_own() throws Exception {
    Libp2pHost a = host();
    Libp2pHost b = host();
    CompletableFuture<String> heard = new CompletableFuture<>();
    b.handle(
        "/shout/1.0.0",
        stream ->
            new StreamHandler() {
              private final StringBuilder text = new StringBuilder();

              @Override
              public void onData(PeerStream on, ByteBuffer data) {
                text.append(StandardCharsets.US_ASCII.decode(data));
              }

              @Override
              public void onReadClosed(PeerStream on) {
                heard.complete(on.peer() + " " + text);
                on.closeWrite();
              }
            });
    assertThatThrownBy(() -> b.handle("/shout/1.0.0", stream -> null))
        .isInstanceOf(IllegalStateException.class);
    get(a.dial(b.addresses().get(0)));
    CompletableFuture<StreamEnd> end = new CompletableFuture<>();
    StreamHandler ours =
        new StreamHandler() {
          @Override
          public void onData(PeerStream stream, ByteBuffer data) {
            data.position(data.limit());
          }

          @Override
          public void onClosed(PeerStream stream, StreamEnd how) {
            end.complete(how);
          }
        };
    PeerStream stream = get(a.open(b.id(), List.of("/shout/2.0.0", "/shout/1.0.0"), ours));
    assertThat(stream.protocol()).isEqualTo("/shout/1.0.0");
    a.execute(
        () -> {
          stream.write("hello".getBytes(StandardCharsets.US_ASCII));
          stream.closeWrite();
        });
    assertThat(get(heard)).isEqualTo(a.id() + " hello");
    assertThat(get(end)).isEqualTo(StreamEnd.CLOSED);

    b.stopHandling("/shout/1.0.0");
    assertThat(failure(a.open(b.id(), List.of("/shout/1.0.0"), ours)))
        .isEqualTo(Kind.NOTHING_IN_COMMON);
  }

  @Test
  void a_dial_that_fails_says_why() throws Exception {
    Libp2pHost a = host();
    Libp2pHost b = host();
    Multiaddr there = b.addresses().get(0);
    PeerId other = PeerId.of(Identity.generate().did());

    assertThat(failure(a.dial(there.withPeerId(other)))).isEqualTo(Kind.WRONG_PEER);
    assertThat(failure(a.dial(a.addresses().get(0).withoutPeerId()))).isEqualTo(Kind.WRONG_PEER);
    assertThat(failure(a.dial(Multiaddr.parse("/ip4/127.0.0.1/udp/1/quic-v1"))))
        .isEqualTo(Kind.UNREACHABLE);
    assertThat(failure(a.ping(other))).isEqualTo(Kind.UNREACHABLE);
    b.close();
    assertThat(failure(a.dial(there))).isEqualTo(Kind.UNREACHABLE);
    a.close();
    assertThatThrownBy(() -> a.dial(there)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_name_is_looked_up() throws Exception {
    Libp2pHost a = host();
    Libp2pHost b = host();
    int port = b.addresses().get(0).tcpEndpoint().orElseThrow().port();
    assertThat(get(a.dial(Multiaddr.parse("/dns4/localhost/tcp/" + port)))).isEqualTo(b.id());
    assertThat(failure(a.dial(Multiaddr.parse("/dns4/no-such-name.invalid/tcp/" + port))))
        .isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void an_end_that_accepts_and_says_nothing_is_given_up() throws Exception {
    Libp2pHost a = host(config().withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(200)));
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(failure(a.dial(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + silent.getLocalPort()))))
          .isEqualTo(Kind.HANDSHAKE_TIMEOUT);
    }
    try (Socket socket = connect(a)) {
      drain(socket.getInputStream()); // ends because the host hangs up on one that says nothing
    }
    assertThat(get(a.stats()).failedHandshakes()).isEqualTo(2);
    assertThat(get(a.stats()).connections()).isZero();
  }

  private static Socket connect(Libp2pHost host) throws IOException {
    return new Socket(
        InetAddress.getLoopbackAddress(),
        host.addresses().get(0).tcpEndpoint().orElseThrow().port());
  }

  private static int drain(InputStream in) {
    try {
      return in.readAllBytes().length;
    } catch (IOException e) {
      return -1; // a reset is an end too
    }
  }

  @Test
  void garbage_is_hung_up_on_and_counted_and_others_are_served() throws Exception {
    Libp2pHost a = host();
    Random random = new Random(12);
    for (int i = 0; i < 50; i++) {
      byte[] garbage = new byte[1 + random.nextInt(10_000)];
      random.nextBytes(garbage);
      garbage[0] = 5; // a message of five bytes that is none
      try (Socket socket = connect(a)) {
        try {
          socket.getOutputStream().write(garbage);
          socket.getOutputStream().write(new byte[100]);
        } catch (IOException e) {
          assertThat(e).hasMessageMatching("(?i).*(pipe|reset).*"); // hung up on while we spoke
        }
        drain(socket.getInputStream());
      }
    }
    assertThat(get(host().dial(a.addresses().get(0)))).isEqualTo(a.id());
    HostStats stats = get(a.stats());
    assertThat(stats.violations()).isEqualTo(50);
    assertThat(stats.connections()).isEqualTo(1);
  }

  @Test
  void there_are_never_more_connections_than_allowed() throws Exception {
    Libp2pHost a = host(config().withMaxConnections(3));
    Multiaddr there = a.addresses().get(0);
    for (int i = 0; i < 3; i++) {
      get(host().dial(there));
    }
    assertThat(failure(host().dial(there))).isEqualTo(Kind.REMOTE);
    assertThat(failure(a.dial(host().addresses().get(0)))).isEqualTo(Kind.TOO_MANY);
    HostStats stats = get(a.stats());
    assertThat(stats.connections()).isEqualTo(3);
    assertThat(stats.refused()).isEqualTo(1);
  }

  @Test
  void one_address_cannot_take_all_connections() throws Exception {
    Libp2pHost a = host(config().withMaxConnectionsPerAddress(2));
    Multiaddr there = a.addresses().get(0);
    for (int i = 0; i < 2; i++) {
      get(host().dial(there));
    }
    assertThat(failure(host().dial(there))).isEqualTo(Kind.REMOTE);
    assertThat(get(a.stats()).refused()).isEqualTo(1);
    get(a.dial(host().addresses().get(0))); // our own are not counted
    PeerId first = a.peers().iterator().next();
    BlockingQueue<String> events = events(a);
    a.disconnect(first);
    assertThat(next(events)).startsWith("-" + first);
  }

  @Test
  void a_kept_connection_comes_back_when_the_peer_does() throws Exception {
    Libp2pHost a = host(config().reconnecting(Duration.ofMillis(20), Duration.ofMillis(100)));
    BlockingQueue<String> events = events(a);
    Libp2pConfig config = config();
    Libp2pHost b = Libp2pHost.create(config);
    Multiaddr there = b.addresses().get(0);
    AutoCloseable kept = a.keepConnected(there);
    assertThat(next(events)).isEqualTo("+" + b.id());
    b.close();
    assertThat(next(events)).startsWith("-" + b.id());

    Libp2pHost again = host(config.listeningAt(there.withoutPeerId()));
    assertThat(next(events)).isEqualTo("+" + again.id());
    kept.close();
    again.close();
    assertThat(next(events)).startsWith("-" + again.id());
    assertThat(events.poll(300, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void listening_at_a_wildcard_gives_the_addresses_of_every_interface_loopback_too()
      throws Exception {
    Libp2pHost a =
        host(
            Libp2pConfig.of(Identity.generate())
                .listeningAt(Multiaddr.parse("/ip4/0.0.0.0/tcp/0")));
    assertThat(a.addresses())
        .anySatisfy(address -> assertThat(address.toString()).startsWith("/ip4/127.0.0.1/tcp/"))
        .allSatisfy(address -> assertThat(address.peerId()).contains(a.id()));
  }

  @Test
  void what_cannot_be_listened_at_is_refused() throws Exception {
    Libp2pConfig plain = Libp2pConfig.of(Identity.generate());
    for (String wrong :
        List.of("/dns4/localhost/tcp/1", "/ip4/127.0.0.1/udp/1", Multiaddr.EXAMPLE)) {
      assertThatThrownBy(() -> plain.listeningAt(Multiaddr.parse(wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Libp2pHost a = host();
    Multiaddr taken = a.addresses().get(0).withoutPeerId();
    assertThatThrownBy(() -> Libp2pHost.create(plain.listeningAt(taken)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void closing_leaves_no_thread_and_no_socket() throws Exception {
    Libp2pHost a = host();
    int port = a.addresses().get(0).tcpEndpoint().orElseThrow().port();
    get(host().dial(a.addresses().get(0)));
    hosts.forEach(Libp2pHost::close);
    a.close();
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("vivavoce-libp2p-\\d+")))
        .isEmpty();
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(free.isBound()).isTrue();
    }
  }
}
