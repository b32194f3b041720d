package org.vivavoce.signaling.libp2p;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.libp2p.connection.CloseReason;
import org.vivavoce.signaling.libp2p.connection.CloseReason.Kind;
import org.vivavoce.signaling.libp2p.connection.Connection;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;

/** A connection and its socket. Lives on the loop's thread. */
final class TcpLink implements HostLoop.Socket {
  private static final Logger LOG = LoggerFactory.getLogger(TcpLink.class);

  /** How often one socket is read before the others have their turn. */
  private static final int READS_AT_ONCE = 4;

  private final HostLoop loop;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Multiaddr remoteAddress;
  private ByteBuffer unsent = ByteBuffer.allocate(0);
  private Connection connection;
  private boolean over;

  TcpLink(HostLoop loop, SocketChannel channel) throws IOException {
    this.loop = loop;
    this.channel = channel;
    InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
    remoteAddress = Multiaddr.ofTcp(remote.getAddress().getAddress(), remote.getPort());
    channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
    key = loop.register(channel, SelectionKey.OP_READ, this);
  }

  void run(Connection core) {
    connection = core;
  }

  Connection connection() {
    return connection;
  }

  Multiaddr remoteAddress() {
    return remoteAddress;
  }

  /** Where our end of it is. */
  Multiaddr localAddress() throws IOException {
    InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
    return Multiaddr.ofTcp(local.getAddress().getAddress(), local.getPort());
  }

  @Override
  public void ready(SelectionKey ready) {
    try {
      if (ready.isReadable()) {
        read();
      }
      if (!over && ready.isWritable()) {
        flush();
      }
    } catch (CancelledKeyException e) {
      lost("the socket was closed");
    }
  }

  private void read() {
    try {
      for (int i = 0; i < READS_AT_ONCE && !over; i++) {
        ByteBuffer in = loop.buffer();
        int length = channel.read(in);
        if (length < 0) {
          lost("the peer closed the connection");
          return;
        }
        if (length == 0) {
          return;
        }
        connection.receive(in.flip(), loop.now());
        if (connection.closeReason().isPresent()) {
          finish();
          return;
        }
      }
    } catch (IOException e) {
      lost(String.valueOf(e.getMessage()));
    }
  }

  /** Sends what there is, as much as the socket takes. */
  void flush() {
    try {
      while (!over) {
        if (!unsent.hasRemaining()) {
          ByteBuffer out = loop.buffer();
          connection.pull(out);
          if (!out.flip().hasRemaining()) {
            break;
          }
          channel.write(out);
          if (!out.hasRemaining()) {
            continue;
          }
          unsent = ByteBuffer.allocate(out.remaining()).put(out).flip();
        } else {
          channel.write(unsent);
        }
        if (unsent.hasRemaining()) {
          key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
          return;
        }
        unsent = ByteBuffer.allocate(0);
      }
      if (!over && key.isValid()) {
        key.interestOps(SelectionKey.OP_READ);
      }
    } catch (IOException | CancelledKeyException e) {
      lost(String.valueOf(e.getMessage()));
    }
  }

  private void lost(String detail) {
    over = true;
    connection.close(new CloseReason(Kind.REMOTE, detail));
    closeChannel();
  }

  /** Sends the last words of a connection that is closed, as far as they fit, and hangs up. */
  void finish() {
    if (!over) {
      flush();
      over = true;
      closeChannel();
    }
  }

  boolean isOver() {
    return over;
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("a socket did not close", e);
    }
  }
}
