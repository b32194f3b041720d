package org.vivavoce.interop.driven;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.vivavoce.audio.AudioPlayer;
import org.vivavoce.audio.AudioPlayerConfig;
import org.vivavoce.audio.AudioPublisher;
import org.vivavoce.ice.IceMdns;
import org.vivavoce.ice.IceNomination;
import org.vivavoce.ice.IceServer;
import org.vivavoce.ice.IceState;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.peer.MediaKind;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtcSessionDescription;
import org.vivavoce.peer.RtpForwarder;
import org.vivavoce.peer.RtpTransceiver;
import org.vivavoce.peer.SdpType;
import org.vivavoce.peer.SignalingState;
import org.vivavoce.peer.VideoCodecs;
import org.vivavoce.rtp.InboundRtpStats;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.sdp.Direction;

/**
 * One PeerConnection with a tone and a recording, negotiating by the W3C's pattern of perfect
 * negotiation, its candidates one by one. All its state lives on its loop.
 */
final class Session implements Driven {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double HERTZ = 440;
  private static final double DBFS = -20;

  private final Consumer<JsonNode> out;
  private final boolean polite;
  private final Path recording;
  private final EventLoop loop = EventLoop.shared("driven");
  private final PeerConnection connection;
  private final AudioPublisher publisher;

  // The loop's own.
  private boolean makingOffer;
  private boolean ignoringOffer;
  private boolean perfect;
  private AudioPlayer player;

  /**
   * @param options {@code recording}, and if wanted {@code polite}, {@code relayOnly}, {@code turn}
   *     (url, user, pass), {@code nomination}, {@code mdns}
   */
  Session(JsonNode options, Consumer<JsonNode> out) throws IOException {
    this.out = out;
    this.polite = options.path("polite").asBoolean(true);
    this.perfect = options.path("perfect").asBoolean(false);
    this.recording = Path.of(options.get("recording").asText());
    this.publisher =
        AudioPublisher.create(
            "voice", SourceTrack.create(InputDevices.tone(HERTZ, DBFS)), OpusConfig.voice());
    this.connection = PeerConnection.create(configuration(options), new Observer());
    connection.addTrack(publisher, "vivavoce");
  }

  private PeerConfiguration configuration(JsonNode options) {
    PeerConfiguration.Builder builder = PeerConfiguration.builder().eventLoop(loop);
    JsonNode turn = options.path("turn");
    return builder
        .ice(
            ice -> {
              ice.relayOnly(options.path("relayOnly").asBoolean(false));
              if (options.has("nomination")) {
                ice.nomination(IceNomination.valueOf(options.get("nomination").asText()));
              }
              if (options.has("mdns")) {
                ice.mdns(IceMdns.valueOf(options.get("mdns").asText()));
              }
              return turn.isArray()
                  ? ice.iceServers(
                      List.of(
                          IceServer.of(
                              turn.get(0).asText(), turn.get(1).asText(), turn.get(2).asText())))
                  : ice;
            })
        .build();
  }

  // --- orders

  @Override
  public void offer() {
    loop.execute(this::makeOffer);
  }

  @Override
  public JsonNode obey(JsonNode order) {
    switch (order.get("do").asText()) {
      case "restartIce" -> connection.restartIce();
      case "addReceiver" -> connection.addTransceiver(MediaKind.AUDIO, Direction.RECVONLY);
      case "stats" -> {
        return stats();
      }
      default -> throw new IllegalArgumentException("no such order: " + order);
    }
    return JSON.nullNode();
  }

  private ObjectNode stats() {
    var stats = connection.stats();
    ObjectNode told = JSON.createObjectNode();
    for (InboundRtpStats s : stats.inbound()) {
      boolean video = s.clockRate() == VideoCodecs.CLOCK_RATE;
      add(told, video ? "videoRx" : "rx", s.packetsReceived());
      add(told, video ? "videoLost" : "lost", s.packetsLost());
    }
    told.put(
        "dtlsRole",
        stats.dtls().map(d -> d.localRole().name().toLowerCase(Locale.ROOT)).orElse(null));
    told.put("local", stats.pair().map(p -> p.local().toString()).orElse(null));
    told.put("remote", stats.pair().map(p -> p.remote().toString()).orElse(null));
    told.put("state", name(connection.connectionState()));
    told.put("signaling", name(connection.signalingState()));
    told.put("sdp", connection.localDescription().map(RtcSessionDescription::sdp).orElse(null));
    return told;
  }

  private static void add(ObjectNode told, String name, long more) {
    told.put(name, told.path(name).asLong() + more);
  }

  // --- perfect negotiation

  private void makeOffer() {
    makingOffer = true;
    connection
        .setLocalDescription()
        .whenComplete(
            (offer, e) -> {
              makingOffer = false;
              say("the offer", offer, e);
            });
  }

