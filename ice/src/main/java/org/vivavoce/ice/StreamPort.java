package org.vivavoce.ice;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP connection to a TURN server, with TLS or without. Received on its loop, sent on from any
 * thread, without a thread of its own. What the socket does not take at once waits, within bounds:
 * media that comes too late is worth nothing, so a full connection refuses it.
 */
final class StreamPort extends LocalPath implements IoLoop.Readable, TlsStream.Wire {
  private static final Logger LOG = LoggerFactory.getLogger(StreamPort.class);
  private static final int BURST = 16;

  /** A quarter of a second at 1 Mbit/s. */
  private static final int MAX_WAITING = 32 * 1024;

  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Told on the loop. */
  interface Receiver {
    /** Messages can be sent; once. */
    void onOpen();

    void onMessage(ByteBuffer message, long arrivalNanos);

    /** It has ended, or never began; at most once, not after {@link StreamPort#close}. */
    void onDead(String why);
  }

  private final IoLoop loop;
  private final SocketChannel channel;
  private final IceServer server;
  private final SSLContext trust;
  private final Receiver receiver;
  private final StreamFramer framer;
  private SelectionKey key;
  private IoLoop.Timer connecting;
  private volatile TlsStream tls;
  private volatile boolean open;
  private volatile boolean closed;
  private long arrivalNanos;

  /** What the socket did not take, in write mode. Guarded by itself's lock, {@link #lock}. */
  private ByteBuffer waiting = ByteBuffer.allocate(0);

  private boolean writeWanted; // guarded by lock
  private final Object lock = new Object();

  private StreamPort(
      IoLoop loop,
      SocketChannel channel,
      InetSocketAddress local,
      IceServer server,
      SSLContext trust,
      Receiver receiver) {
    super(Candidates.host(local, 1), local);
    this.loop = loop;
    this.channel = channel;
    this.server = server;
    this.trust = trust;
    this.receiver = receiver;
    framer =
        new StreamFramer(
            message -> {
              receiver.onMessage(message, arrivalNanos);
              return !closed;
            });
  }

  /**
   * Begins to connect; on the loop.
   *
   * @param trust for TLS; null for what the JVM trusts
   */
  static StreamPort open(
      IoLoop loop,
      InetAddress from,
      IceServer server,
      InetSocketAddress to,
      SSLContext trust,
      Receiver receiver)
      throws IOException {
    boolean v4 = to.getAddress() instanceof Inet4Address;
    SocketChannel channel =
        SocketChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.bind(new InetSocketAddress(from, 0));
      InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
      StreamPort port = new StreamPort(loop, channel, local, server, trust, receiver);
      boolean connected = channel.connect(to);
      port.key =
          loop.register(channel, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, port);
      port.connecting =
          loop.schedule(CONNECT_NANOS, () -> port.dead("no connection within ten seconds"));
      if (connected) {
        loop.execute(port::connected);
      }
      return port;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  boolean isReliable() {
    return true;
  }

  // ---- from the network, on the loop

  @Override
  public void onReady(SelectionKey ready, ByteBuffer buffer) {
    try {
      if (ready.isConnectable() && channel.finishConnect()) {
        ready.interestOps(SelectionKey.OP_READ);
        connected();
      }
      if (!closed && ready.isWritable()) {
        flush();
      }
      if (!closed && ready.isReadable()) {
        onReadable(buffer);
      }
    } catch (IOException e) {
      dead(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  @Override
  public void onReadable(ByteBuffer buffer) {
    try {
      for (int i = 0; i < BURST && !closed; i++) {
        int bytes = channel.read(buffer.clear());
        if (bytes < 0) {
          dead("closed the connection");
          return;
        }
        if (bytes == 0) {
          return;
        }
        arrivalNanos = System.nanoTime();
        buffer.flip();
        if (server.transport() != IceServer.Transport.TLS) {
          onPlain(buffer);
        } else if (tls != null) {
          tls.receive(buffer, this::onPlain);
        } else {
          dead("speaks before it was greeted"); // a TLS server waits for the client's hello
        }
      }
    } catch (IOException e) {
      dead(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private void onPlain(ByteBuffer bytes) {
    if (!closed && !framer.receive(bytes)) {
      dead("sends what is neither STUN nor ChannelData");
    }
  }

  private void connected() {
    if (closed) {
      return;
    }
    if (server.transport() == IceServer.Transport.TLS) {
      TlsStream.offLoop(this::prepareTls);
    } else {
      onOpen();
    }
  }

  /** Off the loop: the certificates that the JVM trusts may have to be read first. */
  private void prepareTls() {
    try {
      SSLContext context = trust == null ? SSLContext.getDefault() : trust;
      SSLEngine engine = context.createSSLEngine(server.host(), server.port());
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      // The name is compared with the certificate's (RFC 8656 section 3.2 leads to RFC 6125).
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      loop.execute(
          () -> {
            if (!closed) {
              tls = new TlsStream(engine, loop::execute, this);
              tls.begin();
            }
          });
    } catch (GeneralSecurityException e) {
      loop.execute(() -> dead("no TLS to be had: " + e.getMessage()));
    }
  }

  @Override
  public void onOpen() {
    if (!closed) {
      open = true;
      connecting.cancel();
      receiver.onOpen();
    }
  }

  @Override
  public void onBroken(String why) {
    dead(why);
  }

  private void dead(String why) {
    if (!closed) {
      end();
      receiver.onDead(why);
    }
  }

  // ---- to the network, any thread

  @Override
  boolean send(ByteBuffer packet, InetSocketAddress to) {
    if (!open || closed) {
      return false;
    }
    synchronized (lock) {
      if (waiting.position() > MAX_WAITING) {
        return false;
      }
    }
    TlsStream secure = tls;
    if (secure != null) {
      return secure.send(packet);
    }
    write(packet);
    return true;
  }

  @Override
  public void write(ByteBuffer record) {
    synchronized (lock) {
      try {
        if (waiting.position() == 0) {
          channel.write(record);
        }
        if (record.hasRemaining()) {
          if (waiting.remaining() < record.remaining()) {
            int size = Math.max(2 * waiting.capacity(), waiting.position() + record.remaining());
            waiting = ByteBuffer.allocate(size).put(waiting.flip());
          }
          waiting.put(record);
          wantWrite();
        }
      } catch (IOException e) {
        loop.execute(() -> dead("cannot be sent to: " + e.getMessage()));
      }
    }
  }

  private void wantWrite() {
    if (!writeWanted) {
      writeWanted = true;
      loop.execute(
          () -> {
            if (key.isValid()) {
              key.interestOpsOr(SelectionKey.OP_WRITE);
            }
          });
    }
  }

  private void flush() throws IOException {
    synchronized (lock) {
      channel.write(waiting.flip());
      waiting.compact();
      if (waiting.position() == 0) {
        writeWanted = false;
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
      }
    }
  }

  @Override
  void close() {
    if (!closed) {
      if (tls != null) {
        tls.close();
      }
      end();
    }
  }

  private void end() {
    closed = true;
    connecting.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("a connection to {} could not be closed", server, e);
    }
  }
}
