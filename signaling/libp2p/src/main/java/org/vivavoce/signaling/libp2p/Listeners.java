package org.vivavoce.signaling.libp2p;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr.TcpEndpoint;

/** The sockets at which a host listens. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  /** Connections taken from one socket before others have their turn. */
  private static final int ACCEPTS_AT_ONCE = 16;

  /** Takes a new connection, on the loop's thread. */
  interface Acceptor {
    void accepted(SocketChannel channel) throws IOException;
  }

  private final HostLoop loop;
  private final Acceptor acceptor;
  private final CopyOnWriteArrayList<ServerSocketChannel> sockets = new CopyOnWriteArrayList<>();

  Listeners(HostLoop loop, Acceptor acceptor) {
    this.loop = loop;
    this.acceptor = acceptor;
  }

  /** Before the loop runs, or on its thread. */
  void open(Multiaddr address) throws IOException {
    TcpEndpoint endpoint = address.tcpEndpoint().orElseThrow();
    ServerSocketChannel socket = ServerSocketChannel.open();
    sockets.add(socket);
    // IP addresses only, by the configuration: nothing is looked up.
    socket.bind(new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port()));
    loop.register(socket, SelectionKey.OP_ACCEPT, key -> accept(socket));
  }

  private void accept(ServerSocketChannel socket) {
    try {
      for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        SocketChannel channel = socket.accept();
        if (channel == null) {
          return;
        }
        acceptor.accepted(channel);
      }
    } catch (IOException e) {
      LOG.warn("a connection could not be accepted: {}", e.getMessage());
    }
  }

  /** Where the sockets can be dialed, without the peer. */
  List<Multiaddr> addresses() {
    List<Multiaddr> addresses = new ArrayList<>();
    for (ServerSocketChannel socket : sockets) {
      try {
        InetSocketAddress local = (InetSocketAddress) socket.getLocalAddress();
        if (local == null) {
          continue;
        }
        if (local.getAddress().isAnyLocalAddress()) {
          int length = local.getAddress().getAddress().length;
          for (InetAddress ip : interfaceAddresses()) {
            // The JDK's IPv6 wildcard takes IPv4 too.
            if ((length == 16 || ip.getAddress().length == 4) && !ip.isLinkLocalAddress()) {
              addresses.add(Multiaddr.ofTcp(ip.getAddress(), local.getPort()));
            }
          }
        } else {
          addresses.add(Multiaddr.ofTcp(local.getAddress().getAddress(), local.getPort()));
        }
      } catch (IOException e) {
        LOG.debug("a listening socket is closed", e);
      }
    }
    return addresses.stream().distinct().toList();
  }

  private static List<InetAddress> interfaceAddresses() throws IOException {
    List<InetAddress> all = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp()) {
        each.inetAddresses().forEach(all::add);
      }
    }
    return all;
  }

  void close() {
    for (ServerSocketChannel socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.debug("a listening socket did not close", e);
      }
    }
  }
}
