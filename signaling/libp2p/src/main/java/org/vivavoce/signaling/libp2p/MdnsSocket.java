package org.vivavoce.signaling.libp2p;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.libp2p.mdns.MdnsDiscovery;

/**
 * The socket of multicast DNS. Its port is shared with whoever else speaks it on this machine. One
 * for all interfaces: of several that joined the same group on different ones, a kernel may give a
 * datagram to just one, and not to that of the interface where it came in. On the loop's thread.
 */
final class MdnsSocket implements HostLoop.Socket {
  private static final Logger LOG = LoggerFactory.getLogger(MdnsSocket.class);

  /** Datagrams that are read before others have their turn. */
  private static final int READS_AT_ONCE = 16;

  private final HostLoop loop;
  private final DatagramChannel channel;
  private final InetSocketAddress group;
  private final List<MdnsLink> links = new ArrayList<>();

  private MdnsSocket(HostLoop loop, DatagramChannel channel) throws IOException {
    this.loop = loop;
    this.channel = channel;
    group = new InetSocketAddress(InetAddress.getByName(MdnsDiscovery.GROUP), MdnsDiscovery.PORT);
  }

  /** Before the loop runs. */
  static MdnsSocket open(HostLoop loop) throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 255); // RFC 6762 section 11
      channel.bind(new InetSocketAddress(MdnsDiscovery.PORT));
      MdnsSocket socket = new MdnsSocket(loop, channel);
      loop.register(channel, SelectionKey.OP_READ, socket);
      return socket;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Hears what is multicast on an interface. */
  void join(NetworkInterface on, MdnsLink link) throws IOException {
    channel.join(group.getAddress(), on);
    links.add(link);
  }

  @Override
  public void ready(SelectionKey key) {
    try {
      for (int i = 0; i < READS_AT_ONCE && channel.isOpen(); i++) {
        ByteBuffer in = loop.buffer();
        InetSocketAddress source = (InetSocketAddress) channel.receive(in);
        if (source == null) {
          return;
        }
        in.flip();
        byte[] ip = source.getAddress().getAddress();
        for (MdnsLink link : links) {
          if (link.isOnLink(ip)) {
            link.receive(in.duplicate(), ip, source.getPort());
          }
        }
      }
    } catch (IOException e) {
      LOG.warn("peers on the local network are looked for no more: {}", e.getMessage());
      close();
    }
  }

  void multicast(byte[] message, NetworkInterface on) {
    try {
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, on);
      channel.send(ByteBuffer.wrap(message), group);
    } catch (IOException e) {
      LOG.debug("multicast DNS on {}: {}", on.getName(), e.getMessage());
    }
  }

  void unicast(byte[] message, byte[] ip, int port) {
    try {
      channel.send(
          ByteBuffer.wrap(message), new InetSocketAddress(InetAddress.getByAddress(ip), port));
    } catch (IOException e) {
      LOG.debug("multicast DNS: {}", e.getMessage());
    }
  }

  void close() {
    for (MdnsLink link : links) {
      link.end(channel.isOpen());
    }
    links.clear();
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("the multicast socket did not close", e);
    }
  }
}
