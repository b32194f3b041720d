package org.vivavoce.peer;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.ice.IceCandidate;
import org.vivavoce.ice.IceState;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.MediaDescription;
import org.vivavoce.sdp.SessionDescription;

/**
 * One encrypted path for media between two peers, negotiated by offer and answer: the W3C's
 * RTCPeerConnection for the JVM.
 *
 * <pre>{@code
 * PeerConnection pc = PeerConnection.create(PeerConfiguration.builder().build(), observer);
 * pc.addTrack(microphone, "stream");
 * pc.setLocalDescription().thenAccept(offer -> signaling.send(offer));
 * // the observer's onIceCandidate gives candidates to send; then, with what comes back:
 * pc.setRemoteDescription(answer);
 * pc.addIceCandidate(candidate);
 * }</pre>
 *
 * <p><b>Threads.</b> Every method is safe from any thread. State changes on one {@link EventLoop},
 * where the observer is called too and futures complete; a method that is called on that loop takes
 * effect at once. Operations run in the order of the calls, as in the W3C's chain of operations.
 *
 * <p><b>Errors.</b> Futures fail with {@link PeerConnectionException}, and then nothing was
 * applied.
 */
public final class PeerConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** How often who waits for the end looks whether the loop is still there. */
  private static final long CLOSED_CHECK_MS = 50;

  private final PeerConfiguration configuration;
  private final PeerObserver observer;
  private final EventLoop loop;
  private final boolean ownLoop;
  private final CopyOnWriteArrayList<RtpTransceiver> transceivers = new CopyOnWriteArrayList<>();
  private final JsepSession jsep;
  private final PeerTransport transport;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean closeBegun = new AtomicBoolean();

  /**
   * Operations that have not ended: a loop that closes drops what it has not begun, and nobody must
   * wait for that.
   */
  private final Set<CompletableFuture<?>> operations = ConcurrentHashMap.newKeySet();

  private volatile IceGatheringState gathering = IceGatheringState.NEW;
  private volatile IceState iceState = IceState.NEW;
  private volatile PeerConnectionState connectionState = PeerConnectionState.NEW;
  private volatile PeerFailure failure;
  private volatile boolean closing;

  // The loop's own.
  private final List<String> localCandidates = new ArrayList<>();
  private boolean negotiationNeeded;

  private PeerConnection(PeerConfiguration configuration, PeerObserver observer) {
    this.configuration = Objects.requireNonNull(configuration, "configuration");
    this.observer = Objects.requireNonNull(observer, "observer");
    this.ownLoop = configuration.eventLoop().isEmpty();
    this.loop = configuration.eventLoop().orElseGet(() -> EventLoop.shared("peer"));
    this.transport = new PeerTransport(configuration, loop, RANDOM, new TransportEvents());
    this.jsep =
        new JsepSession(configuration, transceivers, transport, this::newRemoteTransceiver, RANDOM);
  }

  /**
   * Makes a connection. Opens no socket and starts no thread before a local description is set.
   *
   * @param configuration servers, interfaces, certificate, codecs
   * @param observer hears what happens
   */
  public static PeerConnection create(PeerConfiguration configuration, PeerObserver observer) {
    return new PeerConnection(configuration, observer);
  }

  // --- media

  /**
   * Makes an m-line of its own for sending, receiving, or both, to be negotiated.
   *
   * @param kind audio or video
   * @param direction what is wanted of it
   * @throws PeerConnectionException InvalidStateError after {@link #close}
   */
  public RtpTransceiver addTransceiver(MediaKind kind, Direction direction) {
    requireOpen();
    RtpTransceiver t = newTransceiver(kind, direction, true);
    needNegotiation();
    return t;
  }

  /**
   * Sends a track, on an m-line that only receives so far if there is one.
   *
   * @param track encoded media
   * @param streams what the other side is told the track is part of
   * @throws PeerConnectionException InvalidStateError after {@link #close}
   */
  public RtpSender addTrack(LocalTrack track, String... streams) {
    requireOpen();
    RtpTransceiver t;
    // Two threads that add tracks must not find the same transceiver.
    synchronized (transceivers) {
      t =
          transceivers.stream()
              .filter(x -> x.kind() == track.kind() && !x.stopped())
              .filter(x -> x.sender().track().isEmpty() && !x.direction().sends())
              .findFirst()
              .orElseGet(() -> newTransceiver(track.kind(), Direction.RECVONLY, true));
      t.sender().reserve(track);
    }
    t.sender().replaceTrack(track);
    t.sender().setStreams(streams);
    t.setDirection(t.direction().withSend(true));
    return t.sender();
  }

  /** All transceivers, in the order in which they were made. */
  public List<RtpTransceiver> transceivers() {
    return List.copyOf(transceivers);
  }

  // --- negotiation

  /** An offer for what is wanted now; nothing is applied. */
  public CompletableFuture<RtcSessionDescription> createOffer() {
    return operation(() -> jsep.createOffer());
  }

  /** An answer to the remote offer; nothing is applied. */
  public CompletableFuture<RtcSessionDescription> createAnswer() {
    return operation(() -> jsep.createAnswer());
  }

  /**
   * Creates and applies what the state asks for: an answer to a remote offer, else an offer. The
   * future gives what to send.
   */
  public CompletableFuture<RtcSessionDescription> setLocalDescription() {
    return operation(
        () -> {
          RtcSessionDescription made =
              jsep.state() == SignalingState.HAVE_REMOTE_OFFER
                  ? jsep.createAnswer()
                  : jsep.createOffer();
          applyLocal(made);
          return made;
        });
  }

  /** Applies what {@link #createOffer} or {@link #createAnswer} made last, unchanged. */
  public CompletableFuture<Void> setLocalDescription(RtcSessionDescription description) {
    Objects.requireNonNull(description, "description");
    return operation(
        () -> {
          applyLocal(description);
          return null;
        });
  }

  /** Applies an offer or answer of the other side. */
  public CompletableFuture<Void> setRemoteDescription(RtcSessionDescription description) {
    Objects.requireNonNull(description, "description");
    return operation(
        () -> {
          SignalingState before = jsep.state();
          List<RtpTransceiver> tracks = jsep.setRemote(description);
          signalingChanged(before);
          tracks.forEach(t -> notify(() -> observer.onTrack(t)));
          return null;
        });
  }

  /** Adds a candidate of the other side; needs its description first. */
  public CompletableFuture<Void> addIceCandidate(RtcIceCandidate candidate) {
    Objects.requireNonNull(candidate, "candidate");
    return operation(
        () -> {
          jsep.addCandidate(candidate);
          return null;
        });
  }

  /**
   * The local description in force or pending, with the candidates found so far. Call it on the
   * loop, or expect what was a moment ago.
   */
  public CompletableFuture<Optional<RtcSessionDescription>> localDescription() {
    return operation(
        () ->
            jsep.localDescription()
                .map(
                    d ->
                        withCandidates(
                            d, localCandidates, gathering == IceGatheringState.COMPLETE)));
  }

  // --- state

  /** Where the offer/answer exchange stands. */
  public SignalingState signalingState() {
    return closing ? SignalingState.CLOSED : jsep.state();
  }

  /** How far the search for our candidates is. */
  public IceGatheringState iceGatheringState() {
    return gathering;
  }

  /** What ICE says of the path. */
  public IceState iceConnectionState() {
    return closing ? IceState.CLOSED : iceState;
  }

  /** ICE and DTLS together. */
  public PeerConnectionState connectionState() {
    return closing ? PeerConnectionState.CLOSED : connectionState;
  }

  /** Why it failed or is about to: known a moment before {@link PeerObserver#onFailure} tells. */
  public Optional<PeerFailure> failure() {
    PeerFailure told = failure;
    return told != null ? Optional.of(told) : transport.failing();
  }

  /** The certificate that the other side knows us by. */
  public DtlsCertificate certificate() {
    return configuration.dtls().certificate();
  }

  /** Path, keys and packets so far. */
  public PeerConnectionStats stats() {
    return transport.stats();
  }

  /**
   * Ends it: a DTLS close_notify and an RTCP BYE are sent, sockets and threads go. Final and
   * idempotent. Called from outside the loop, it returns when all is closed; but within a {@link
   * PacketSink} or a {@link PacketFilter} it returns at once and the rest follows, because the
   * network thread is needed for it.
   */
  @Override
  public void close() {
    loop.run(this::closeOnLoop);
    boolean interrupted = false;
    while (!closed.isDone()) {
      if (loop.closed()) {
        // Whoever gave the loop has closed it before us; nobody else is at work on it any more.
        closeOnLoop();
      }
      if (loop.inLoop() || PeerTransport.onNetworkThread()) {
        break;
      }
      try {
        closed.get(CLOSED_CHECK_MS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        LOG.debug("Still closing");
      } catch (ExecutionException e) {
        throw new AssertionError("Closing completes normally", e);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeOnLoop() {
    if (!closeBegun.compareAndSet(false, true)) {
      return;
    }
    closing = true;
    connectionState = PeerConnectionState.CLOSED;
    try {
      transceivers.forEach(t -> t.sender().outbound(null));
    } finally {
      transport.close();
      closed.complete(null);
      operations.forEach(o -> o.completeExceptionally(closedError()));
      if (ownLoop) {
        loop.close();
      }
    }
  }

  // --- within

  private void applyLocal(RtcSessionDescription description) {
    SignalingState before = jsep.state();
    jsep.setLocal(description);
    signalingChanged(before);
    if (gathering == IceGatheringState.NEW) {
      gathering = IceGatheringState.GATHERING;
      notify(() -> observer.onIceGatheringStateChange(gathering));
      transport.gather();
    }
  }

  private void signalingChanged(SignalingState before) {
    SignalingState now = jsep.state();
    if (now != before) {
      notify(() -> observer.onSignalingStateChange(now));
      if (now == SignalingState.STABLE) {
        negotiationNeeded = false;
        if (jsep.needsNegotiation()) {
          needNegotiation();
        }
      }
    }
  }

  private RtpTransceiver newTransceiver(MediaKind kind, Direction direction, boolean ours) {
    RtpTransceiver t = new RtpTransceiver(kind, direction, ours, this::needNegotiation);
    transceivers.add(t);
    return t;
  }

  private RtpTransceiver newRemoteTransceiver(MediaKind kind) {
    return newTransceiver(kind, Direction.RECVONLY, false);
  }

  /** Tells once, later, as the W3C's steps do, and only if it is still so. */
  private void needNegotiation() {
    loop.execute(
        () -> {
          if (!closing
              && !negotiationNeeded
              && jsep.state() == SignalingState.STABLE
              && jsep.needsNegotiation()) {
            negotiationNeeded = true;
            notify(observer::onNegotiationNeeded);
          }
        });
  }

  private <T> CompletableFuture<T> operation(Supplier<T> body) {
    CompletableFuture<T> result = new CompletableFuture<>();
    operations.add(result);
    // Closing sets the flag first and then ends what is in the set: one of the two sees this one.
    if (closing || loop.closed()) {
      operations.remove(result);
      result.completeExceptionally(closedError());
    } else {
      loop.run(() -> operate(body, result));
    }
    return result;
  }

  private <T> void operate(Supplier<T> body, CompletableFuture<T> result) {
    operations.remove(result);
    if (closing) {
      result.completeExceptionally(closedError());
      return;
    }
    T value;
    try {
      value = body.get();
    } catch (PeerConnectionException e) {
      result.completeExceptionally(e);
      return;
    } catch (RuntimeException | AssertionError e) {
      LOG.error("An operation of a PeerConnection failed for no reason of the caller's", e);
      result.completeExceptionally(e);
      return;
    }
    result.complete(value);
  }

  private void requireOpen() {
    if (closing) {
      throw closedError();
    }
  }

  private static PeerConnectionException closedError() {
    return new PeerConnectionException(
        RtcErrorName.INVALID_STATE_ERROR, "this PeerConnection is closed; create another");
  }

  private void notify(Runnable event) {
    if (closing) {
      // An observer closed us between two events of one operation.
      return;
    }
    try {
      event.run();
    } catch (RuntimeException e) {
      LOG.error("An observer of a PeerConnection threw; the connection goes on", e);
    }
  }

  /**
   * The description with our candidates on its first m-line, for signaling that does not trickle.
   */
  private static RtcSessionDescription withCandidates(
      RtcSessionDescription description, List<String> candidates, boolean complete) {
    if (candidates.isEmpty() && !complete) {
      return description;
    }
    try {
      SessionDescription sdp = SessionDescription.parse(description.sdp());
      for (int i = 0; i < sdp.media().size(); i++) {
        MediaDescription m = sdp.media().get(i);
        if (m.isRejected()) {
          continue;
        }
        MediaDescription filled = m.withCandidates(candidates);
        if (complete) {
          filled = filled.with(org.vivavoce.sdp.Attribute.of("end-of-candidates"));
        }
        return new RtcSessionDescription(description.type(), sdp.withMedia(i, filled).toString());
      }
      return description;
    } catch (org.vivavoce.sdp.SdpException e) {
      throw new AssertionError("Our own description does not parse", e);
    }
  }

  /** What the transport says, brought to the loop. */
  private final class TransportEvents implements PeerTransport.Events {
    private void later(Runnable task) {
      loop.run(
          () -> {
            if (!closing) {
              task.run();
            }
          });
    }

    @Override
    public void candidate(IceCandidate candidate) {
      later(
          () -> {
            String text = candidate.toString();
            localCandidates.add(text);
            jsep.transportMid()
                .ifPresent(
                    mid ->
                        PeerConnection.this.notify(
                            () ->
                                observer.onIceCandidate(
                                    new RtcIceCandidate(
                                        text,
                                        mid.mid(),
                                        mid.index(),
                                        transport.localIce().usernameFragment()))));
          });
    }

    @Override
    public void gatheringComplete() {
      later(
          () -> {
            gathering = IceGatheringState.COMPLETE;
            PeerConnection.this.notify(() -> observer.onIceGatheringStateChange(gathering));
            jsep.transportMid()
                .ifPresent(
                    mid ->
                        PeerConnection.this.notify(
                            () ->
                                observer.onIceCandidate(
                                    new RtcIceCandidate(
                                        "",
                                        mid.mid(),
                                        mid.index(),
                                        transport.localIce().usernameFragment()))));
          });
    }

    @Override
    public void iceState(IceState state) {
      later(
          () -> {
            iceState = state;
            PeerConnection.this.notify(() -> observer.onIceConnectionStateChange(state));
          });
    }

    @Override
    public void state(PeerConnectionState state) {
      later(
          () -> {
            if (connectionState != state && connectionState != PeerConnectionState.FAILED) {
              connectionState = state;
              PeerConnection.this.notify(() -> observer.onConnectionStateChange(state));
            }
          });
    }

    @Override
    public void failed(PeerFailure reason) {
      later(
          () -> {
            if (connectionState != PeerConnectionState.FAILED) {
              failure = reason;
              connectionState = PeerConnectionState.FAILED;
              PeerConnection.this.notify(() -> observer.onFailure(reason));
              PeerConnection.this.notify(
                  () -> observer.onConnectionStateChange(PeerConnectionState.FAILED));
            }
          });
    }
  }
}
