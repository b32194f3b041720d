package org.vivavoce.signaling.libp2p.yamux;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * One side of a session: bytes and the time in, bytes, events and a deadline out.
 *
 * <pre>
 *  receive(bytes, now)  whenever some arrived      pull(buffer)  whenever some can be sent
 *  tick(now)            at deadline()              close()       when the connection is gone
 * </pre>
 *
 * <p>One thread drives it. Times are nanoseconds of any clock that does not jump.
 */
public final class YamuxSession {
  /** What a peer may send on a new stream before it is told more: part of the protocol. */
  public static final int INITIAL_WINDOW = 256 * 1024;

  /** The least room that {@link #pull} makes use of. */
  public static final int MIN_PULL = 2 * YamuxHeader.LENGTH;

  private static final int MAX_DATA_IN_FRAME = 16 * 1024;
  private static final int MAX_UNACKNOWLEDGED = 256;
  private static final long PING_AFTER_NANOS = 30_000_000_000L;
  private static final long PING_PATIENCE_NANOS = 30_000_000_000L;

  private final YamuxLimits limits;
  private final YamuxListener listener;
  private final Map<Integer, YamuxStream> streams = new LinkedHashMap<>();
  private final ArrayDeque<YamuxHeader> control = new ArrayDeque<>();
  private final Set<YamuxStream> ready = new LinkedHashSet<>();
  private final ByteBuffer partialHeader = ByteBuffer.allocate(YamuxHeader.LENGTH);
  private final int remoteParity;

  private int nextId;
  private int inbound;
  private int outbound;
  private int unacknowledged;
  private YamuxStream dataOf; // null too while the data of a stream that is gone passes
  private long dataLeft;
  private boolean finAfterData;
  private long lastReceived;
  private long pingSentAt;
  private int pingValue;
  private boolean pinging;
  private boolean goneAway;
  private boolean remoteGoneAway;
  private long resetStreams;
  private long strayFrames;

  /**
   * A session without streams.
   *
   * @param initiator whether we opened the connection
   * @param now the time
   */
  public YamuxSession(boolean initiator, YamuxLimits limits, YamuxListener listener, long now) {
    this.limits = limits;
    this.listener = listener;
    nextId = initiator ? 1 : 2;
    remoteParity = initiator ? 0 : 1;
    lastReceived = now;
  }

  YamuxLimits limits() {
    return limits;
  }

  /**
   * Takes bytes, all of them.
   *
   * @throws MalformedException if the peer breaks the protocol: {@link #close} and close the
   *     connection
   */
  public void receive(ByteBuffer in, long now) throws MalformedException {
    if (in.hasRemaining()) {
      lastReceived = now;
    }
    while (in.hasRemaining()) {
      if (dataLeft > 0) {
        takeData(in);
        continue;
      }
      while (in.hasRemaining() && partialHeader.hasRemaining()) {
        partialHeader.put(in.get());
      }
      if (!partialHeader.hasRemaining()) {
        YamuxHeader header = YamuxHeader.read(partialHeader.flip());
        partialHeader.clear();
        take(header, now);
      }
    }
  }

  private void takeData(ByteBuffer in) {
    int length = (int) Math.min(dataLeft, in.remaining());
    ByteBuffer part = in.slice(in.position(), length);
    in.position(in.position() + length);
    dataLeft -= length;
    YamuxStream stream = dataOf;
    if (stream != null && !stream.isOver()) {
      listener.onData(stream, part);
    }
    if (dataLeft == 0) {
      endOfData();
    }
  }

  private void endOfData() {
    YamuxStream stream = dataOf;
    dataOf = null;
    if (stream == null || stream.isOver()) {
      return;
    }
    long back = stream.windowToReturn();
    if (back > 0) {
      control.add(new YamuxHeader(YamuxHeader.WINDOW_UPDATE, 0, stream.id(), back));
    }
    if (finAfterData) {
      readClosed(stream);
    }
  }

