package org.vivavoce.sctp;

import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One SCTP association inside one DTLS connection (RFC 9260, RFC 8261), without sockets, threads or
 * a clock.
 *
 * <p>Whoever drives it does this, on one thread, with a time in nanoseconds that never runs
 * backwards (its origin does not matter):
 *
 * <ol>
 *   <li>{@link #connect} once, on both sides at once if need be; {@link #send} messages at any
 *       time, earlier ones are kept until the handshake is done
 *   <li>{@link #receive} each packet that DTLS brings; it may be called for many before what
 *       follows
 *   <li>{@link #pollEvent} until it returns null; {@link #nextPacket} makes events, too
 *   <li>{@link #nextPacket} until it returns 0, and give each packet to DTLS. Stopping earlier,
 *       when the socket is full, is allowed
 *   <li>come back at {@link #nextDeadline} for {@link #onTimeout}, then as after {@code receive}
 * </ol>
 *
 * <p>{@code association.receive(record, 0, length, now); for (SctpEvent event; (event =
 * association.pollEvent()) != null; ) handle(event); for (int n; (n =
 * association.nextPacket(buffer, 0, now)) > 0; ) dtls.send(buffer, 0, n); }
 *
 * <p>Any method may be called while an event is handled. Nothing that comes from the other side
 * makes a method throw: what is wrong is dropped and {@linkplain #stats() counted}, or answered by
 * ABORT where the RFC says so.
 */
public final class Association {
  /** After so many timeouts of data, packets above the base size are suspected. */
  private static final int BLACK_HOLE_TIMEOUTS = 2;

  private final Endpoint endpoint;
  private final Inbound inbound;
  private final Outbound outbound;
  private final SctpConfig config;
  private final SendQueue queue;
  private final Counters counters;
  private boolean connectCalled;

  /** Of all paths so far. */
  private int largest;

  private Association(SctpConfig config, RandomGenerator random) {
    this.endpoint = new Endpoint(config, random);
    this.inbound = new Inbound(endpoint);
    this.outbound = new Outbound(endpoint);
    this.config = config;
    this.queue = endpoint.queue;
    this.counters = endpoint.counters;
  }

  /**
   * Makes an association that has not begun.
   *
   * @param config how it behaves
   * @param random where tags, first TSNs and the cookies' key come from: a {@link
   *     java.security.SecureRandom}, but in tests
   */
  public static Association create(SctpConfig config, RandomGenerator random) {
    return new Association(
        Objects.requireNonNull(config, "config"), Objects.requireNonNull(random, "random"));
  }

  /** Where it stands. */
  public SctpState state() {
    return endpoint.state;
  }

  /**
   * Begins the handshake. The other side may do so at the same time (RFC 9260 section 5.2.1).
   *
   * @throws IllegalStateException if it was called before, or the association has ended
   */
  public void connect(long now) {
    if (connectCalled || endpoint.ended) {
      throw new IllegalStateException("connect may be called once, and not after the end");
    }
    connectCalled = true;
    if (endpoint.state == SctpState.CLOSED) {
      endpoint.state = SctpState.COOKIE_WAIT;
      endpoint.handshake.begin(now);
    }
  }

  /**
   * Hands a message over. Its bytes are not copied: the array must stay as it is until the message
   * has been acknowledged; those who cannot tell give a copy.
   *
   * @param data an array that the message lies in
   * @param off where it begins
   * @param length how long it is, at least 1 byte (SCTP cannot carry none)
   * @throws IllegalArgumentException if the length is not positive
   * @throws IndexOutOfBoundsException if the message does not lie in the array
   */
  public SendResult send(
      StreamId stream, Ppid ppid, byte[] data, int off, int length, SendOptions options, long now) {
    Objects.checkFromIndexSize(off, length, data.length);
    if (length == 0) {
      throw new IllegalArgumentException("SCTP carries no empty message");
    }
    Objects.requireNonNull(ppid, "ppid");
    if (endpoint.ended || endpoint.state.compareTo(SctpState.ESTABLISHED) > 0) {
      return SendResult.NOT_OPEN;
    }
    if (stream.value() >= endpoint.maxStreams) {
      return SendResult.NO_SUCH_STREAM;
    }
    OutStream out = queue.stream(stream);
    if (out.state != OutStream.State.OPEN) {
      return SendResult.STREAM_CLOSING;
    }
    // What opens a channel is never refused: there is one such message for a channel.
    if (!ppid.equals(Ppid.DCEP) && !queue.hasRoom(length)) {
      return SendResult.BUFFER_FULL;
    }
    queue.add(new OutMessage(out, ppid.value(), data, off, length, options, now));
    return SendResult.QUEUED;
  }

  /**
   * How many bytes of messages on a stream wait to be put into packets; those of {@link Ppid#DCEP}
   * and the one byte of empty messages do not count.
   */
  public long bufferedAmount(StreamId stream) {
    OutStream out = queue.existing(stream.value());
    return out == null ? 0 : out.buffered;
  }

  /** How many bytes of messages, on all streams, wait to be acknowledged; 64 more for each. */
  public long heldBytes() {
    return queue.held();
  }

  /**
   * Sets where {@link SctpEvent.BufferedAmountLow} is told: when {@link #bufferedAmount} falls from
   * above this to it or below. 0 at first.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public void setBufferedAmountLowThreshold(StreamId stream, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a threshold is not negative: " + bytes);
    }
    queue.stream(stream).lowThreshold = bytes;
  }

  /**
   * Sets a stream's share of the path beside others that have something to send. 256 at first,
   * which is the W3C's "low" (RFC 8831 section 6.4).
   *
   * @throws IllegalArgumentException if it is not 1 to 65,535
   */
  public void setPriority(StreamId stream, int weight) {
    if (weight < 1 || weight > 0xFFFF) {
      throw new IllegalArgumentException("a priority is 1 to 65535: " + weight);
    }
    queue.stream(stream).weight = weight;
  }

  /**
   * Resets streams that we send on, once everything handed over before has been sent (RFC 6525).
   * {@link SctpEvent.OutgoingStreamsReset} tells when the other side has agreed; until then {@code
   * send} says {@link SendResult#STREAM_CLOSING}. Streams that are being reset already are passed
   * over.
   */
  public void resetStreams(Set<StreamId> streams) {
    for (StreamId id : streams) {
      OutStream stream = queue.stream(id);
      if (!endpoint.ended && stream.state == OutStream.State.OPEN) {
        stream.state = OutStream.State.DRAINING;
        if (endpoint.reset != null) {
          endpoint.reset.want(stream);
        }
      }
    }
  }

  /** Ends it in order: what was handed over is delivered first (RFC 9260 section 9.2). */
  public void shutdown(long now) {
    if (endpoint.state == SctpState.ESTABLISHED) {
      endpoint.state = SctpState.SHUTDOWN_PENDING;
      endpoint.checkShutdown(now);
    } else if (endpoint.state.compareTo(SctpState.ESTABLISHED) < 0 && !endpoint.ended) {
      endpoint.end(new CloseReason.ShutDown());
    }
  }

  /** Ends it at once, and tells the other side why. */
  public void abort(String text) {
    if (!endpoint.ended) {
      endpoint.abortWith(
          ErrorCause.abort(ErrorCause.USER_INITIATED, text), new CloseReason.Aborted(text));
    }
  }

  /**
   * Packets take another path from now on, of which nothing is known: they have {@linkplain
   * SctpConfig#withPacketSize the size that needs no probing} again, and larger ones are probed
   * for. What was sent in larger ones and is lost is sent again as it was, since a chunk cannot be
   * torn anew (RFC 9260 section 6.9): whoever sends datagrams has to fragment those.
   *
   * @param probeUpTo see {@link SctpConfig#withProbingUpTo}; what is not above the packet size
   *     probes for nothing
   */
  public void pathChanged(int probeUpTo, long now) {
    if (endpoint.path == null) {
      endpoint.probeUpTo = probeUpTo & ~3;
    } else {
      largest = maxPacketSize();
      endpoint.path.change(probeUpTo & ~3, now);
      endpoint.transmission.packetSize(endpoint.path.packetSize());
    }
  }

  /**
   * What happened next, or null. A message counts against the receive window until it is polled.
   */
  public SctpEvent pollEvent() {
    SctpEvent event = endpoint.events.poll();
    if (event != null && endpoint.reception != null) {
      endpoint.reception.polled(event);
    }
    return event;
  }

  /** Whether {@link #pollEvent} has something to tell. */
  public boolean hasEvents() {
    return !endpoint.events.isEmpty();
  }

  /** The largest packet that {@link #nextPacket} may write now, in bytes. */
  public int maxPacketSize() {
    return endpoint.path == null
        ? config.packetSize
        : Math.max(largest, endpoint.path.largestSize());
  }

  /** When to call {@link #onTimeout}, or {@link Long#MAX_VALUE} for never. */
  public long nextDeadline() {
    if (endpoint.ended) {
      return Deadline.NONE;
    }
    long deadline = Math.min(endpoint.handshake.deadline(), endpoint.shutdown.deadline());
    if (endpoint.transmission != null) {
      if (endpoint.state != SctpState.COOKIE_ECHOED) {
        deadline = Math.min(deadline, endpoint.transmission.deadline());
      }
      deadline = Math.min(deadline, endpoint.reception.deadline());
      deadline = Math.min(deadline, endpoint.reset.deadline());
      deadline = Math.min(deadline, endpoint.path.deadline());
    }
    return deadline;
  }

  /** Does what is due. Calling it earlier does nothing. */
  public void onTimeout(long now) {
    if (endpoint.ended) {
      return;
    }
    if (endpoint.handshake.onTimeout(now)) {
      endpoint.end(new CloseReason.HandshakeTimedOut());
      return;
    }
    if (endpoint.transmission == null) {
      return;
    }
    if (endpoint.state != SctpState.COOKIE_ECHOED && endpoint.transmission.onTimeout(now)) {
      endpoint.path.fail();
      if (endpoint.transmission.timeoutsInARow() >= BLACK_HOLE_TIMEOUTS
          && endpoint.path.onBlackHole(now)) {
        endpoint.transmission.packetSize(endpoint.path.packetSize());
      }
    }
    if (endpoint.shutdown.onTimeout(now)) {
      endpoint.path.fail();
    }
    if (endpoint.reset.onTimeout(now)) {
      endpoint.path.fail();
    }
    endpoint.reception.onTimeout(now);
    endpoint.path.onTimeout(now);
    if (endpoint.path.isUnreachable()) {
      endpoint.abortWith(
          ErrorCause.abort(ErrorCause.PROTOCOL_VIOLATION, "no answer"),
          new CloseReason.PeerUnreachable());
    }
  }

  /**
   * Takes a packet. It is read to its end before this returns; the array is not kept.
   *
   * @throws IndexOutOfBoundsException if the packet does not lie in the array
   */
  public void receive(byte[] buf, int off, int length, long now) {
    Objects.checkFromIndexSize(off, length, buf.length);
    inbound.receive(buf, off, length, now);
  }

  /**
   * Writes the next packet.
   *
   * @param out with room for {@link #maxPacketSize()} bytes from {@code off} on
   * @return its length, or 0 if there is nothing to send now
   * @throws IndexOutOfBoundsException if there is no room for a packet of the largest size
   */
  public int nextPacket(byte[] out, int off, long now) {
    Objects.checkFromIndexSize(off, maxPacketSize(), out.length);
    return outbound.nextPacket(out, off, now);
  }

  /** Figures, as they are now. */
  public SctpStats stats() {
    boolean begun = endpoint.transmission != null;
    return new SctpStats(
        counters.packetsSent,
        counters.packetsReceived,
        counters.bytesSent,
        counters.bytesReceived,
        counters.messagesSent,
        counters.messagesReceived,
        counters.messagesAbandoned,
        counters.chunksRetransmitted,
        counters.fastRecoveries,
        counters.timeouts,
        counters.tailProbes,
        begun ? endpoint.transmission.congestion.window() : 0,
        begun ? endpoint.transmission.peerWindow() : 0,
        begun ? endpoint.transmission.bytesInFlight() : 0,
        begun ? endpoint.transmission.rtt.smoothed() : 0,
        begun ? endpoint.transmission.rtt.rto() : config.rtoInitial,
        begun ? endpoint.path.packetSize() : config.packetSize,
        counters.dropped());
  }
}
