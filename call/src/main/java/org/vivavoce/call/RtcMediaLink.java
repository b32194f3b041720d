package org.vivavoce.call;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.audio.AudioPlayer;
import org.vivavoce.audio.AudioPlayerStats;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.ice.IceCandidatePair;
import org.vivavoce.ice.IceState;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.peer.MediaKind;
import org.vivavoce.peer.OfferOptions;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerConnectionStats;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RemoteTrack;
import org.vivavoce.peer.RtcDataChannel;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtcSessionDescription;
import org.vivavoce.peer.RtpTransceiver;
import org.vivavoce.peer.SdpType;
import org.vivavoce.sdp.Direction;
import org.vivavoce.signaling.StreamDescription;
import org.vivavoce.signaling.StreamId;

/**
 * A {@link PeerConnection} with sound: what they take of ours is sent, what we take of theirs is
 * played, and a track that nobody subscribed to is refused.
 *
 * <p>Who dials offers one m-line for each stream that flows, two that flow in opposite directions
 * sharing one, and a data channel named {@code rtt}: so that there is a connection, and a sign of
 * life, between two who take nothing of each other, too.
 */
final class RtcMediaLink implements MediaLink {
  private static final Logger LOG = LoggerFactory.getLogger(RtcMediaLink.class);

  /** The data channel by which round trips are measured. */
  static final String RTT_CHANNEL = "rtt";

  private final Controller controller;
  private final Ends ends;
  private final Listener listener;
  private final PeerConnection pc;
  private final LinkQuality quality;
  private final Map<StreamId, SubscribedStream> playing = new LinkedHashMap<>();

  /** Tracks that were accepted or refused: a later exchange does not change that. */
  private final Set<RemoteTrack> judged = new HashSet<>();

  private boolean offered;
  private boolean silenced;
  private boolean closed;

  RtcMediaLink(Controller controller, Ends ends, Listener listener) {
    this.controller = controller;
    this.ends = ends;
    this.listener = listener;
    this.quality = new LinkQuality(controller, ends, this);
    this.pc = PeerConnection.create(controller.peerConfiguration(), new Observer());
  }

  @Override
  public CompletableFuture<String> offer(boolean restartIce) {
    if (!offered) {
      offered = true;
      int lines = Math.max(ends.sends().size(), ends.receives().size());
      for (int i = 0; i < lines; i++) {
        boolean send = i < ends.sends().size();
        boolean receive = i < ends.receives().size();
        Direction direction =
            send && receive ? Direction.SENDRECV : send ? Direction.SENDONLY : Direction.RECVONLY;
        RtpTransceiver t = pc.addTransceiver(MediaKind.AUDIO, direction);
        if (send) {
          attach(t, ends.sends().get(i));
        }
      }
      quality.channel(
          pc.createDataChannel(
              RTT_CHANNEL, DataChannelInit.defaults().withOrdered(false).withMaxRetransmits(0)));
    }
    if (!restartIce) {
      return pc.setLocalDescription().thenApply(RtcSessionDescription::sdp);
    }
    return pc.createOffer(new OfferOptions(true))
        .thenCompose(o -> pc.setLocalDescription(o).thenApply(done -> o.sdp()));
  }

  private static void attach(RtpTransceiver t, PublishedStream stream) {
    t.sender().replaceTrack(stream.publisher());
    t.sender().setStreams(stream.description().id().text());
  }

