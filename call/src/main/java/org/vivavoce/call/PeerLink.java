package org.vivavoce.call;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.audio.AudioPlayer;
import org.vivavoce.audio.AudioPlayerStats;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.peer.MediaKind;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RemoteTrack;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtcSessionDescription;
import org.vivavoce.peer.RtpTransceiver;
import org.vivavoce.peer.SdpType;
import org.vivavoce.peer.SignalingState;
import org.vivavoce.sdp.Direction;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.SignalMessage.DescriptionType;
import org.vivavoce.signaling.SignalMessage.IceCandidateSignal;
import org.vivavoce.signaling.SignalMessage.SessionDescriptionSignal;
import org.vivavoce.signaling.SignalMessage.Subscribe;
import org.vivavoce.signaling.StreamDescription;
import org.vivavoce.signaling.StreamId;

/**
 * One other participant of a call: what they publish, what they want of us, and the connection to
 * them. Lives on the Controller's loop.
 *
 * <p>The lower DID dials, once it has heard the other's Hello (what they publish) and their
 * Subscribe (what they want). The dialer offers one m-line for each stream that flows, two that
 * flow in opposite directions sharing one.
 *
 * <p>Who changes their mind (a Hello with other streams, a Subscribe with other wishes) is taken at
 * the last word by the next connection; the one that is there is not negotiated again.
 */
final class PeerLink {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

  /**
   * Candidates that may come before their description: more than a peer with a dozen interfaces
   * has.
   */
  private static final int MAX_EARLY_CANDIDATES = 64;

  /**
   * New connections that they may ask of us, at once and then one a second: each costs us sockets
   * and a handshake, and takes the one before away.
   */
  private static final int MAX_DIALS = 8;

  private final Controller controller;
  private final CallSession session;
  private final Did did;
  private final boolean weDial;

  private ParticipantState state = ParticipantState.NOT_JOINED;
  private boolean joinedOnce;
  private List<StreamDescription> published = List.of();
  private List<StreamId> theyWant;
  private Set<StreamId> weWant = Set.of();
  private boolean dropped;

  private EventLoop.Timer watchdog = () -> {};
  private boolean watched;
  private boolean connectedOnce;
  private PeerConnection connection;
  private long connectionNumber = -1;
  private SessionDescriptionSignal heldOffer;
  private final Allowance dials = new Allowance(MAX_DIALS, TimeUnit.SECONDS.toNanos(1));
  private final ArrayDeque<IceCandidateSignal> earlyCandidates = new ArrayDeque<>();
  private final Map<StreamId, SubscribedStream> playing = new LinkedHashMap<>();

  PeerLink(Controller controller, CallSession session, Did did) {
    this.controller = controller;
    this.session = session;
    this.did = did;
    this.weDial = controller.did().compareTo(did) < 0;
  }

  Did did() {
    return did;
  }

  ParticipantState state() {
    return state;
  }

  /** Why the connection to them fails, if it does. */
  Optional<PeerFailure> failure() {
    return Optional.ofNullable(connection).flatMap(PeerConnection::failure);
  }

  boolean neverJoined() {
    return !joinedOnce && state == ParticipantState.NOT_JOINED;
  }

  /** Whether they have shown that our Hello reached them. */
  boolean heardUs() {
    return theyWant != null;
  }

  void declined() {
    state = ParticipantState.DECLINED;
  }

  void onHello(List<StreamDescription> streams) {
    state = ParticipantState.JOINED;
    joinedOnce = true;
    published = List.copyOf(streams);
    weWant = session.wanted().wanted(did, published);
  }

  void reportNotOffered() {
    for (StreamId missing : session.wanted().notOffered(did, published)) {
      controller.fire(new CallEvent.StreamNotOffered(session.id(), did, missing));
    }
  }

