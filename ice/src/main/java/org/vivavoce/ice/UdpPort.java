package org.vivavoce.ice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UDP socket. Received on its loop, sent on from any thread. Non-blocking, so that an
 * interrupted sender does not close it. Nothing is allocated per datagram while the remote address
 * stays the same.
 */
final class UdpPort extends LocalPath implements IoLoop.Readable {
  private static final Logger LOG = LoggerFactory.getLogger(UdpPort.class);

  /** Datagrams read before other sockets and timers of the loop get their turn. */
  private static final int BURST = 64;

  /** Told about every datagram, on the loop. */
  interface Receiver {
    void onDatagram(UdpPort port, InetSocketAddress source, ByteBuffer packet, long arrivalNanos);

    void onDead(UdpPort port, IOException cause);
  }

  private final DatagramChannel channel;
  private final Receiver receiver;
  private final int receiveBufferBytes;

  private UdpPort(
      DatagramChannel channel, IceCandidate candidate, InetSocketAddress address, Receiver receiver)
      throws IOException {
    super(candidate, address);
    this.channel = channel;
    this.receiver = receiver;
    this.receiveBufferBytes = channel.getOption(StandardSocketOptions.SO_RCVBUF);
  }

  /** Opens and registers a socket; on the loop. */
  static UdpPort open(
      IoLoop loop, InetAddress address, int localPreference, int receiveBuffer, Receiver receiver)
      throws IOException {
    boolean v4 = address.getAddress().length == 4;
    DatagramChannel channel =
        DatagramChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
      channel.bind(new InetSocketAddress(address, 0));
      InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
      IceCandidate candidate =
          Candidates.host(new InetSocketAddress(address, bound.getPort()), localPreference);
      UdpPort port =
          new UdpPort(
              channel, candidate, new InetSocketAddress(address, bound.getPort()), receiver);
      loop.register(channel, port);
      return port;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  int receiveBufferBytes() {
    return receiveBufferBytes;
  }

  @Override
  boolean send(ByteBuffer packet, InetSocketAddress to) {
    int before = packet.remaining();
    try {
      return channel.send(packet, to) == before;
    } catch (IOException e) {
      // No route, no buffer, closed: for the caller it is all the same, not sent. What lasts is
      // noticed by consent.
      LOG.debug("{} -> {}: {}", address(), to, e.toString());
      return false;
    }
  }

  @Override
  public void onReadable(ByteBuffer buffer) {
    for (int i = 0; i < BURST; i++) {
      buffer.clear();
      InetSocketAddress source;
      try {
        source = (InetSocketAddress) channel.receive(buffer);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        close();
        receiver.onDead(this, e);
        return;
      }
      if (source == null) {
        return;
      }
      long now = System.nanoTime();
      receiver.onDatagram(this, source, buffer.flip(), now);
    }
  }

  /** Forgets an agent; what it alone got is given to the others; on the loop. */
  void forget(IceSession session, Iterable<IceSession> others) {
    disown(session);
    for (IceSession other : others) {
      other.relearn(this);
    }
  }

  @Override
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("a UDP socket could not be closed", e);
    }
  }
}