  @Override
  public CompletableFuture<String> answer(String offer) {
    boolean first = pc.remoteDescription().isEmpty();
    return pc.setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, offer))
        .thenCompose(
            done -> {
              if (first) {
                attachWanted();
              }
              return pc.setLocalDescription();
            })
        .thenApply(RtcSessionDescription::sdp);
  }

  /** What they want of ours goes onto the m-lines that they are ready to receive on. */
  private void attachWanted() {
    Iterator<PublishedStream> sends = ends.sends().iterator();
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

  @Override
  public CompletableFuture<Void> accept(String answer) {
    return pc.setRemoteDescription(new RtcSessionDescription(SdpType.ANSWER, answer));
  }

  @Override
  public CompletableFuture<Void> add(RtcIceCandidate candidate) {
    return pc.addIceCandidate(candidate);
  }

  @Override
  public Optional<String> description() {
    return pc.localDescription().map(RtcSessionDescription::sdp);
  }

  @Override
  public PeerConnectionState state() {
    return pc.connectionState();
  }

  @Override
  public boolean closedByPeer() {
    IceState ice = pc.iceConnectionState();
    return pc.connectionState() == PeerConnectionState.DISCONNECTED
        && (ice == IceState.CONNECTED || ice == IceState.COMPLETED);
  }

  @Override
  public Optional<PeerFailure> failure() {
    return pc.failure();
  }

  @Override
  public void silence(boolean on) {
    silenced = on;
    playing.values().forEach(p -> p.player().silence(on));
  }

  @Override
  public Optional<PeerConnectionStats> stats() {
    return Optional.of(pc.stats());
  }

  @Override
  public Optional<String> localAddress() {
    return pc.stats()
        .pair()
        .map(IceCandidatePair::local)
        .flatMap(
            local ->
                switch (local.type()) {
                  case HOST -> Optional.of(local.address());
                  // Where it was seen from outside; its base is this machine's.
                  case SERVER_REFLEXIVE, PEER_REFLEXIVE -> local.relatedAddress();
                  // Its base is not told.
                  case RELAYED -> Optional.<String>empty();
                });
  }

  @Override
  public Optional<Duration> roundTrip() {
    OptionalLong nanos = quality.overDataChannel();
    return nanos.isPresent() ? Optional.of(Duration.ofNanos(nanos.getAsLong())) : Optional.empty();
  }

  @Override
  public Map<StreamId, AudioPlayerStats> streams() {
    Map<StreamId, AudioPlayerStats> streams = new HashMap<>();
    playing.forEach((id, p) -> streams.put(id, p.player().stats()));
    return streams;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    quality.close();
    pc.close();
    List<StreamId> ended = List.copyOf(playing.keySet());
    playing.values().forEach(SubscribedStream::close);
    playing.clear();
    ended.forEach(s -> controller.fire(new CallEvent.TrackRemoved(ends.call(), ends.peer(), s)));
  }

  /** What the PeerConnection says. */
  private final class Observer implements PeerObserver {
    @Override
    public void onIceCandidate(RtcIceCandidate c) {
      if (!closed) {
        listener.onCandidate(c);
      }
    }

    @Override
    public void onTrack(RtpTransceiver transceiver) {
      if (!closed) {
        accept(transceiver);
      }
    }

    @Override
    public void onDataChannel(RtcDataChannel channel) {
      if (!closed && channel.label().equals(RTT_CHANNEL)) {
        quality.channel(channel);
      }
    }

    @Override
    public void onConnectionStateChange(PeerConnectionState s) {
      if (!closed && s != PeerConnectionState.FAILED) {
        if (s == PeerConnectionState.CONNECTED) {
          playing.values().forEach(p -> p.player().start());
          quality.connected();
        }
        listener.onState(s);
      }
    }

    @Override
    public void onFailure(PeerFailure failure) {
      if (!closed) {
        listener.onFailure(failure);
      }
    }
  }

  /** Plays a track that was subscribed to; any other is refused and counted. */
  private void accept(RtpTransceiver transceiver) {
    RemoteTrack track = transceiver.receiver().track();
    if (!judged.add(track)) {
      return;
    }
    String name = track.streamIds().isEmpty() ? "" : track.streamIds().get(0);
    Optional<StreamDescription> wanted =
        ends.receives().values().stream()
            .filter(s -> s.id().text().equals(name) && !playing.containsKey(s.id()))
            .findFirst();
    if (wanted.isEmpty()) {
      refuse(transceiver);
      controller.counting().tracksRefused.incrementAndGet();
      controller.fire(new CallEvent.TrackRefused(ends.call(), ends.peer(), name));
      return;
    }
    StreamDescription stream = wanted.get();
    SinkTrack sink;
    AudioPlayer player;
    try {
      sink = controller.sinks().create(ends.peer(), stream);
      player = AudioPlayer.create(track, sink, controller.config().player());
    } catch (IOException | RuntimeException e) {
      // Of the application's making: it must hear of it, and the rest of the call goes on.
      LOG.warn("No sink for stream {} of {}", stream.id(), ends.peer(), e);
      refuse(transceiver);
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      controller.fire(new CallEvent.SinkFailed(ends.call(), ends.peer(), stream, message));
      return;
    }
    player.silence(silenced);
    playing.put(stream.id(), new SubscribedStream(stream, player, sink));
    if (pc.connectionState() == PeerConnectionState.CONNECTED) {
      player.start();
    }
    controller.hearing().added(ends.call(), ends.peer(), stream.id(), player);
    controller.fire(new CallEvent.TrackAdded(ends.call(), ends.peer(), stream, sink));
  }

  private static void refuse(RtpTransceiver transceiver) {
    transceiver.receiver().track().refuse();
    transceiver.setDirection(
        transceiver.direction().sends() ? Direction.SENDONLY : Direction.INACTIVE);
  }
}
