package org.vivavoce.peer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.vivavoce.peer.stats.RtcStats;
import org.vivavoce.peer.stats.RtcStatsReport;

/** What a connection's transceivers and their tracks ask and tell; on any thread. */
final class TransceiverOwner implements RtpTransceiver.Owner, RemoteTrack.Listener {
  private final PeerTransport transport;
  private final Supplier<List<RtpCodec>> codecs;
  private final BooleanSupplier closed;
  private final Runnable changed;
  private final Consumer<Runnable> onLoop;
  private final Consumer<Consumer<PeerObserver>> tell;

  /**
   * @param codecs the configuration's
   * @param changed an offer made now might say something else
   * @param onLoop runs on the loop, unless the connection is closed by then
   * @param tell calls the observer; on the loop
   */
  TransceiverOwner(
      PeerTransport transport,
      Supplier<List<RtpCodec>> codecs,
      BooleanSupplier closed,
      Runnable changed,
      Consumer<Runnable> onLoop,
      Consumer<Consumer<PeerObserver>> tell) {
    this.transport = transport;
    this.codecs = codecs;
    this.closed = closed;
    this.changed = changed;
    this.onLoop = onLoop;
    this.tell = tell;
  }

  @Override
  public List<RtpCodec> codecs(MediaKind kind) {
    return codecs.get().stream().filter(c -> c.kind() == kind).toList();
  }

  @Override
  public boolean closed() {
    return closed.getAsBoolean();
  }

  @Override
  public void changed() {
    changed.run();
  }

  @Override
  public CompletableFuture<RtcStatsReport> stats(Predicate<RtcStats> selected) {
    return transport.report(selected);
  }

  @Override
  public void stopped(RtpTransceiver t) {
    onLoop.accept(
        () -> {
          t.sender().outbound(null);
          if (t.mid().isEmpty()) {
            // No m-line has it: there is nothing to tell the other side.
            t.markStopped();
          }
          RemoteTrack track = t.receiver().track();
          if (track.end()) {
            tell.accept(o -> o.onTrackEnded(track));
          }
          changed.run();
        });
  }

  @Override
  public void heard(RemoteTrack track) {
    onLoop.accept(
        () -> {
          if (track.muted(false)) {
            tell.accept(o -> o.onTrackUnmute(track));
          }
        });
  }

  /** WebRTC 1.0 section 5.3: a track is muted when its SSRC is removed by a BYE. */
  @Override
  public void left(RemoteTrack track) {
    onLoop.accept(
        () -> {
          // Unless it was heard again meanwhile.
          if (track.left() && track.muted(true)) {
            tell.accept(o -> o.onTrackMute(track));
          }
        });
  }
}