  private void take(YamuxHeader header, long now) throws MalformedException {
    switch (header.type()) {
      case YamuxHeader.PING -> takePing(header, now);
      case YamuxHeader.GO_AWAY -> {
        remoteGoneAway = true;
        listener.onGoAway(header.length());
      }
      default -> takeStreamFrame(header);
    }
    if (control.size() > limits.maxControlFrames()) {
      throw new MalformedException("a peer that does not read what its frames are answered by");
    }
  }

  private void takePing(YamuxHeader header, long now) {
    if (header.has(YamuxHeader.SYN)) {
      control.add(new YamuxHeader(YamuxHeader.PING, YamuxHeader.ACK, 0, header.length()));
    } else if (header.has(YamuxHeader.ACK) && pinging && header.length() == pingValue) {
      pinging = false;
      listener.onPong(now - pingSentAt);
    } else {
      strayFrames++;
    }
  }

  private void takeStreamFrame(YamuxHeader header) throws MalformedException {
    if (header.has(YamuxHeader.SYN)) {
      takeSyn(header);
    }
    YamuxStream stream = streams.get(header.streamId());
    if (stream == null) {
      // The rest of a stream that we gave up: it crossed our reset.
      strayFrames++;
      dataOf = null;
      dataLeft = header.type() == YamuxHeader.DATA ? header.length() : 0;
      return;
    }
    if (header.has(YamuxHeader.ACK) && !stream.isAcknowledged()) {
      stream.acknowledge();
      unacknowledged--;
    }
    if (header.has(YamuxHeader.RST)) {
      dataOf = null;
      dataLeft = header.type() == YamuxHeader.DATA ? header.length() : 0;
      stream.end(true);
      return;
    }
    if (header.type() == YamuxHeader.DATA) {
      if (stream.isReadClosed() && header.length() > 0) {
        throw new MalformedException("data after the end of its stream");
      }
      if (!stream.useReceiveWindow(header.length())) {
        throw new MalformedException("more data than the window allows");
      }
      dataOf = stream;
      dataLeft = header.length();
      finAfterData = header.has(YamuxHeader.FIN);
      if (dataLeft == 0) {
        endOfData();
      }
      return;
    }
    if (!stream.growSendWindow(header.length())) {
      throw new MalformedException("a window of more than 32 bits");
    }
    if (header.has(YamuxHeader.FIN)) {
      readClosed(stream);
    }
  }

  private void readClosed(YamuxStream stream) {
    if (!stream.isReadClosed()) {
      stream.closeRead();
      listener.onReadClosed(stream);
      stream.endIfClosed();
    }
  }

  private void takeSyn(YamuxHeader header) throws MalformedException {
    int id = header.streamId();
    if ((id & 1) != remoteParity) {
      throw new MalformedException("a stream with a number that is ours to give");
    }
    if (streams.containsKey(id)) {
      throw new MalformedException("a stream that is opened twice");
    }
    if (inbound >= limits.maxInbound() || goneAway) {
      resetStreams++;
      control.add(new YamuxHeader(YamuxHeader.WINDOW_UPDATE, YamuxHeader.RST, id, 0));
      return;
    }
    YamuxStream stream = new YamuxStream(this, id, true);
    streams.put(id, stream);
    inbound++;
    control.add(new YamuxHeader(YamuxHeader.WINDOW_UPDATE, YamuxHeader.ACK, id, 0));
    listener.onStream(stream);
  }

  /**
   * Opens a stream. It can be written to at once.
   *
   * @return null if the peer takes no more streams, or too many are open or not yet acknowledged
   */
  public YamuxStream open() {
    if (remoteGoneAway
        || goneAway
        || outbound >= limits.maxOutbound()
        || unacknowledged >= MAX_UNACKNOWLEDGED) {
      return null;
    }
    YamuxStream stream = new YamuxStream(this, nextId, false);
    nextId += 2;
    streams.put(stream.id(), stream);
    outbound++;
    unacknowledged++;
    control.add(new YamuxHeader(YamuxHeader.WINDOW_UPDATE, YamuxHeader.SYN, stream.id(), 0));
    return stream;
  }

