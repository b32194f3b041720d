package org.vivavoce.signaling.libp2p.connection;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vivavoce.signaling.libp2p.connection.CloseReason.Kind;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.multistream.Negotiation;
import org.vivavoce.signaling.libp2p.noise.NoiseHandshake;
import org.vivavoce.signaling.libp2p.noise.NoiseSession;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.yamux.YamuxListener;
import org.vivavoce.signaling.libp2p.yamux.YamuxSession;
import org.vivavoce.signaling.libp2p.yamux.YamuxStream;

/**
 * One end of a connection: bytes and the time in, bytes, events and a deadline out.
 *
 * <pre>
 *  receive(bytes, now)   whenever some arrived       pull(buffer)   while hasOutput()
 *  tick(now)             at deadline()               close(reason)  when the socket is gone, or must go
 * </pre>
 *
 * <p>Nothing that comes in makes it throw. After {@link ConnectionListener#onClosed} the caller
 * sends what {@link #pull} still gives, as far as it can at once, and closes the socket.
 */
public final class Connection {
  /** The security that we do. */
  public static final String NOISE = "/noise";

  /** The muxer that we do. */
  public static final String YAMUX = "/yamux/1.0.0";

  private static final int FRAME_HEADER = 2;

  /** The least room that {@link #pull} makes use of once streams flow. */
  private static final int MIN_PULL =
      FRAME_HEADER
          + NoiseSession.MAX_MESSAGE_LENGTH
          - NoiseSession.MAX_PLAINTEXT_LENGTH
          + YamuxSession.MIN_PULL;

  private static final int MAX_PLAINTEXT_OUT = 16 * 1024 + 256;

  /** Room for a handshake; it grows to the largest frame when one comes. */
  private static final int FIRST_IN = 2 * 1024;

  private static final byte[] NOTHING = {};

  private final ConnectionParameters parameters;
  private final ConnectionListener listener;
  private final Runnable outputReady;
  private final ArrayDeque<ByteBuffer> handshakeOut = new ArrayDeque<>();
  private final Set<PeerStream> negotiating = new LinkedHashSet<>();
  private final long handshakeDeadline;

  private ByteBuffer wireIn = ByteBuffer.allocate(FIRST_IN);
  private ByteBuffer plainOut;
  private Negotiation negotiation;
  private NoiseHandshake handshake;
  private NoiseSession secure;
  private YamuxSession yamux;
  private byte[] unreadPlain = NOTHING;
  private PublicKey remoteKey;
  private PeerId remotePeer;
  private CloseReason closed;
  private long now;
  private long lastRoundTrip = -1;

  /**
   * A connection whose socket has just been opened.
   *
   * @param parameters what it needs to know
   * @param listener hears of it
   * @param outputReady called when there may be something to {@link #pull}, within any call
   * @param now the time in nanoseconds
   */
  public Connection(
      ConnectionParameters parameters,
      ConnectionListener listener,
      Runnable outputReady,
      long now) {
    this.parameters = parameters;
    this.listener = listener;
    this.outputReady = outputReady;
    this.now = now;
    handshakeDeadline = now + parameters.handshakeTimeoutNanos();
    negotiation =
        parameters.initiator()
            ? Negotiation.dialing(List.of(NOISE))
            : Negotiation.listening(NOISE::equals);
    send(negotiation.output());
  }

  private void send(byte[] raw) {
    if (raw.length > 0) {
      handshakeOut.add(ByteBuffer.wrap(raw));
      outputReady.run();
    }
  }