  @Override
  public void take(JsonNode line) {
    loop.execute(
        () -> {
          if (line.has("sdp")) {
            SdpType type = SdpType.valueOf(line.get("type").asText().toUpperCase(Locale.ROOT));
            take(new RtcSessionDescription(type, line.get("sdp").asText()));
          } else {
            takeCandidate(line.get("candidate"));
          }
        });
  }

  private void take(RtcSessionDescription theirs) {
    boolean offer = theirs.type() == SdpType.OFFER;
    boolean collision =
        offer && (makingOffer || connection.signalingState() != SignalingState.STABLE);
    ignoringOffer = collision && !polite;
    if (collision) {
      out.accept(event("glare").put("ignored", ignoringOffer));
    }
    if (ignoringOffer) {
      return;
    }
    CompletableFuture<Void> applied = connection.setRemoteDescription(theirs);
    applied.whenComplete((done, e) -> complain("the " + theirs.type().text(), e));
    if (offer) {
      applied
          .thenCompose(done -> connection.setLocalDescription())
          .whenComplete((answer, e) -> say("the answer", answer, e));
    }
  }

  private void takeCandidate(JsonNode c) {
    boolean ignored = ignoringOffer;
    connection
        .addIceCandidate(
            new RtcIceCandidate(
                c.get("candidate").asText(),
                c.path("sdpMid").isTextual() ? c.get("sdpMid").asText() : null,
                c.path("sdpMLineIndex").isInt() ? c.get("sdpMLineIndex").asInt() : null,
                c.path("usernameFragment").isTextual() ? c.get("usernameFragment").asText() : null))
        .whenComplete((done, e) -> complain("a candidate", ignored ? null : e));
  }

  private void say(String what, RtcSessionDescription made, Throwable e) {
    complain(what, e);
    if (made != null) {
      out.accept(JSON.createObjectNode().put("type", made.type().text()).put("sdp", made.sdp()));
    }
  }

  private void complain(String what, Throwable e) {
    if (e != null) {
      out.accept(event("error").put("e", what + ": " + e));
    }
  }

  private static ObjectNode event(String name) {
    return JSON.createObjectNode().put("ev", name);
  }

  private static String name(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  // --- the connection's events

  private final class Observer implements PeerObserver {
    @Override
    public void onNegotiationNeeded() {
      if (perfect) {
        makeOffer();
      }
    }

    @Override
    public void onIceCandidate(RtcIceCandidate c) {
      ObjectNode line = JSON.createObjectNode();
      line.putObject("candidate")
          .put("candidate", c.candidate())
          .put("sdpMid", c.sdpMid())
          .put("sdpMLineIndex", c.sdpMLineIndex())
          .put("usernameFragment", c.usernameFragment());
      out.accept(line);
    }

    @Override
    public void onSignalingStateChange(SignalingState state) {
      out.accept(event("signaling").put("s", name(state)));
    }

    @Override
    public void onIceConnectionStateChange(IceState state) {
      out.accept(event("ice").put("s", name(state)));
    }

    @Override
    public void onConnectionStateChange(PeerConnectionState state) {
      if (state == PeerConnectionState.CONNECTED) {
        publisher.source().play();
        perfect = true;
      }
      out.accept(event("state").put("s", name(state)));
    }

    @Override
    public void onTrack(RtpTransceiver transceiver) {
      if (transceiver.kind() == MediaKind.VIDEO) {
        echo(transceiver);
        return;
      }
      if (player != null) {
        return;
      }
      try {
        player =
            AudioPlayer.create(
                transceiver.receiver().track(),
                SinkTrack.create(OutputDevices.wav(recording)),
                AudioPlayerConfig.defaults());
        player.start();
      } catch (IOException e) {
        complain("the recording", e);
      }
    }

    /** Video goes back as it comes. */
    private void echo(RtpTransceiver transceiver) {
      if (transceiver.sender().track().isEmpty()) {
        transceiver.sender().replaceTrack(RtpForwarder.of(transceiver.receiver().track()));
        transceiver.setDirection(Direction.SENDRECV);
      }
    }

    @Override
    public void onFailure(PeerFailure failure) {
      out.accept(event("error").put("e", failure.message()));
    }

    @Override
    public void onIceRestartFailure(PeerFailure failure) {
      out.accept(event("error").put("e", failure.message()));
    }
  }

  /** Hangs up and completes the recording, once. */
  @Override
  public void close() {
    if (loop.closed()) {
      return;
    }
    connection.close();
    CompletableFuture<Optional<AudioPlayer>> last = new CompletableFuture<>();
    loop.execute(() -> last.complete(Optional.ofNullable(player)));
    last.join().ifPresent(AudioPlayer::close);
    publisher.close();
    loop.close();
  }
}