  /** Sends a ping, unless one is under way. */
  public void ping(long now) {
    if (!pinging) {
      pinging = true;
      pingSentAt = now;
      control.add(new YamuxHeader(YamuxHeader.PING, YamuxHeader.SYN, 0, ++pingValue));
    }
  }

  /**
   * Takes no new streams any more and tells the peer.
   *
   * @param code 0 normal, 1 protocol error, 2 internal error
   */
  public void goAway(int code) {
    if (!goneAway) {
      goneAway = true;
      control.add(new YamuxHeader(YamuxHeader.GO_AWAY, 0, 0, code));
    }
  }

  /**
   * The frame that {@link #goAway} sends, for a session that is already closed.
   *
   * @param code as there
   */
  public static byte[] goAwayFrame(int code) {
    ByteBuffer frame = ByteBuffer.allocate(YamuxHeader.LENGTH);
    new YamuxHeader(YamuxHeader.GO_AWAY, 0, 0, code).write(frame);
    return frame.array();
  }

  /** Whether {@link #pull} would write something. */
  public boolean hasOutput() {
    return !control.isEmpty() || !ready.isEmpty();
  }

  /** Writes whole frames, as many as there are and fit. */
  public void pull(ByteBuffer out) {
    while (!control.isEmpty() && out.remaining() >= YamuxHeader.LENGTH) {
      control.remove().write(out);
    }
    List<YamuxStream> writable = new ArrayList<>();
    while (!ready.isEmpty() && out.remaining() >= MIN_PULL) {
      YamuxStream stream = ready.iterator().next();
      ready.remove(stream); // and to the end, so that all have their turn
      if (stream.isSendable()) {
        stream.writeFrame(out, Math.min(MAX_DATA_IN_FRAME, out.remaining() - YamuxHeader.LENGTH));
        if (stream.isSendable()) {
          ready.add(stream);
        }
        if (stream.becameWritable()) {
          writable.add(stream);
        }
      }
    }
    writable.forEach(listener::onWritable);
  }

  /** When {@link #tick} is to be called. */
  public long deadline() {
    return pinging ? pingSentAt + PING_PATIENCE_NANOS : lastReceived + PING_AFTER_NANOS;
  }

  /**
   * Pings a silent peer.
   *
   * @return false if it has not answered a ping for half a minute: close the connection
   */
  public boolean tick(long now) {
    if (pinging) {
      return now - pingSentAt < PING_PATIENCE_NANOS;
    }
    if (now - lastReceived >= PING_AFTER_NANOS) {
      ping(now);
    }
    return true;
  }

  /** Ends all streams: the connection is gone. */
  public void close() {
    goneAway = true;
    control.clear();
    ready.clear();
    for (YamuxStream stream : List.copyOf(streams.values())) {
      if (!stream.isOver()) {
        stream.end(true);
      }
    }
  }

  /** Streams that are open. */
  public int streamCount() {
    return streams.size();
  }

  /** Streams of the peer that were reset because it had too many. */
  public long resetStreams() {
    return resetStreams;
  }

  /** Frames that belonged to nothing. */
  public long strayFrames() {
    return strayFrames;
  }

  void ready(YamuxStream stream) {
    if (stream.isSendable()) {
      ready.add(stream);
    }
  }

  void sendReset(YamuxStream stream) {
    control.add(new YamuxHeader(YamuxHeader.WINDOW_UPDATE, YamuxHeader.RST, stream.id(), 0));
  }

  void remove(YamuxStream stream, boolean reset) {
    streams.remove(stream.id());
    ready.remove(stream);
    if (stream.isInbound()) {
      inbound--;
    } else {
      outbound--;
      if (!stream.isAcknowledged()) {
        unacknowledged--;
        stream.acknowledge();
      }
    }
    listener.onClosed(stream, reset);
  }
}
