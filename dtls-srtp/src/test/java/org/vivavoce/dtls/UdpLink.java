package org.vivavoce.dtls;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;

/** Joins a peer to a UDP socket on loopback. */
final class UdpLink implements AutoCloseable {
  private final DatagramSocket socket;
  private final Peer peer;
  private volatile SocketAddress remote;

  /** Waits to be called: the first datagram says by whom. */
  UdpLink(Peer peer) throws IOException {
    this(peer, null);
  }

  UdpLink(Peer peer, SocketAddress remote) throws IOException {
    this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.peer = peer;
    this.remote = remote;
    peer.network = this::send;
    Thread reader = new Thread(this::read, "udp-link");
    reader.setDaemon(true);
    reader.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  static int freePort() throws IOException {
    try (DatagramSocket any = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private boolean send(byte[] datagram) {
    try {
      socket.send(new DatagramPacket(datagram, datagram.length, remote));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void read() {
    byte[] bytes = new byte[65_535];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        socket.receive(packet);
        remote = packet.getSocketAddress();
        peer.receive(Arrays.copyOf(bytes, packet.getLength()));
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
