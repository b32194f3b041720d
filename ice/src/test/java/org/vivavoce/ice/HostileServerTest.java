package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TURN servers over TCP and TLS that do what they should not. */
class HostileServerTest {
  /** What the server does with a connection. */
  private interface Behaviour {
    void with(InputStream in, OutputStream out) throws IOException;
  }

  private static final class Server implements AutoCloseable {
    private final ServerSocket listening;
    private final Thread thread;

    Server(Behaviour behaviour) throws IOException {
      listening = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
      thread =
          new Thread(
              () -> {
                try (Socket socket = listening.accept()) {
                  behaviour.with(socket.getInputStream(), socket.getOutputStream());
                } catch (IOException e) {
                  // The client has gone, or the test has ended.
                }
              },
              "hostile-server");
      thread.start();
    }

    IceConfig config(IceServer.Transport transport) {
      IceServer server =
          new IceServer(
              IceServer.Kind.TURN, transport, "127.0.0.1", listening.getLocalPort(), "u", "p");
      return Peer.LOOPBACK.toBuilder()
          .iceServers(List.of(server))
          .relayOnly(true)
          .gatheringTimeout(Duration.ofMillis(500))
          .build();
    }

    @Override
    public void close() throws IOException {
      listening.close();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String outcome(Behaviour behaviour, IceServer.Transport transport)
      throws Exception {
    try (Server server = new Server(behaviour)) {
      try (Peer a = new Peer(server.config(transport))) {
        a.agent.gather();
        IceFailure failure = a.failed.get(10, TimeUnit.SECONDS);
        assertThat(failure).isInstanceOf(IceFailure.GatheringFailed.class);
        return failure.message();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = IceServer.Transport.class,
      names = {"TCP", "TLS"})
  void garbage_ends_the_connection_with_a_reason(IceServer.Transport transport) throws Exception {
    Behaviour garbage =
        (in, out) -> {
          in.read();
          byte[] bytes = new byte[100_000];
          new Random(1).nextBytes(bytes);
          bytes[0] = (byte) 0xFF;
          out.write(bytes);
          in.transferTo(OutputStream.nullOutputStream());
        };
    String message = outcome(garbage, transport);
    assertThat(message)
        .contains(transport == IceServer.Transport.TCP ? "neither STUN nor Channel" : "no TLS");
  }

  @ParameterizedTest
  @EnumSource(
      value = IceServer.Transport.class,
      names = {"TCP", "TLS"})
  void a_connection_that_is_closed_at_once_is_told(IceServer.Transport transport) throws Exception {
    assertThat(outcome((in, out) -> in.read(), transport)).containsIgnoringCase("connection");
  }

  @ParameterizedTest
  @EnumSource(
      value = IceServer.Transport.class,
      names = {"TCP", "TLS"})
  void a_server_that_only_listens_ends_the_gathering_with_its_timeout(IceServer.Transport transport)
      throws Exception {
    Behaviour silent = (in, out) -> in.transferTo(OutputStream.nullOutputStream());
    assertThat(outcome(silent, transport)).contains("not every server answered in time");
  }

  @Test
  void messages_that_nobody_asked_for_are_dropped_and_counted() throws Exception {
    byte[] forged =
        new StunWriter(0x0103, TransactionId.random())
            .xorAddress(StunMessage.XOR_RELAYED_ADDRESS, new InetSocketAddress("192.0.2.1", 1))
            .finish()
            .array();
    Behaviour unasked =
        (in, out) -> {
          in.read();
          for (int i = 0; i < 100; i++) {
            out.write(forged, 0, 44 - 4);
            out.write(new byte[] {0x40, 0, 0, 1, 9, 0, 0, 0}); // on a channel that is not bound
          }
          in.transferTo(OutputStream.nullOutputStream());
        };
    try (Server server = new Server(unasked)) {
      try (Peer a = new Peer(server.config(IceServer.Transport.TCP))) {
        a.agent.gather();
        IceAgentTest.await(() -> a.agent.stats().stunUnmatched() == 100);
        IceAgentTest.await(() -> a.agent.stats().unknownDropped() == 100);
        assertThat(a.candidates).isEmpty();
        a.failed.get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void a_refused_connection_is_told_at_once() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    IceConfig config =
        Peer.LOOPBACK.toBuilder()
            .iceServers(List.of(IceServer.of("turns:127.0.0.1:" + port, "u", "p")))
            .relayOnly(true)
            .gatheringTimeout(Duration.ofMinutes(1))
            .build();
    try (Peer a = new Peer(config)) {
      a.agent.gather();
      assertThat(a.failed.get(10, TimeUnit.SECONDS).message()).contains("refused");
      assertThat(a.errors.get(0).errorCode()).isEqualTo(IceCandidateError.UNREACHABLE);
    }
  }
}
