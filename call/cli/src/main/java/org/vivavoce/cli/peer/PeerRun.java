package org.vivavoce.cli.peer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.vivavoce.audio.AudioPlayer;
import org.vivavoce.audio.AudioPlayerConfig;
import org.vivavoce.audio.AudioPublisher;
import org.vivavoce.dtls.DtlsTransport;
import org.vivavoce.ice.IceAgent;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.media.TrackListener;
import org.vivavoce.peer.IceGatheringState;
import org.vivavoce.peer.MediaKind;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerConnectionException;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtcDataChannel;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtcSessionDescription;
import org.vivavoce.peer.RtpForwarder;
import org.vivavoce.peer.RtpTransceiver;
import org.vivavoce.peer.SdpType;
import org.vivavoce.peer.VideoCodecs;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.sdp.Direction;

/**
 * One run of {@code peer}: the script's lines go to a PeerConnection, its events go to the script.
 *
 * <p>Threads: a daemon reads lines, the connection's loop tells events, the caller of {@link #run}
 * waits.
 */
final class PeerRun implements AutoCloseable {
  private final PeerSettings settings;
  private final JsonLines lines;
  private final PeerConnection connection;
  private final AudioPublisher publisher;
  private final HeardOutput heard;
  private final Optional<DataPart> data;

  /** Released when the connection is up, or will not come up. */
  private final CountDownLatch settled = new CountDownLatch(1);

  /** Released when something went wrong. */
  private final CountDownLatch ended = new CountDownLatch(1);

  private volatile boolean connected;

  /** What went wrong first. */
  private final AtomicReference<String> failure = new AtomicReference<>();

  /** Whether the other side's description came; the reader's own. */
  private boolean described;

  private volatile AudioPlayer player;

  /** When negotiation began, of which the events' {@code ms} are counted. */
  private volatile long begunNanos;

  // The loop's own.
  private boolean owesDescription;

  PeerRun(PeerSettings settings, JsonLines lines) throws IOException {
    this.settings = settings;
    this.lines = lines;
    this.data = dataPart();
    OutputDevice out =
        settings.recording() == null
            ? OutputDevices.discard()
            : OutputDevices.wav(settings.recording());
    this.heard = new HeardOutput(out, timesFile());
    this.publisher =
        settings.source() == null
            ? null
            : AudioPublisher.create(
                "voice",
                SourceTrack.create(source(), new Failures("--audio-in")),
                OpusConfig.voice());
    this.connection = PeerConnection.create(settings.configuration(), new Observer());
  }

  private Optional<DataPart> dataPart() {
    return switch (settings.data().kind()) {
      case NONE -> Optional.empty();
      case ECHO -> Optional.of(new DataEcho(lines, this::millis));
      case SEND, SINK ->
          Optional.of(new DataLoad(lines, settings.data(), this::millis, ended::countDown));
    };
  }

  /** Where the times of what is heard go; null: nowhere. */
  private Path timesFile() {
    if (!settings.timing() || settings.recording() == null) {
      return null;
    }
    return settings.recording().resolveSibling(settings.recording().getFileName() + ".t");
  }

  private InputDevice source() {
    return settings.timing()
        ? new TimedInput(
            settings.source(), ns -> lines.print(lines.event("tx0").put("ns", Long.toString(ns))))
        : settings.source();
  }

  /** Runs to the end, and gives what went wrong, if anything did. */
  Optional<String> run() throws InterruptedException {
    IceAgent.warmUp();
    DtlsTransport.warmUp();
    OpusWarmUp.run();
    if (publisher != null) {
      connection.addTrack(publisher, "vivavoce");
    } else if (settings.offers()) {
      connection.addTransceiver(MediaKind.AUDIO, Direction.RECVONLY);
    }
    if (settings.videoEcho() && settings.offers()) {
      connection.addTransceiver(MediaKind.VIDEO, Direction.SENDRECV);
    }
    if (settings.offers() || settings.data().kind() == DataUse.Kind.SEND) {
      data.ifPresent(it -> it.open(connection));
    }
    if (settings.offers()) {
      begunNanos = System.nanoTime();
      makeDescription();
    }
    Thread reader = new Thread(this::readLines, "vivavoce-peer-stdin");
    reader.setDaemon(true);
    reader.start();
    settled.await();
    if (connected) {
      ended.await(settings.nanos(), TimeUnit.NANOSECONDS);
    }
    if (publisher != null) {
      publisher.source().pause();
    }
    lines.print(stats());
    lines.print(lines.event("done"));
    return Optional.ofNullable(failure.get());
  }

  // --- the script's lines

  private void readLines() {
    try {
      for (var line = lines.read(); line.isPresent(); line = lines.read()) {
        take(line.get());
      }
      // Not by the signaling state: our own offer may still be on its way to the loop.
      if (!described) {
        fail("standard input ended before the other side's description");
      }
    } catch (IOException e) {
      fail("standard input: " + e.getMessage());
    }
  }

  private void take(JsonLines.Line line) {
    if (line instanceof JsonLines.Line.Wrong wrong) {
      fail(wrong.why());
    } else if (line instanceof JsonLines.Line.Candidate c) {
      // One candidate that is of no use leaves the others.
      connection
          .addIceCandidate(c.candidate())
          .whenComplete((done, e) -> report("a candidate was refused", e));
    } else if (line instanceof JsonLines.Line.Description d) {
      take(d.description());
    }
  }

  private void take(RtcSessionDescription theirs) {
    described = true;
    if (begunNanos == 0) {
      begunNanos = System.nanoTime();
    }
    connection
        .setRemoteDescription(theirs)
        .whenComplete(
            (done, e) -> {
              if (e != null) {
                fail("the " + theirs.type().text() + " was refused: " + reason(e));
              } else if (theirs.type() == SdpType.OFFER) {
                makeDescription();
              }
            });
  }

