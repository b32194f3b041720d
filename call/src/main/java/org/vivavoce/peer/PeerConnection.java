package org.vivavoce.peer;

import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.ice.IceCandidate;
import org.vivavoce.ice.IceCandidatePair;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.ice.IceState;
import org.vivavoce.peer.stats.RtcStatsReport;
import org.vivavoce.sdp.Direction;

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
 * where the observer is called too and futures complete. Operations (what returns a future) run one
 * after the other in the order of the calls, as in the W3C's chain of operations: one that is
 * called on the loop runs at once, but one that is called within another operation, by an observer
 * for instance, runs after it; so never wait for a future there.
 *
 * <p><b>Errors.</b> Futures fail with {@link PeerConnectionException}, and then nothing was
 * applied.
 *
 * <p><b>BUNDLE.</b> Everything shares one transport: offers are bundled as the W3C's policy {@code
 * max-bundle} has it, whatever {@link BundlePolicy} is set, with {@code rtcp-mux} required. Of an
 * offer that bundles not, the first m-line (and its group) that we have a codec for is taken, and
 * the others are refused.
 */
public final class PeerConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PeerObserver observer;
  private final EventLoop loop;
  private final boolean ownLoop;
  private final TransceiverSet transceivers;
  private final JsepSession jsep;
  private final Descriptions descriptions;
  private final PeerTransport transport;
  private final OperationsChain operations;
  private final NegotiationFlag negotiation;
  private final ConnectionStates states = new ConnectionStates(this::tell);
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean closeBegun = new AtomicBoolean();

  private volatile PeerConfiguration configuration;
  private volatile boolean closing;

  private PeerConnection(PeerConfiguration configuration, PeerObserver observer) {
    this.configuration = Objects.requireNonNull(configuration, "configuration");
    this.observer = Objects.requireNonNull(observer, "observer");
    this.ownLoop = configuration.eventLoop().isEmpty();
    this.loop = configuration.eventLoop().orElseGet(() -> EventLoop.shared("peer"));
    this.transport = new PeerTransport(configuration, loop, RANDOM, new TransportEvents());
    TransceiverOwner owner =
        new TransceiverOwner(
            transport,
            () -> this.configuration.codecs(),
            () -> closing,
            this::negotiationMayBeNeeded,
            this::onLoop,
            this::tell);
    this.transceivers = new TransceiverSet(owner, owner);
    this.jsep =
        new JsepSession(
            configuration,
            transceivers.all(),
            transport,
            (kind, name) -> transceivers.make(kind, Direction.RECVONLY, false, name),
            RANDOM);
    this.descriptions = new Descriptions(jsep.state());
    this.operations = new OperationsChain(loop, this::operationsEnded);
    this.negotiation =
        new NegotiationFlag(
            loop,
            operations::isEmpty,
            () -> !closing && jsep.signaling() == SignalingState.STABLE && jsep.needsNegotiation(),
            () -> tell(PeerObserver::onNegotiationNeeded));
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
    RtpTransceiver t = transceivers.make(kind, direction, true, "");
    negotiation.update();
    return t;
  }

  /**
   * Sends a track: on an m-line of its kind that has no track and never sent, if there is one.
   *
   * @param track encoded media
   * @param streams what the other side is told the track is part of; may be none
   * @throws PeerConnectionException InvalidStateError after {@link #close}; InvalidAccessError if
   *     the track is being sent already
   */
  public RtpSender addTrack(LocalTrack track, String... streams) {
    Objects.requireNonNull(track, "track");
    requireOpen();
    RtpSender sender = transceivers.addTrack(track, streams);
    negotiation.update();
    return sender;
  }

  /**
   * Sends it no more; the m-line stays, and goes on receiving if it did.
   *
   * @throws PeerConnectionException InvalidStateError after {@link #close}; InvalidAccessError if
   *     the sender is of another connection
   */
  public void removeTrack(RtpSender sender) {
    requireOpen();
    if (transceivers.removeTrack(sender)) {
      negotiation.update();
    }
  }

  /** All transceivers that were not stopped, in the order in which they were made. */
  public List<RtpTransceiver> transceivers() {
    return transceivers.live().toList();
  }

  /** The sending halves of the {@link #transceivers()} that were not stopped. */
  public List<RtpSender> senders() {
    return transceivers.live().map(RtpTransceiver::sender).toList();
  }

  /** The receiving halves of the {@link #transceivers()} that were not stopped. */
  public List<RtpReceiver> receivers() {
    return transceivers.live().map(RtpTransceiver::receiver).toList();
  }

  // --- data

  /**
   * Makes a channel for messages; it opens when the connection is there. The first one of a
   * connection makes an m-line to be negotiated, the others need no negotiation.
   *
   * @param label a name for the other side to read, up to 65,535 bytes
   * @param init its properties: {@link DataChannelInit#defaults} is reliable and ordered
   * @throws PeerConnectionException InvalidStateError after {@link #close}; TypeError if a property
   *     is out of range, or both limits are given, or an id is missing; OperationError if the id is
   *     taken
   */
  public RtcDataChannel createDataChannel(String label, DataChannelInit init) {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(init, "init");
    requireOpen();
    RtcDataChannel channel = transport.data().create(label, init);
    loop.run(() -> jsep.state().dataWanted = true);
    negotiation.update();
    return channel;
  }

  /** What carries the data channels; empty before it is negotiated. */
  public Optional<RtcSctpTransport> sctp() {
    return transport.data().status();
  }

  // --- negotiation

  /** An offer for what is wanted now; nothing is applied. */
  public CompletableFuture<RtcSessionDescription> createOffer() {
    return createOffer(OfferOptions.NONE);
  }

  /** An offer for what is wanted now; nothing is applied. */
  public CompletableFuture<RtcSessionDescription> createOffer(OfferOptions options) {
    Objects.requireNonNull(options, "options");
    return operations.chain(() -> jsep.createOffer(options.iceRestart()));
  }

  /** An answer to the remote offer; nothing is applied. */
  public CompletableFuture<RtcSessionDescription> createAnswer() {
    return operations.chain(jsep::createAnswer);
  }

  /**
   * Creates and applies what the state asks for: an answer to a remote offer, else an offer. The
   * future gives what to send.
   */
  public CompletableFuture<RtcSessionDescription> setLocalDescription() {
    return operations.chain(
        () -> {
          RtcSessionDescription made =
              switch (jsep.signaling()) {
                case HAVE_REMOTE_OFFER, HAVE_LOCAL_PRANSWER -> jsep.createAnswer();
                default -> jsep.createOffer(false);
              };
          apply(() -> jsep.setLocal(made));
          return made;
        });
  }

  /**
   * Applies what {@link #createOffer} or {@link #createAnswer} made last, unchanged; an answer may
   * be given as a provisional one. Or takes the pending offer back: {@link
   * RtcSessionDescription#ROLLBACK}.
   */
  public CompletableFuture<Void> setLocalDescription(RtcSessionDescription description) {
    Objects.requireNonNull(description, "description");
    return operations.chain(
        () -> {
          apply(() -> jsep.setLocal(description));
          return null;
        });
  }

  /**
   * Applies an offer or an answer of the other side, or takes the pending offer back. An offer that
   * comes while ours is pending takes ours back first, if it can be applied itself: who is not to
   * give way must not apply it (the pattern of perfect negotiation).
   */
  public CompletableFuture<Void> setRemoteDescription(RtcSessionDescription description) {
    Objects.requireNonNull(description, "description");
    return operations.chain(
        () -> {
          if (jsep.rollsBack(description)) {
            jsep.checkOffer(description);
            apply(() -> jsep.setLocal(RtcSessionDescription.ROLLBACK));
          }
          apply(() -> jsep.setRemote(description));
          return null;
        });
  }

  /**
   * Adds a candidate of the other side; needs its description first. An empty candidate: no more
   * will come for its m-line.
   */
  public CompletableFuture<Void> addIceCandidate(RtcIceCandidate candidate) {
    Objects.requireNonNull(candidate, "candidate");
    return operations.chain(
        () -> {
          jsep.addCandidate(candidate);
          descriptions.refresh();
          return null;
        });
  }

  /**
   * Looks for the path anew: the next offer has other ICE credentials, and one is asked for by
   * {@link PeerObserver#onNegotiationNeeded}. What the old path carries goes on meanwhile.
   */
  public void restartIce() {
    requireOpen();
    onLoop(
        () -> {
          jsep.restartIce();
          negotiation.update();
        });
  }

  // --- descriptions, with the candidates found or added so far

  /** The pending local description, or else the current one. */
  public Optional<RtcSessionDescription> localDescription() {
    return descriptions.now().local();
  }

  /** The pending remote description, or else the current one. */
  public Optional<RtcSessionDescription> remoteDescription() {
    return descriptions.now().remote();
  }

  /** Our description of the last exchange that was completed. */
  public Optional<RtcSessionDescription> currentLocalDescription() {
    return Descriptions.Snapshot.text(descriptions.now().currentLocal());
  }

  /** Our offer or provisional answer of an exchange under way. */
  public Optional<RtcSessionDescription> pendingLocalDescription() {
    return Descriptions.Snapshot.text(descriptions.now().pendingLocal());
  }

  /** Their description of the last exchange that was completed. */
  public Optional<RtcSessionDescription> currentRemoteDescription() {
    return Descriptions.Snapshot.text(descriptions.now().currentRemote());
  }

  /** Their offer or provisional answer of an exchange under way. */
  public Optional<RtcSessionDescription> pendingRemoteDescription() {
    return Descriptions.Snapshot.text(descriptions.now().pendingRemote());
  }

  /**
   * Whether the other side takes candidates one by one; empty before its first description. If not,
   * wait for {@link IceGatheringState#COMPLETE} and send {@link #localDescription()}.
   */
  public Optional<Boolean> canTrickleIceCandidates() {
    return descriptions.now().trickles();
  }

  // --- state

  /** Where the offer/answer exchange stands. */
  public SignalingState signalingState() {
    return closing ? SignalingState.CLOSED : jsep.signaling();
  }

  /** How far the search for our candidates is. */
  public IceGatheringState iceGatheringState() {
    return states.gathering();
  }

  /** What ICE says of the path. */
  public IceState iceConnectionState() {
    return closing ? IceState.CLOSED : states.ice();
  }

  /** ICE and DTLS together. */
  public PeerConnectionState connectionState() {
    return closing ? PeerConnectionState.CLOSED : states.connection();
  }

  /** Why it failed or is about to: known a moment before {@link PeerObserver#onFailure} tells. */
  public Optional<PeerFailure> failure() {
    return Optional.ofNullable(states.failure()).or(transport::failing);
  }

  /** The addresses that packets take now; empty before there is a path. */
  public Optional<IceCandidatePair> selectedCandidatePair() {
    return transport.selectedPair();
  }

  /** The certificate that the other side knows us by. */
  public DtlsCertificate certificate() {
    return configuration.dtls().certificate();
  }

  /** What it was made with, or {@link #setConfiguration} said last. */
  public PeerConfiguration getConfiguration() {
    return configuration;
  }

  /**
   * Changes ICE servers and the relay-only policy, from the next gathering on: that of an ICE
   * restart, if there was one already.
   *
   * @throws PeerConnectionException InvalidStateError after {@link #close};
   *     InvalidModificationError if anything else is different from {@link #getConfiguration}
   */
  public void setConfiguration(PeerConfiguration changed) {
    requireOpen();
    configuration.requireChangeable(changed);
    configuration = changed;
    transport.configure(changed.ice());
  }

  /** Path, keys and packets so far. */
  public PeerConnectionStats stats() {
    return transport.stats();
  }

  /** All that is known, by the W3C's names (WebRTC 1.0 section 8); also after {@link #close}. */
  public CompletableFuture<RtcStatsReport> getStats() {
    return transport.report(all -> true);
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
    Closing.await(closed, loop, this::closeOnLoop);
  }

  private void closeOnLoop() {
    if (!closeBegun.compareAndSet(false, true)) {
      return;
    }
    closing = true;
    try {
      transceivers.close();
    } finally {
      transport.close();
      closed.complete(null);
      operations.close();
      if (ownLoop) {
        loop.close();
      }
    }
  }

  // --- within

  /** Applies a description and tells what it did, in the W3C's order. */
  private void apply(Supplier<Applied> step) {
    SignalingState before = jsep.signaling();
    Applied applied = step.get();
    descriptions.refresh();
    SignalingState now = jsep.signaling();
    gatheringMayHaveChanged();
    if (now == SignalingState.STABLE) {
      negotiation.clear();
    }
    if (now != before) {
      tell(o -> o.onSignalingStateChange(now));
    }
    applied.muted().forEach(t -> tell(o -> o.onTrackMute(t)));
    applied.tracks().forEach(t -> tell(o -> o.onTrack(t)));
    applied.ended().forEach(t -> tell(o -> o.onTrackEnded(t)));
    transport.told();
  }

  private void operationsEnded() {
    negotiation.operationsEnded();
  }

  /** What is read now is what holds now; the event is told in its own turn. */
  private void gatheringMayHaveChanged() {
    Optional<IceParameters> ice = jsep.localIce();
    IceGatheringState now =
        ice.isEmpty()
            ? IceGatheringState.NEW
            : descriptions.isComplete(ice.get())
                ? IceGatheringState.COMPLETE
                : IceGatheringState.GATHERING;
    if (states.gathering(now)) {
      loop.execute(states::tellGathering);
    }
  }

  private void negotiationMayBeNeeded() {
    negotiation.update();
  }

  private void requireOpen() {
    if (closing) {
      throw OperationsChain.closedError();
    }
  }

  /** Unless it is closed by then. */
  private void onLoop(Runnable task) {
    loop.run(
        () -> {
          if (!closing) {
            task.run();
          }
        });
  }

  private void tell(Consumer<PeerObserver> event) {
    if (closing) {
      return; // an observer closed us between two events of one operation
    }
    try {
      event.accept(observer);
    } catch (RuntimeException e) {
      LOG.error("An observer of a PeerConnection threw; the connection goes on", e);
    }
  }

  /** What the transport says, brought to the loop. */
  private final class TransportEvents implements PeerTransport.Events {
    @Override
    public void candidate(IceCandidate candidate) {
      onLoop(
          () -> {
            states.tellGathering();
            String fragment = candidate.usernameFragment().orElse("");
            descriptions.candidate(fragment, candidate.toString());
            surface(candidate.toString(), fragment);
          });
    }

    @Override
    public void gatheringComplete(String usernameFragment) {
      onLoop(
          () -> {
            states.tellGathering();
            descriptions.complete(usernameFragment);
            surface("", usernameFragment);
            gatheringMayHaveChanged();
          });
    }

    /** A candidate of a description that was taken back meanwhile belongs to nothing. */
    private void surface(String candidate, String fragment) {
      jsep.transportLine(fragment)
          .ifPresent(
              line ->
                  tell(
                      o ->
                          o.onIceCandidate(
                              new RtcIceCandidate(candidate, line.mid(), line.index(), fragment))));
    }

    @Override
    public void iceState(IceState state) {
      onLoop(() -> states.ice(state, transport.dtlsState()));
    }

    @Override
    public void dtlsChanged() {
      onLoop(() -> states.update(transport.dtlsState()));
    }

    @Override
    public void failed(PeerFailure reason) {
      onLoop(() -> states.failed(reason));
    }

    @Override
    public void dataChannel(RtcDataChannel channel) {
      onLoop(() -> tell(o -> o.onDataChannel(channel)));
    }

    @Override
    public void tell(Consumer<PeerObserver> event) {
      onLoop(() -> PeerConnection.this.tell(event));
    }
  }
}