  private void sendFrame(byte[] message) {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + message.length);
    send(frame.putShort((short) message.length).put(message).array());
  }

  /**
   * Takes bytes from the socket, all of them.
   *
   * @param in its position moves to its limit
   * @param time the time in nanoseconds
   */
  public void receive(ByteBuffer in, long time) {
    now = time;
    try {
      while (closed == null && in.hasRemaining()) {
        int part = Math.min(in.remaining(), wireIn.remaining());
        wireIn.put(in.slice(in.position(), part));
        in.position(in.position() + part);
        wireIn.flip();
        boolean progress = true;
        while (closed == null && progress) {
          progress = secure == null && handshake == null ? agreeOnSecurity() : takeFrame();
        }
        wireIn.compact();
        if (!wireIn.hasRemaining()) {
          wireIn =
              ByteBuffer.allocate(FRAME_HEADER + NoiseSession.MAX_MESSAGE_LENGTH)
                  .put(wireIn.flip());
        }
      }
    } catch (MalformedException e) {
      fail(Kind.PROTOCOL_VIOLATION, e.getMessage());
    }
    in.position(in.limit());
    outputMayBeReady();
  }

  private boolean agreeOnSecurity() throws MalformedException {
    negotiation.receive(wireIn);
    send(negotiation.output());
    if (!negotiation.isDone()) {
      return false;
    }
    if (negotiation.protocol().isEmpty()) {
      fail(Kind.NOTHING_IN_COMMON, "the other end does not do " + NOISE);
      return false;
    }
    negotiation = null;
    handshake =
        new NoiseHandshake(
            parameters.initiator(), parameters.noise(), parameters.ephemeralPrivate());
    if (parameters.initiator()) {
      sendFrame(handshake.start());
    }
    return true;
  }

  private boolean takeFrame() throws MalformedException {
    if (wireIn.remaining() < FRAME_HEADER) {
      return false;
    }
    int length = wireIn.getShort(wireIn.position()) & 0xffff;
    if (wireIn.remaining() < FRAME_HEADER + length) {
      return false;
    }
    int start = wireIn.position() + FRAME_HEADER;
    wireIn.position(start + length);
    if (secure == null) {
      byte[] message = new byte[length];
      wireIn.get(start, message);
      takeHandshake(message);
    } else {
      takePlain(secure.decrypt(wireIn.array(), wireIn.arrayOffset() + start, length));
    }
    return true;
  }

  private void takeHandshake(byte[] message) throws MalformedException {
    byte[] answer = handshake.receive(message);
    if (handshake.isComplete()) {
      remoteKey = handshake.remoteKey();
      remotePeer = PeerId.of(remoteKey);
      Optional<PeerId> wanted = parameters.expected();
      if (wanted.isPresent() && !wanted.get().equals(remotePeer)) {
        fail(Kind.WRONG_PEER, "the other end is " + remotePeer + ", not " + wanted.get());
        return; // and do not tell it who we are
      }
      if (remotePeer.equals(parameters.local())) {
        fail(Kind.WRONG_PEER, "the other end is ourselves");
        return;
      }
      secure = handshake.session();
      handshake = null;
      negotiation =
          parameters.initiator()
              ? Negotiation.dialing(List.of(YAMUX))
              : Negotiation.listening(YAMUX::equals);
    }
    if (answer.length > 0) {
      sendFrame(answer);
    }
    if (secure != null) {
      sendSecure(negotiation.output());
    }
  }

  private void sendSecure(byte[] plain) {
    if (plain.length > 0) {
      sendFrame(secure.encrypt(plain, 0, plain.length));
    }
  }

  private void takePlain(byte[] plain) throws MalformedException {
    if (yamux != null) {
      yamux.receive(ByteBuffer.wrap(plain), now);
      return;
    }
    byte[] all = new byte[unreadPlain.length + plain.length];
    System.arraycopy(unreadPlain, 0, all, 0, unreadPlain.length);
    System.arraycopy(plain, 0, all, unreadPlain.length, plain.length);
    ByteBuffer in = ByteBuffer.wrap(all);
    negotiation.receive(in);
    sendSecure(negotiation.output());
    unreadPlain = new byte[in.remaining()];
    in.get(unreadPlain);
    if (!negotiation.isDone()) {
      return;
    }
    if (negotiation.protocol().isEmpty()) {
      fail(Kind.NOTHING_IN_COMMON, "the other end does not do " + YAMUX);
      return;
    }
    negotiation = null;
    plainOut = ByteBuffer.allocate(MAX_PLAINTEXT_OUT);
    yamux = new YamuxSession(parameters.initiator(), parameters.limits(), new Streams(), now);
    listener.onEstablished(this);
    byte[] rest = unreadPlain;
    unreadPlain = NOTHING;
    if (closed == null) {
      yamux.receive(ByteBuffer.wrap(rest), now);
    }
  }

  /** What the muxer tells, to the streams that it tells it about. */
  private final class Streams implements YamuxListener {
    @Override
    public void onStream(YamuxStream stream) {
      negotiating.add(
          PeerStream.inbound(
              Connection.this,
              stream,
              parameters.protocols(),
              now + parameters.handshakeTimeoutNanos()));
    }

    @Override
    public void onData(YamuxStream stream, ByteBuffer data) {
      of(stream).receive(data);
    }

    @Override
    public void onReadClosed(YamuxStream stream) {
      if (!stream.isOver()) {
        of(stream).readClosed();
      }
    }

    @Override
    public void onWritable(YamuxStream stream) {
      of(stream).writable();
    }

    @Override
    public void onClosed(YamuxStream stream, boolean reset) {
      of(stream).closed(reset);
    }

    @Override
    public void onPong(long nanos) {
      lastRoundTrip = nanos;
    }

    @Override
    public void onGoAway(long code) {
      // Streams that are open go on; opening another one gives none.
    }

    private PeerStream of(YamuxStream stream) {
      return (PeerStream) stream.attachment();
    }
  }

  /**
   * Opens a stream and proposes protocols for it.
   *
   * @param proposals the most wanted first
   * @param handler hears of the stream, from {@link StreamHandler#onOpen} or {@link
   *     StreamHandler#onClosed} on
   * @return empty if there can be none now: not established, closed, or too many
   */
  public Optional<PeerStream> open(List<String> proposals, StreamHandler handler, long time) {
    now = time;
    YamuxStream stream = yamux == null || closed != null ? null : yamux.open();
    if (stream == null) {
      return Optional.empty();
    }
    PeerStream opened =
        PeerStream.outbound(
            this, stream, proposals, handler, now + parameters.handshakeTimeoutNanos());
    negotiating.add(opened);
    outputMayBeReady();
    return Optional.of(opened);
  }

  /** Whether {@link #pull} would write something into an empty buffer. */
  public boolean hasOutput() {
    return !handshakeOut.isEmpty() || yamux != null && yamux.hasOutput();
  }

  void outputMayBeReady() {
    if (hasOutput()) {
      outputReady.run();
    }
  }

  /**
   * Writes what is to be sent, as much as fits.
   *
   * @param out best empty and of 64 KiB
   */
  public void pull(ByteBuffer out) {
    while (!handshakeOut.isEmpty() && out.hasRemaining()) {
      ByteBuffer first = handshakeOut.element();
      int part = Math.min(first.remaining(), out.remaining());
      out.put(first.slice(first.position(), part));
      first.position(first.position() + part);
      if (!first.hasRemaining()) {
        handshakeOut.remove();
      }
    }
    while (yamux != null
        && handshakeOut.isEmpty()
        && yamux.hasOutput()
        && out.remaining() >= MIN_PULL) {
      plainOut.clear();
      plainOut.limit(
          Math.min(plainOut.capacity(), out.remaining() - MIN_PULL + YamuxSession.MIN_PULL));
      yamux.pull(plainOut);
      if (plainOut.position() == 0) {
        return;
      }
      byte[] message = secure.encrypt(plainOut.array(), 0, plainOut.position());
      out.putShort((short) message.length).put(message);
    }
  }

  /** When {@link #tick} is to be called. */
  public long deadline() {
    if (yamux == null) {
      return handshakeDeadline;
    }
    return negotiating.isEmpty()
        ? yamux.deadline()
        : Math.min(yamux.deadline(), negotiating.iterator().next().deadline());
  }

  void negotiated(PeerStream stream) {
    negotiating.remove(stream);
  }

  /** Gives up what takes too long, pings a silent peer. */
  public void tick(long time) {
    now = time;
    if (closed != null) {
      return;
    }
    if (yamux == null) {
      if (now - handshakeDeadline >= 0) {
        fail(Kind.HANDSHAKE_TIMEOUT, "the other end did not complete the handshake in time");
      }
      return;
    }
    while (!negotiating.isEmpty() && now - negotiating.iterator().next().deadline() >= 0) {
      negotiating.iterator().next().reset(); // which takes it out
    }
    if (!yamux.tick(now)) {
      fail(Kind.UNRESPONSIVE, "the peer no longer answers");
    }
    outputMayBeReady();
  }

  private void fail(Kind kind, String detail) {
    close(new CloseReason(kind, detail));
  }

  /**
   * Ends it. Again does nothing.
   *
   * @param reason what the listener and {@link #closeReason} are told
   */
  public void close(CloseReason reason) {
    if (closed != null) {
      return;
    }
    closed = reason;
    if (yamux != null) {
      yamux.close();
      sendSecure(YamuxSession.goAwayFrame(reason.kind() == Kind.PROTOCOL_VIOLATION ? 1 : 0));
    }
    listener.onClosed(this, reason);
  }

  /** Why it ended; empty while it has not. */
  public Optional<CloseReason> closeReason() {
    return Optional.ofNullable(closed);
  }

  /** Whether streams can be opened. */
  public boolean isEstablished() {
    return yamux != null && closed == null;
  }

  /** Whether we opened it. */
  public boolean isInitiator() {
    return parameters.initiator();
  }

  /**
   * Who is at the other end.
   *
   * @throws IllegalStateException before it is established
   */
  public PeerId remotePeer() {
    if (remotePeer == null) {
      throw new IllegalStateException("not yet known who is at the other end");
    }
    return remotePeer;
  }

  /** The other end's key; null before it is established. */
  public PublicKey remoteKey() {
    return remoteKey;
  }

  /** The last round trip of the muxer's own pings in nanoseconds; negative before the first. */
  public long lastRoundTripNanos() {
    return lastRoundTrip;
  }

  /** Streams that are open. */
  public int streamCount() {
    return yamux == null ? 0 : yamux.streamCount();
  }
}
