package org.vivavoce.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.JoinId;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;

/**
 * Whom we are calling in one call: each offer is repeated until it is answered, taken back or
 * expired. Whose connection is lost is called too, in case they restarted. For the loop.
 */
final class Ringers {
  /** A callee who hears no repetition for this many times the first interval rings no more. */
  static final int SILENCE = 32;

  /** The longest interval between two offers, in first intervals. */
  private static final int MAX = 4;

  private final Controller controller;
  private final CallSession session;
  private final Map<Did, Ring> rings = new LinkedHashMap<>();

  private final class Ring {
    final Did to;
    final long id;
    final Optional<JoinId> lost;
    final Retry retry;
    EventLoop.Timer expiry = () -> {};
    boolean heard;

    Ring(Did to, long id, Optional<JoinId> lost) {
      this.to = to;
      this.id = id;
      this.lost = lost;
      long interval = controller.config().signalInterval().toNanos();
      this.retry =
          new Retry(
              controller.environment(),
              lost.isPresent() ? interval * MAX : interval,
              interval * MAX,
              this::offer);
    }

    void begin() {
      if (lost.isEmpty()) {
        offer();
        expiry =
            controller
                .loop()
                .schedule(
                    () -> session.onRingExpired(to), controller.config().offerTimeout().toNanos());
      }
      retry.start();
    }

    void offer() {
      controller
          .signals()
          .toOffers(
              to,
              new CallOffer(
                  session.id(),
                  controller.did(),
                  session.call().participants(),
                  controller.publishedDescriptions(),
                  session.call().conversationId(),
                  controller.config().offerTimeout().toMillis(),
                  session.call().groupKey(),
                  id,
                  lost));
    }

    void stop() {
      retry.stop();
      expiry.cancel();
    }
  }

  Ringers(Controller controller, CallSession session) {
    this.controller = controller;
    this.session = session;
  }

  /** Calls them, once more if that is so already. */
  void ring(Did to) {
    begin(to, Optional.empty());
  }

  /** Calls somebody who may have restarted, with no word to the application. */
  void ringLost(Did to, JoinId lost) {
    begin(to, Optional.of(lost));
  }

  private void begin(Did to, Optional<JoinId> lost) {
    stop(to);
    Ring ring = new Ring(to, controller.environment().random().nextLong(Long.MAX_VALUE), lost);
    rings.put(to, ring);
    ring.begin();
  }

  /** Whether they are called, and have not answered yet. */
  boolean waitsFor(Did did) {
    Ring ring = rings.get(did);
    return ring != null && ring.lost.isEmpty();
  }

  boolean waits() {
    return rings.values().stream().anyMatch(r -> r.lost.isEmpty());
  }

  /** They say that it rings; whether that is news. */
  boolean heard(Did did, long id) {
    Ring ring = rings.get(did);
    if (ring == null || ring.id != id || ring.heard) {
      return false;
    }
    ring.heard = true;
    return ring.lost.isEmpty();
  }

  /** They have answered, one way or the other. */
  void stop(Did did) {
    Ring ring = rings.remove(did);
    if (ring != null) {
      ring.stop();
    }
  }

  /** Takes the offer back, and says so more than once. */
  void cancel(Did did, String reason) {
    Ring ring = rings.remove(did);
    if (ring != null) {
      ring.stop();
      if (ring.lost.isPresent() && !ring.heard) {
        return; // nothing rings
      }
      CallCancel cancel = new CallCancel(session.id(), controller.did(), ring.id, reason);
      controller.farewells().say(() -> controller.signals().toOffers(did, cancel));
    }
  }

  /** Takes all offers back that were not answered. */
  void cancelAll(String reason) {
    List.copyOf(rings.keySet()).forEach(d -> cancel(d, reason));
  }

  List<Did> waiting() {
    List<Did> waiting = new ArrayList<>();
    rings.values().stream().filter(r -> r.lost.isEmpty()).forEach(r -> waiting.add(r.to));
    return waiting;
  }

  /** How long a callee rings without hearing the offer again. */
  static long silenceNanos(ControllerConfig config) {
    return Math.max(config.signalInterval().toNanos() * SILENCE, TimeUnit.MILLISECONDS.toNanos(1));
  }
}