  /**
   * Tells them what we want; said again with each Hello of theirs, because it may have been lost.
   */
  void subscribe() {
    controller
        .signals()
        .toPeer(did, new Subscribe(session.id(), controller.did(), List.copyOf(weWant)));
  }

  void onSubscribe(Subscribe s) {
    theyWant = s.streams();
    proceed();
  }

  /** Does what their last word made possible: their Hello or their Subscribe. */
  void proceed() {
    watch();
    dialIfReady();
    if (heldOffer != null && knowsThem()) {
      SessionDescriptionSignal offer = heldOffer;
      heldOffer = null;
      onOffer(offer);
    }
  }

  /** Whether we know both what they publish and what they want. */
  private boolean knowsThem() {
    return state == ParticipantState.JOINED && theyWant != null;
  }

  /**
   * Who joined must say what they want, and if anything is to flow then a connection must come
   * about, whoever dials: else they are not really there.
   */
  private void watch() {
    if (state != ParticipantState.JOINED) {
      return;
    }
    boolean settled =
        theyWant != null && weWant.isEmpty() && controller.published(theyWant).isEmpty();
    if (settled) {
      watchdog.cancel();
      watched = false;
    } else if (!watched && !connectedOnce) {
      watched = true;
      Duration limit = controller.config().connectTimeout();
      watchdog =
          controller
              .loop()
              .schedule(
                  () -> session.onConnectionFailed(this, new PeerFailure.NoConnection(limit)),
                  limit.toNanos());
    }
  }

  // --- dialing

  private void dialIfReady() {
    if (!weDial || connection != null || !knowsThem()) {
      return;
    }
    List<PublishedStream> sends = controller.published(theyWant);
    int receives = weWant.size();
    if (sends.isEmpty() && receives == 0) {
      // Neither wants anything of the other: both stay in the call, and nothing flows between them.
      return;
    }
    open(connectionNumber + 1);
    for (int i = 0; i < Math.max(sends.size(), receives); i++) {
      boolean send = i < sends.size();
      boolean receive = i < receives;
      Direction direction =
          send && receive ? Direction.SENDRECV : send ? Direction.SENDONLY : Direction.RECVONLY;
      RtpTransceiver t = connection.addTransceiver(MediaKind.AUDIO, direction);
      if (send) {
        attach(t, sends.get(i));
      }
    }
    connection
        .setLocalDescription()
        .whenComplete((offer, error) -> sendDescription(offer, error, "offer"));
  }

  private static void attach(RtpTransceiver t, PublishedStream stream) {
    t.sender().replaceTrack(stream.publisher());
    t.sender().setStreams(stream.description().id().text());
  }

  void onDescription(SessionDescriptionSignal d) {
    switch (d.type()) {
      case OFFER -> onOffer(d);
      case ANSWER -> onAnswer(d);
      default -> controller.counting().outOfOrder.incrementAndGet();
    }
  }