  /** Makes and applies ours, and gives it to the script now or when all candidates are in it. */
  private void makeDescription() {
    connection
        .setLocalDescription()
        .whenComplete(
            (made, e) -> {
              if (e != null) {
                fail("no description could be made: " + reason(e));
              } else if (settings.trickle()) {
                lines.description(made);
              } else if (connection.iceGatheringState() == IceGatheringState.COMPLETE) {
                printWithCandidates();
              } else {
                owesDescription = true;
              }
            });
  }

  private void printWithCandidates() {
    lines.description(connection.localDescription().orElseThrow());
  }

  private void report(String what, Throwable e) {
    if (e != null) {
      lines.error(what + ": " + reason(e));
    }
  }

  private void fail(String why) {
    failure.compareAndSet(null, why);
    lines.error(why);
    ended.countDown();
    settled.countDown();
  }

  private static String reason(Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    return cause instanceof PeerConnectionException p ? p.getMessage() : cause.toString();
  }

  private long millis() {
    return begunNanos == 0 ? 0 : (System.nanoTime() - begunNanos) / 1_000_000;
  }

  // --- the connection's events

  private final class Observer implements PeerObserver {
    @Override
    public void onIceCandidate(RtcIceCandidate candidate) {
      if (settings.trickle()) {
        lines.candidate(candidate);
      }
    }

    @Override
    public void onIceGatheringStateChange(IceGatheringState state) {
      if (state == IceGatheringState.COMPLETE && owesDescription) {
        owesDescription = false;
        printWithCandidates();
      }
    }

    @Override
    public void onTrack(RtpTransceiver transceiver) {
      if (transceiver.kind() == MediaKind.AUDIO && player == null) {
        play(transceiver);
      } else if (transceiver.kind() == MediaKind.VIDEO && !echoes(transceiver)) {
        // Only asked for where the configuration has codecs for video: then it is to be echoed.
        transceiver.sender().replaceTrack(RtpForwarder.of(transceiver.receiver().track()));
        transceiver.setDirection(Direction.SENDRECV);
      }
    }

    private boolean echoes(RtpTransceiver transceiver) {
      return transceiver.sender().track().isPresent();
    }

    @Override
    public void onDataChannel(RtcDataChannel channel) {
      data.ifPresentOrElse(it -> it.answer(channel), channel::close);
    }

    @Override
    public void onConnectionStateChange(PeerConnectionState state) {
      boolean up = state == PeerConnectionState.CONNECTED && !connected;
      if (up && publisher != null) {
        publisher.source().play();
      }
      lines.print(
          lines.event("state").put("s", state.name().toLowerCase(Locale.ROOT)).put("ms", millis()));
      if (up) {
        connected = true;
        settled.countDown();
      }
    }

    @Override
    public void onFailure(PeerFailure failure) {
      fail(failure.message());
    }
  }

  private void play(RtpTransceiver transceiver) {
    try {
      AudioPlayer made =
          AudioPlayer.create(
              transceiver.receiver().track(),
              SinkTrack.create(heard, new Failures("--audio-out")),
              AudioPlayerConfig.defaults());
      made.start();
      player = made;
    } catch (IOException e) {
      fail(e.getMessage());
    }
  }

  private final class Failures implements TrackListener {
    private final String option;

    Failures(String option) {
      this.option = option;
    }

    @Override
    public void onDeviceLost(String deviceName, IOException cause) {
      fail(option + ": " + cause.getMessage());
    }
  }

  // --- the end

  private ObjectNode stats() {
    var stats = connection.stats();
    AudioPlayer p = player;
    ObjectNode e = lines.event("stats");
    e.put("rx", sum(stats.inbound(), r -> !video(r.clockRate()), r -> r.packetsReceived()));
    e.put("tx", sum(stats.outbound(), s -> !video(s.clockRate()), s -> s.packetsSent()));
    e.put("lost", sum(stats.inbound(), r -> !video(r.clockRate()), r -> r.packetsLost()));
    e.put("videoRx", sum(stats.inbound(), r -> video(r.clockRate()), r -> r.packetsReceived()));
    e.put("videoTx", sum(stats.outbound(), s -> video(s.clockRate()), s -> s.packetsSent()));
    e.put("peak", heard.peak());
    e.put("concealedMs", p == null ? 0 : Math.round(p.stats().playout().concealedMs()));
    e.put("srtp", stats.srtpProfile().map(x -> x.ianaName()).orElse(null));
    e.put("dtls", stats.dtls().map(d -> d.version() + " " + d.cipherSuite()).orElse(null));
    e.put(
        "dtlsRole",
        stats.dtls().map(d -> d.localRole().name().toLowerCase(Locale.ROOT)).orElse(null));
    e.put("pair", stats.pair().map(x -> x.local() + " - " + x.remote()).orElse(null));
    e.put("unrouted", stats.transport().unrouted());
    e.put("beforeKeys", stats.transport().beforeKeys());
    return e;
  }

  private static boolean video(int clockRate) {
    return clockRate == VideoCodecs.CLOCK_RATE;
  }

  private static <T> long sum(List<T> streams, Predicate<T> which, ToLongFunction<T> what) {
    return streams.stream().filter(which).mapToLong(what).sum();
  }

  /** Hangs up and completes the recording. */
  @Override
  public void close() {
    connection.close();
    AudioPlayer p = player;
    if (p != null) {
      p.close();
    }
    if (publisher != null) {
      publisher.close();
    }
  }
}
