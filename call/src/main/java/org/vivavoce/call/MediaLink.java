package org.vivavoce.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vivavoce.audio.AudioPlayerStats;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerConnectionStats;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.StreamDescription;
import org.vivavoce.signaling.StreamId;

/**
 * One connection to one participant, as the logic of calls sees it: descriptions in and out,
 * states, and nothing of what flows. Everything happens on the Controller's loop.
 */
interface MediaLink extends AutoCloseable {
  /** Makes connections: real ones, or a test's. */
  @FunctionalInterface
  interface Factory {
    MediaLink create(Controller controller, Ends ends, Listener listener);
  }

  /**
   * Between whom, and what flows.
   *
   * @param call in which call
   * @param peer to whom
   * @param sends what of ours they take
   * @param receives what of theirs we take
   */
  record Ends(
      CallId call,
      Did peer,
      List<PublishedStream> sends,
      Map<StreamId, StreamDescription> receives) {}

  /** Hears the connection; nothing after {@link #close}. */
  interface Listener {
    /** A candidate of ours. */
    void onCandidate(RtcIceCandidate candidate);

    /** A new state; FAILED comes by {@link #onFailure} alone. */
    void onState(PeerConnectionState state);

    /** It gave up. */
    void onFailure(PeerFailure failure);
  }

  /**
   * Offers; the future gives the description to send. To be asked for once at the beginning, and
   * again to look for the path anew.
   */
  CompletableFuture<String> offer(boolean restartIce);

  /** Takes their offer; the future gives our answer. */
  CompletableFuture<String> answer(String offer);

  /** Takes their answer to our last offer. */
  CompletableFuture<Void> accept(String answer);

  /** A candidate of theirs; one that was there already is no harm. */
  CompletableFuture<Void> add(RtcIceCandidate candidate);

  /** Ours so far, or empty: the last description, with the candidates that were found since. */
  Optional<String> description();

  PeerConnectionState state();

  /** Whether the other side closed it, and not the network. */
  boolean closedByPeer();

  /** Why it failed or is about to. */
  Optional<PeerFailure> failure();

  /** Lets nothing of theirs be heard, or all. */
  void silence(boolean on);

  Optional<PeerConnectionStats> stats();

  /** The address of this machine at which the path begins; empty while there is no path. */
  Optional<String> localAddress();

  /** There and back, over the data channel for that; empty while it is not known. */
  Optional<Duration> roundTrip();

  Map<StreamId, AudioPlayerStats> streams();

  /** Ends it and all that plays. */
  @Override
  void close();
}