  private void onOffer(SessionDescriptionSignal d) {
    if (weDial) {
      controller.counting().wrongDialer.incrementAndGet();
      return;
    }
    if (d.connection() <= connectionNumber) {
      controller.counting().outOfOrder.incrementAndGet();
      return;
    }
    if (!knowsThem()) {
      // They said Hello and Subscribe before; where a network reorders, the offer waits for both.
      if (heldOffer == null || heldOffer.connection() < d.connection()) {
        heldOffer = d;
      } else {
        controller.counting().outOfOrder.incrementAndGet();
      }
      return;
    }
    if (!dials.take(controller.loop().nanoTime())) {
      controller.counting().flooded.incrementAndGet();
      return;
    }
    dropConnection();
    open(d.connection());
    PeerConnection pc = connection;
    pc.setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, d.sdp()))
        .thenCompose(
            done -> {
              attachWanted(pc);
              return pc.setLocalDescription();
            })
        .whenComplete((answer, error) -> sendDescription(answer, error, "answer"));
    drainEarlyCandidates();
  }

  /** What they want of ours goes onto the m-lines that they are ready to receive on. */
  private void attachWanted(PeerConnection pc) {
    Iterator<PublishedStream> sends = controller.published(theyWant).iterator();
    for (RtpTransceiver t : pc.transceivers()) {
      if (!sends.hasNext()) {
        return;
      }
      if (t.kind() == MediaKind.AUDIO && t.remoteReceives()) {
        attach(t, sends.next());
        t.setDirection(t.direction().receives() ? Direction.SENDRECV : Direction.SENDONLY);
      }
    }
  }

  private void onAnswer(SessionDescriptionSignal d) {
    if (!weDial
        || connection == null
        || d.connection() != connectionNumber
        || connection.signalingState() != SignalingState.HAVE_LOCAL_OFFER) {
      // Of another connection, or the same answer again.
      controller.counting().outOfOrder.incrementAndGet();
      return;
    }
    PeerConnection pc = connection;
    pc.setRemoteDescription(new RtcSessionDescription(SdpType.ANSWER, d.sdp()))
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                refused("answer", error);
              }
            });
    drainEarlyCandidates();
  }

  private void sendDescription(RtcSessionDescription description, Throwable error, String what) {
    if (error != null) {
      refused(what, error);
      return;
    }
    controller
        .signals()
        .toPeer(
            did,
            new SessionDescriptionSignal(
                session.id(),
                controller.did(),
                connectionNumber,
                DescriptionType.valueOf(description.type().name()),
                description.sdp()));
  }

  /** A description was not usable: there will be no connection. */
  private void refused(String what, Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    LOG.warn("The {} of the connection with {} was refused: {}", what, did, cause.getMessage());
    controller.counting().malformed.incrementAndGet();
    session.onConnectionFailed(this, new PeerFailure.Negotiation(cause.getMessage()));
  }

  void onCandidate(IceCandidateSignal c) {
    boolean current = connection != null && c.connection() == connectionNumber;
    if (c.connection() > connectionNumber
        || (current && connection.signalingState() == SignalingState.HAVE_LOCAL_OFFER)) {
      // Their description is still to come.
      if (earlyCandidates.size() < MAX_EARLY_CANDIDATES) {
        earlyCandidates.add(c);
      } else {
        controller.counting().outOfOrder.incrementAndGet();
      }
      return;
    }
    if (!current) {
      controller.counting().outOfOrder.incrementAndGet();
      return;
    }
    connection
        .addIceCandidate(
            new RtcIceCandidate(
                c.candidate(),
                c.sdpMid().isEmpty() ? null : c.sdpMid(),
                c.sdpMLineIndex() < 0 ? null : c.sdpMLineIndex(),
                c.usernameFragment().isEmpty() ? null : c.usernameFragment()))
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                controller.counting().malformed.incrementAndGet();
              }
            });
  }

  private void drainEarlyCandidates() {
    List<IceCandidateSignal> early = new ArrayList<>(earlyCandidates);
    earlyCandidates.clear();
    for (IceCandidateSignal c : early) {
      onCandidate(c);
    }
  }

  // --- the connection

  private void open(long number) {
    connectionNumber = number;
    connection = PeerConnection.create(controller.peerConfiguration(), new Observer());
  }

  /** Hears the connection; what an older connection still says is not heard. */
  private final class Observer implements PeerObserver {
    private final long number = connectionNumber;

    private boolean current() {
      return number == connectionNumber && connection != null;
    }

    @Override
    public void onIceCandidate(RtcIceCandidate c) {
      if (current()) {
        controller
            .signals()
            .toPeer(
                did,
                new IceCandidateSignal(
                    session.id(),
                    controller.did(),
                    number,
                    c.candidate(),
                    c.sdpMid() == null ? "" : c.sdpMid(),
                    c.sdpMLineIndex() == null ? -1 : c.sdpMLineIndex(),
                    c.usernameFragment() == null ? "" : c.usernameFragment()));
      }
    }

    @Override
    public void onTrack(RtpTransceiver transceiver) {
      if (current()) {
        accept(transceiver);
      }
    }

    @Override
    public void onConnectionStateChange(PeerConnectionState s) {
      if (current() && s != PeerConnectionState.FAILED) {
        if (s == PeerConnectionState.CONNECTED) {
          connectedOnce = true;
          watchdog.cancel();
          playing.values().forEach(p -> p.player().start());
        }
        session.onConnectionState(PeerLink.this, s);
      }
    }

    @Override
    public void onFailure(PeerFailure failure) {
      if (current()) {
        session.onConnectionState(PeerLink.this, PeerConnectionState.FAILED);
        session.onConnectionFailed(PeerLink.this, failure);
      }
    }
  }

  /** Plays a track that was subscribed to; any other is refused and counted. */
  private void accept(RtpTransceiver transceiver) {
    RemoteTrack track = transceiver.receiver().track();
    String name = track.streamIds().isEmpty() ? "" : track.streamIds().get(0);
    Optional<StreamDescription> wanted =
        published.stream()
            .filter(s -> s.id().text().equals(name))
            .filter(s -> weWant.contains(s.id()) && !playing.containsKey(s.id()))
            .findFirst();
    if (wanted.isEmpty()) {
      refuse(transceiver);
      controller.counting().tracksRefused.incrementAndGet();
      controller.fire(new CallEvent.TrackRefused(session.id(), did, name));
      return;
    }
    StreamDescription stream = wanted.get();
    SinkTrack sink;
    AudioPlayer player;
    try {
      sink = controller.sinks().create(did, stream);
      player = AudioPlayer.create(track, sink, controller.config().player());
    } catch (IOException | RuntimeException e) {
      // Of the application's making: it must hear of it, and the rest of the call goes on.
      LOG.warn("No sink for stream {} of {}", stream.id(), did, e);
      refuse(transceiver);
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      controller.fire(new CallEvent.SinkFailed(session.id(), did, stream, message));
      return;
    }
    player.silence(dropped);
    playing.put(stream.id(), new SubscribedStream(stream, player, sink));
    if (connection.connectionState() == PeerConnectionState.CONNECTED) {
      player.start();
    }
    controller.fire(new CallEvent.TrackAdded(session.id(), did, stream, sink));
  }

  private static void refuse(RtpTransceiver transceiver) {
    transceiver.receiver().track().refuse();
    transceiver.setDirection(
        transceiver.direction().sends() ? Direction.SENDONLY : Direction.INACTIVE);
  }

  void drop(boolean drop) {
    dropped = drop;
    playing.values().forEach(p -> p.player().silence(drop));
  }

  CallStats stats() {
    Map<StreamId, AudioPlayerStats> streams = new HashMap<>();
    playing.forEach((id, p) -> streams.put(id, p.player().stats()));
    return new CallStats(
        did, weDial, Optional.ofNullable(connection).map(PeerConnection::stats), streams);
  }

  /** As if they had never been here; they may join again. */
  void reset() {
    watchdog.cancel();
    watched = false;
    dropConnection();
    if (state == ParticipantState.JOINED) {
      state = ParticipantState.NOT_JOINED;
    }
    published = List.of();
    weWant = Set.of();
    theyWant = null;
    heldOffer = null;
    earlyCandidates.clear();
  }

  boolean connectedOnce() {
    return connectedOnce;
  }

  private void dropConnection() {
    connectedOnce = false;
    if (connection != null) {
      PeerConnection old = connection;
      connection = null;
      old.close();
    }
    Set<StreamId> ended = new HashSet<>(playing.keySet());
    playing.values().forEach(SubscribedStream::close);
    playing.clear();
    ended.forEach(s -> controller.fire(new CallEvent.TrackRemoved(session.id(), did, s)));
  }
}
