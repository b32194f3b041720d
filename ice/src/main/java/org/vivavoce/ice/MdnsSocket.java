package org.vivavoce.ice;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Multicast DNS on one interface, over IPv4. The port is shared with whoever else speaks it on this
 * host (RFC 6762 section 15). On the loop.
 */
final class MdnsSocket implements IoLoop.Readable {
  private static final Logger LOG = LoggerFactory.getLogger(MdnsSocket.class);
  private static final int BURST = 16;
  static final int PORT = 5353;
  private static final InetSocketAddress GROUP = new InetSocketAddress(group(), PORT);

  /** Told of every message from the link. */
  interface Receiver {
    void onMessage(MdnsSocket socket, InetSocketAddress source, MdnsMessage message);
  }

  private final NetworkInterface on;
  private final DatagramChannel channel;
  private final Receiver receiver;
  private final Counters counters;

  private MdnsSocket(
      NetworkInterface on, DatagramChannel channel, Receiver receiver, Counters counters) {
    this.on = on;
    this.channel = channel;
    this.receiver = receiver;
    this.counters = counters;
  }

  private static InetAddress group() {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 224, 0, 0, (byte) 251});
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of 4 bytes", e);
    }
  }

  /** Whether the interface has what multicast DNS needs. */
  static boolean isPossibleOn(NetworkInterface it) throws IOException {
    return it.isUp()
        && it.supportsMulticast()
        && !it.isPointToPoint()
        && it.inetAddresses().anyMatch(Inet4Address.class::isInstance);
  }

  static MdnsSocket open(IoLoop loop, NetworkInterface on, Receiver receiver, Counters counters)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, on);
      channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 255); // section 11
      channel.bind(new InetSocketAddress(PORT));
      channel.join(GROUP.getAddress(), on);
      MdnsSocket socket = new MdnsSocket(on, channel, receiver, counters);
      loop.register(channel, socket);
      return socket;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  NetworkInterface on() {
    return on;
  }

  /** To everybody on the link. */
  void multicast(ByteBuffer message) {
    send(message, GROUP);
  }

  void send(ByteBuffer message, InetSocketAddress to) {
    try {
      channel.send(message, to);
    } catch (IOException e) {
      LOG.debug("multicast DNS on {}: {}", on.getName(), e.toString());
    }
  }

  @Override
  public void onReadable(ByteBuffer buffer) {
    try {
      for (int i = 0; i < BURST && channel.isOpen(); i++) {
        InetSocketAddress source = (InetSocketAddress) channel.receive(buffer.clear());
        if (source == null) {
          return;
        }
        MdnsMessage message =
            isOnLink(source.getAddress()) ? MdnsMessage.parse(buffer.flip()) : null;
        if (message == null) {
          counters.mdnsDropped.increment();
        } else {
          receiver.onMessage(this, source, message);
        }
      }
    } catch (IOException e) {
      LOG.debug("multicast DNS on {}: {}", on.getName(), e.toString());
      close();
    }
  }

  /** Section 11: what comes from elsewhere does not count. */
  private boolean isOnLink(InetAddress source) {
    for (InterfaceAddress it : on.getInterfaceAddresses()) {
      if (samePrefix(source, it.getAddress(), it.getNetworkPrefixLength())) {
        return true;
      }
    }
    return false;
  }

  static boolean samePrefix(InetAddress one, InetAddress two, int bits) {
    byte[] a = one.getAddress();
    byte[] b = two.getAddress();
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      if (((a[i / 8] ^ b[i / 8]) & 0x80 >> i % 8) != 0) {
        return false;
      }
    }
    return true;
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("a multicast DNS socket could not be closed", e);
    }
  }
}
