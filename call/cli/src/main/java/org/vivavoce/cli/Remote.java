package org.vivavoce.cli;

import java.util.Optional;
import java.util.OptionalLong;
import org.vivavoce.audio.AudioPlayerStats;
import org.vivavoce.call.Call;
import org.vivavoce.call.CallStats;
import org.vivavoce.call.ParticipantState;
import org.vivavoce.peer.PeerConnectionStats;
import org.vivavoce.signaling.Did;

/**
 * Another participant as one {@link Person} knows them. What events tell is written by the
 * Controller's thread; looks are the run's own thread's.
 */
final class Remote {
  /** What of a recording's beginning is judged apart: the jitter buffer is still learning. */
  private static final long START_NANOS = 500_000_000;

  private final Did did;

  private volatile Call call;
  private volatile String codec;
  private volatile String recording;
  private volatile long connectedNanos;
  private volatile boolean connected;
  private volatile boolean present;
  private volatile boolean gone;

  // The run's thread's own.
  private CallStats stats;
  private AudioPlayerStats heard;
  private OptionalLong firstFrameNanos = OptionalLong.empty();
  private Double concealedAtStart;

  Remote(Did did) {
    this.did = did;
  }

  void in(Call which) {
    call = which;
  }

  Did did() {
    return did;
  }

  ParticipantState state() {
    Call of = call;
    return of == null
        ? ParticipantState.NOT_JOINED
        : of.participantStates().getOrDefault(did, ParticipantState.NOT_JOINED);
  }

  void connected(long now) {
    if (!connected) {
      connectedNanos = now;
      connected = true;
    }
    present = true;
  }

  void disconnected() {
    present = false;
  }

  void gone(boolean now) {
    gone = now;
  }

  /** Whether they were in the call and are not any more. */
  boolean gone() {
    return gone;
  }

  void track(String name, String file) {
    codec = name;
    recording = file;
  }

  /** Whether there is a connection now. */
  boolean present() {
    return present;
  }

  /** When there was one first, on the scale of {@code System.nanoTime}; empty before. */
  OptionalLong connectedNanos() {
    return connected ? OptionalLong.of(connectedNanos) : OptionalLong.empty();
  }

  Optional<String> codec() {
    return Optional.ofNullable(codec);
  }

  /** The file of what is heard of them. */
  Optional<String> recording() {
    return Optional.ofNullable(recording);
  }

  /** Takes a snapshot for the methods below. */
  void look(long nowNanos) {
    Call of = call;
    if (of == null) {
      return;
    }
    CallStats latest = of.stats(did);
    // A connection that never comes about, after one that ended, takes nothing of that away.
    if (hasPath(latest) || stats == null || !hasPath(stats)) {
      stats = latest;
    }
    // What ended keeps its last figures.
    latest.streams().values().stream().findFirst().ifPresent(s -> heard = s);
    if (firstFrameNanos.isEmpty() && heard != null) {
      firstFrameNanos = heard.firstFrameNanos();
    }
    OptionalLong startEnds = startEndsNanos();
    if (startEnds.isPresent() && nowNanos - startEnds.getAsLong() >= 0) {
      concealedAtStart = heard.playout().concealedMs();
    }
  }

  /** As of the last look; empty before the first. */
  Optional<CallStats> stats() {
    return Optional.ofNullable(stats);
  }

  /** What was played of them, as of the last look. */
  Optional<AudioPlayerStats> heard() {
    return Optional.ofNullable(heard);
  }

  /** When the first decoded sample was played. */
  OptionalLong firstFrameNanos() {
    return firstFrameNanos;
  }

  /** When the start, which is judged apart, is over; empty once that was seen, or before. */
  OptionalLong startEndsNanos() {
    return concealedAtStart != null || firstFrameNanos.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(firstFrameNanos.getAsLong() + START_NANOS);
  }

  /** What was concealed up to the end of the start, in milliseconds; empty before. */
  Optional<Double> concealedAtStart() {
    return Optional.ofNullable(concealedAtStart);
  }

  private static boolean hasPath(CallStats stats) {
    return stats.connection().flatMap(PeerConnectionStats::pair).isPresent();
  }
}
