package org.vivavoce.cli;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.vivavoce.audio.AudioPlayerStats;
import org.vivavoce.call.Call;
import org.vivavoce.call.CallEvent;
import org.vivavoce.call.CallStats;
import org.vivavoce.call.Controller;
import org.vivavoce.call.ControllerConfig;
import org.vivavoce.call.Subscriptions;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.Level;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.media.TrackListener;
import org.vivavoce.peer.PacketFilter;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

/**
 * Alice or Bob: a Controller with one source, one recording, and what it told so far. Asked by the
 * demo's thread; events come on a thread of the Controller's.
 */
final class DemoPerson implements AutoCloseable {
  /** What of a recording's beginning is judged apart: the jitter buffer is still learning. */
  private static final long START_NANOS = 500_000_000;

  private final String name;
  private final OutputDevice ear;
  private final Consumer<String> onFailure;
  private final Controller controller;
  private final SourceTrack source;

  private volatile Call call;
  private volatile Did peer;
  private volatile String codec;
  private volatile long connectedNanos;
  private volatile boolean connected;
  private volatile boolean leaving;

  // The demo's thread's own.
  private CallStats stats;
  private Double concealedAtStart;

  /**
   * @param name for people and for the stream
   * @param network where signals travel
   * @param device what is said
   * @param ear what is heard goes there
   * @param loss what is lost of what is received
   * @param onFailure is told why the call failed, in words, at most some times
   * @throws IOException if the source cannot be opened, naming it
   */
  DemoPerson(
      String name,
      PubSub network,
      InputDevice device,
      OutputDevice ear,
      PacketFilter loss,
      Consumer<String> onFailure)
      throws IOException {
    this.name = name;
    this.ear = ear;
    this.onFailure = Objects.requireNonNull(onFailure);
    ControllerConfig config =
        ControllerConfig.defaults().withPeer(p -> p.ice(i -> i.loopbackOnly()).receiveFilter(loss));
    controller =
        Controller.create(
            Identity.generate(),
            network,
            config,
            (from, stream) -> SinkTrack.create(ear, listener()));
    source = SourceTrack.create(device, listener());
    try {
      controller.addListener(this::onEvent);
      controller.addMediaSource(new StreamId("voice"), source);
    } catch (IOException | RuntimeException e) {
      controller.close();
      throw e;
    }
  }

  private TrackListener listener() {
    return new TrackListener() {
      @Override
      public void onDeviceLost(String deviceName, IOException cause) {
        fail(cause.getMessage());
      }
    };
  }

  private void onEvent(CallEvent event) {
    long now = System.nanoTime();
    if (event instanceof CallEvent.IncomingCall incoming) {
      joined(incoming.call(), incoming.from());
      incoming.call().answer(Subscriptions.allAudio());
    } else if (event instanceof CallEvent.ConnectionStateChanged changed) {
      if (changed.state() == PeerConnectionState.CONNECTED && !connected) {
        connectedNanos = now;
        connected = true;
      }
    } else if (event instanceof CallEvent.TrackAdded added) {
      codec = added.stream().codec();
    } else if (event instanceof CallEvent.SinkFailed failed) {
      fail(failed.message());
    } else if (event instanceof CallEvent.CallTerminated terminated) {
      fail(terminated.reason().message());
    }
  }

  private void fail(String why) {
    if (!leaving) {
      onFailure.accept(why);
    }
  }

  /** Calls somebody. */
  void call(DemoPerson other) {
    joined(controller.call(List.of(other.did()), Subscriptions.allAudio()), other.did());
  }

  private void joined(Call which, Did with) {
    peer = with;
    call = which;
  }

  /** What happens from now on is no failure. */
  void expectTheEnd() {
    leaving = true;
  }

  void leave() {
    Call present = call;
    if (present != null) {
      present.leave("the demo is over");
    }
  }

  String name() {
    return name;
  }

  Did did() {
    return controller.did();
  }

  /** The file, if it is one. */
  String recording() {
    return ear.name();
  }

  Optional<String> codec() {
    return Optional.ofNullable(codec);
  }

  boolean offered() {
    Call present = call;
    return present != null && present.offerer().equals(did());
  }

  /** On the scale of {@code System.nanoTime}; empty before. */
  OptionalLong connectedNanos() {
    return connected ? OptionalLong.of(connectedNanos) : OptionalLong.empty();
  }

  /** Takes a snapshot for the methods below. */
  void look(long nowNanos) {
    Call present = call;
    if (present == null) {
      return;
    }
    CallStats latest = present.stats(peer);
    if (latest.connection().isPresent() || stats == null) {
      stats = latest;
    }
    OptionalLong startEnds = startEndsNanos();
    if (concealedAtStart == null
        && startEnds.isPresent()
        && nowNanos - startEnds.getAsLong() >= 0) {
      concealedAtStart = heard().orElseThrow().playout().concealedMs();
    }
  }

  /** As of the last look; empty before there was a call. */
  Optional<CallStats> stats() {
    return Optional.ofNullable(stats);
  }

  /** What was played of the other, as of the last look. */
  Optional<AudioPlayerStats> heard() {
    return stats().flatMap(s -> s.streams().values().stream().findFirst());
  }

  /** When the first decoded sample was played. */
  OptionalLong firstFrameNanos() {
    return heard().map(AudioPlayerStats::firstFrameNanos).orElse(OptionalLong.empty());
  }

  /** When the start, which is judged apart, is over; empty once that was seen, or before. */
  OptionalLong startEndsNanos() {
    OptionalLong first = firstFrameNanos();
    return concealedAtStart != null || first.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(first.getAsLong() + START_NANOS);
  }

  /** What was concealed up to the end of the start, in milliseconds; empty before. */
  Optional<Double> concealedAtStart() {
    return Optional.ofNullable(concealedAtStart);
  }

  /** How loud this person speaks. */
  Level level() {
    return source.level();
  }

  /** Hangs up and completes the recording. */
  @Override
  public void close() {
    leaving = true;
    controller.close();
  }
}
