package org.vivavoce.signaling.libp2p.connection;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multistream.Negotiation;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.yamux.YamuxStream;

/**
 * A stream to a peer, for one protocol. To be used on the thread that drives its connection, which
 * is the one that calls its handler.
 */
public final class PeerStream {
  private static final Logger LOG = LoggerFactory.getLogger(PeerStream.class);

  private final Connection connection;
  private final YamuxStream stream;
  private final long deadline;
  private Negotiation negotiation;
  private Protocols protocols;
  private byte[] unread = {};
  private StreamHandler handler;
  private String protocol = "";
  private boolean readClosed;

  private PeerStream(Connection connection, YamuxStream stream, long deadline) {
    this.connection = connection;
    this.stream = stream;
    this.deadline = deadline;
    stream.attach(this);
  }

  static PeerStream outbound(
      Connection connection,
      YamuxStream stream,
      List<String> proposals,
      StreamHandler handler,
      long deadline) {
    PeerStream out = new PeerStream(connection, stream, deadline);
    out.handler = handler;
    out.negotiation = Negotiation.dialing(proposals);
    stream.write(out.negotiation.output());
    return out;
  }

  static PeerStream inbound(
      Connection connection, YamuxStream stream, Protocols protocols, long deadline) {
    PeerStream in = new PeerStream(connection, stream, deadline);
    in.protocols = protocols;
    in.negotiation = Negotiation.listening(name -> protocols.find(name).isPresent());
    stream.write(in.negotiation.output());
    return in;
  }

  /** The connection that it is part of. */
  public Connection connection() {
    return connection;
  }

  /** Who is at its other end. */
  public PeerId peer() {
    return connection.remotePeer();
  }

  /** What was agreed upon; empty before that. */
  public String protocol() {
    return protocol;
  }

  /** Whether the peer opened it. */
  public boolean isInbound() {
    return stream.isInbound();
  }

  /**
   * Queues bytes to be sent. Nothing can be written before {@link StreamHandler#onOpen}.
   *
   * @param bytes copied
   * @return false, with nothing queued, if too much is waiting or the stream is over
   */
  public boolean write(byte[] bytes) {
    if (protocol.isEmpty()) {
      throw new IllegalStateException("no protocol is agreed upon yet");
    }
    boolean taken = stream.write(bytes);
    connection.outputMayBeReady();
    return taken;
  }

  /** Bytes that wait to be sent. */
  public int pendingBytes() {
    return stream.pendingBytes();
  }

  /** Sends no more after what is queued. */
  public void closeWrite() {
    stream.closeWrite();
    connection.outputMayBeReady();
  }

  /** Gives the stream up. */
  public void reset() {
    stream.reset();
    connection.outputMayBeReady();
  }

  /** Whether it has ended. */
  public boolean isOver() {
    return stream.isOver();
  }

  long deadline() {
    return deadline;
  }

  void receive(ByteBuffer data) {
    if (negotiation == null) {
      call(() -> handler.onData(this, data));
      return;
    }
    byte[] all = new byte[unread.length + data.remaining()];
    System.arraycopy(unread, 0, all, 0, unread.length);
    data.get(all, unread.length, data.remaining());
    ByteBuffer in = ByteBuffer.wrap(all);
    try {
      negotiation.receive(in);
    } catch (MalformedException e) {
      LOG.debug("a stream of {} is reset: {}", peer(), e.getMessage());
      stream.reset();
      return;
    }
    stream.write(negotiation.output());
    unread = new byte[in.remaining()];
    in.get(unread);
    if (negotiation.isDone()) {
      negotiated();
    }
  }

  private void negotiated() {
    Optional<String> result = negotiation.protocol();
    ByteBuffer rest = ByteBuffer.wrap(unread);
    unread = null;
    negotiation = null;
    connection.negotiated(this);
    if (result.isEmpty()) {
      stream.reset();
      return;
    }
    protocol = result.get();
    if (handler == null) {
      Optional<Function<PeerStream, StreamHandler>> found = protocols.find(protocol);
      if (found.isEmpty()) {
        stream.reset(); // it has just been withdrawn
        return;
      }
      call(() -> handler = found.get().apply(this));
    }
    if (handler != null) {
      call(() -> handler.onOpen(this));
    }
    if (rest.hasRemaining() && !stream.isOver()) {
      call(() -> handler.onData(this, rest));
    }
    if (readClosed && !stream.isOver()) {
      call(() -> handler.onReadClosed(this));
    }
  }

  void readClosed() {
    readClosed = true;
    if (negotiation == null) {
      call(() -> handler.onReadClosed(this));
    } else {
      stream.reset(); // it ended before it began
    }
  }

  void writable() {
    if (negotiation == null) {
      call(() -> handler.onWritable(this));
    }
  }

  void closed(boolean reset) {
    connection.negotiated(this);
    if (handler == null) {
      return;
    }
    StreamEnd end =
        !protocol.isEmpty()
            ? reset ? StreamEnd.RESET : StreamEnd.CLOSED
            : negotiation == null ? StreamEnd.NOT_SUPPORTED : StreamEnd.RESET;
    try {
      handler.onClosed(this, end);
    } catch (RuntimeException e) {
      LOG.warn("the handler of {} failed as its stream ended", protocol, e);
    }
  }

  /** What a handler throws costs its stream, not the connection. */
  private void call(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.warn("the handler of {} failed; its stream is reset", protocol, e);
      stream.reset();
    }
  }
}
