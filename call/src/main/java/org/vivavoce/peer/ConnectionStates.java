package org.vivavoce.peer;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.vivavoce.dtls.DtlsState;
import org.vivavoce.ice.IceState;

/**
 * The gathering, ICE and connection states, and their events in the W3C's order (WebRTC 1.0
 * sections 4.3.2 to 4.3.4 and 5.6). Changed on the loop; getters are safe from any thread.
 */
final class ConnectionStates {
  private final Consumer<Consumer<PeerObserver>> tell;
  private volatile IceGatheringState gathering = IceGatheringState.NEW;
  private final ArrayDeque<IceGatheringState> untold = new ArrayDeque<>();
  private volatile IceState ice = IceState.NEW;
  private volatile PeerConnectionState connection = PeerConnectionState.NEW;
  private volatile PeerFailure failure;

  /**
   * @param tell calls the observer, if the connection is not closed
   */
  ConnectionStates(Consumer<Consumer<PeerObserver>> tell) {
    this.tell = tell;
  }

  IceGatheringState gathering() {
    return gathering;
  }

  IceState ice() {
    return ice;
  }

  PeerConnectionState connection() {
    return connection;
  }

  /** Why it has failed; null: it has not. */
  PeerFailure failure() {
    return failure;
  }

  /**
   * The state as it can be read; the event follows with {@link #tellGathering}.
   *
   * @return whether that is something new
   */
  boolean gathering(IceGatheringState now) {
    boolean changed = gathering != now;
    if (changed) {
      gathering = now;
      untold.add(now);
    }
    return changed;
  }

  /**
   * Tells what was not told yet. To be called in a turn of its own, and before anything that was
   * gathered is told: the gatherer may have been faster than that turn.
   */
  void tellGathering() {
    for (IceGatheringState next; (next = untold.poll()) != null; ) {
      IceGatheringState state = next;
      tell.accept(o -> o.onIceGatheringStateChange(state));
    }
  }

  /** ICE's state, and what follows of it for the connection. */
  void ice(IceState now, DtlsState dtls) {
    if (ice == now) {
      return;
    }
    ice = now;
    boolean restarted =
        connection == PeerConnectionState.FAILED
            && now != IceState.FAILED
            && dtls != DtlsState.FAILED;
    if (restarted) {
      failure = null;
    }
    tell.accept(o -> o.onIceConnectionStateChange(now));
    update(dtls);
  }

  /**
   * ICE's and DTLS's states together (WebRTC 1.0 section 4.3.3). One that failed is told with its
   * reason, by {@link #failed}. A connection that the other side has closed is disconnected.
   */
  void update(DtlsState dtls) {
    IceState i = ice;
    if (i == IceState.FAILED || dtls == DtlsState.FAILED) {
      return;
    }
    if (i == IceState.DISCONNECTED || dtls == DtlsState.CLOSED) {
      connection(PeerConnectionState.DISCONNECTED);
    } else if (dtls == DtlsState.CONNECTED
        && (i == IceState.CONNECTED || i == IceState.COMPLETED)) {
      connection(PeerConnectionState.CONNECTED);
    } else if (i != IceState.NEW) {
      connection(PeerConnectionState.CONNECTING);
    }
  }

  private void connection(PeerConnectionState now) {
    if (connection != now) {
      connection = now;
      tell.accept(o -> o.onConnectionStateChange(now));
    }
  }

  /** ICE or DTLS gave up. Only an ICE restart leads out of it, if it was ICE. */
  void failed(PeerFailure reason) {
    if (connection != PeerConnectionState.FAILED) {
      failure = reason;
      connection = PeerConnectionState.FAILED;
      tell.accept(o -> o.onFailure(reason));
      tell.accept(o -> o.onConnectionStateChange(PeerConnectionState.FAILED));
    }
  }
}
