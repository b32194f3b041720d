package org.vivavoce.ice;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A TURN server on 127.0.0.1, ended with the test. */
final class Coturn implements AutoCloseable {
  private final Process process;
  private final int port;
  private final Path folder;
  private final Queue<String> output = new ArrayDeque<>();

  private Coturn(Process process, int port, Path folder) {
    this.process = process;
    this.port = port;
    this.folder = folder;
  }

  /** Skips the test, aloud, where there is no coturn; on the CI server it must be there. */
  static Coturn start() throws Exception {
    return start(List.of());
  }

  /** UDP and TCP, and with the options for it TLS. */
  static Coturn start(List<String> options) throws Exception {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(it -> Files.isExecutable(Path.of(it, "turnserver")));
    if (!there) {
      assertNotEquals("true", System.getenv("CI"), "CI needs coturn (turnserver) on the PATH");
      System.err.println("SKIPPED: no turnserver (coturn) on the PATH, TURN is not tested");
      abort("no turnserver (coturn) on the PATH");
    }
    int port;
    try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      port = probe.getLocalPort();
    }
    boolean tls = options.stream().anyMatch(it -> it.startsWith("--cert"));
    Path folder = Files.createTempDirectory("coturn");
    List<String> command =
        new ArrayList<>(
            List.of(
                "turnserver",
                "-n",
                "--listening-ip=127.0.0.1",
                "--listening-port=" + port,
                "--relay-ip=127.0.0.1",
                "--lt-cred-mech",
                "--user=u:p",
                "--realm=test",
                "--allow-loopback-peers",
                "--no-cli",
                "--no-dtls",
                "--no-tcp-relay",
                "--verbose",
                "--log-file=stdout",
                "--pidfile=" + folder.resolve("pid"),
                "--userdb=" + folder.resolve("db")));
    command.addAll(options);
    if (!tls) {
      command.add("--no-tls");
    }
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    Coturn coturn = new Coturn(process, port, folder);
    coturn.awaitListening();
    return coturn;
  }

  private void awaitListening() throws Exception {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line; (line = lines.readLine()) != null; ) {
                  synchronized (output) {
                    output.add(line);
                  }
                }
              } catch (IOException e) {
                synchronized (output) {
                  output.add(e.toString());
                }
              }
            },
            "coturn-output");
    reader.setDaemon(true);
    reader.start();
    InetSocketAddress server = new InetSocketAddress("127.0.0.1", port);
    byte[] request =
        new StunWriter(StunMessage.BINDING_REQUEST, TransactionId.random()).finish().array();
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      socket.setSoTimeout(100);
      for (int i = 0; i < 100; i++) {
        socket.send(new DatagramPacket(request, 28, server));
        try {
          socket.receive(new DatagramPacket(new byte[1500], 1500));
          return;
        } catch (SocketTimeoutException e) {
          // Not yet.
        }
      }
    }
    close();
    throw new AssertionError("turnserver did not start: " + output());
  }

  IceServer turn() {
    return IceServer.of("turn:127.0.0.1:" + port + "?transport=udp", "u", "p");
  }

  /** By TCP, or by TLS with that name for the host; coturn speaks both on the port. */
  IceServer turn(IceServer.Transport transport, String host) {
    String scheme = transport == IceServer.Transport.TLS ? "turns:" : "turn:";
    String query = transport == IceServer.Transport.UDP ? "?transport=udp" : "?transport=tcp";
    return IceServer.of(scheme + host + ":" + port + query, "u", "p");
  }

  IceServer turn(String credential) {
    return IceServer.of("turn:127.0.0.1:" + port, "u", credential);
  }

  IceServer stun() {
    return IceServer.of("stun:127.0.0.1:" + port);
  }

  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (!Files.exists(folder)) {
      return; // closed before
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path it : files.toList()) {
        Files.delete(it);
      }
    }
    Files.delete(folder);
  }
}
