package org.vivavoce.ice;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A TCP connection to a server on loopback, on which every byte of the server is a segment of its
 * own. What the client sends goes on as it comes: when that came byte by byte as well, coturn was
 * seen never to answer a TLS client.
 */
final class DripProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private volatile Socket client;
  private volatile Socket server;

  DripProxy(int target) throws IOException {
    this.target = target;
    listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "drip-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      client = listening.accept();
      server = new Socket();
      server.connect(new InetSocketAddress("127.0.0.1", target));
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      start(() -> pass(client, server));
      drip(server, client);
    } catch (IOException e) {
      // The test has ended.
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side has gone; close() closes the other.
    }
  }

  private static void drip(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int octet; (octet = in.read()) >= 0; ) {
        out.write(octet);
      }
    } catch (IOException e) {
      // One side has gone; close() closes the other.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket it : new Socket[] {client, server}) {
      if (it != null) {
        it.close();
      }
    }
  }
}
