package org.vivavoce.peer;

import java.util.function.BooleanSupplier;

/**
 * The W3C's [[NegotiationNeeded]] slot and what it does (WebRTC 1.0 section 4.7.3): the application
 * is told once, later, when no operation is under way, and only if it is still so.
 */
final class NegotiationFlag {
  private final EventLoop loop;
  private final BooleanSupplier idle;
  private final BooleanSupplier needed;
  private final Runnable fire;

  // The loop's own.
  private boolean told;
  private boolean whenIdle;

  /**
   * @param idle whether no operation is under way and the connection is not closed
   * @param needed whether the state is stable, and an offer made now would say something new
   * @param fire tells the application
   */
  NegotiationFlag(EventLoop loop, BooleanSupplier idle, BooleanSupplier needed, Runnable fire) {
    this.loop = loop;
    this.idle = idle;
    this.needed = needed;
    this.fire = fire;
  }

  /** "Update the negotiation-needed flag"; from any thread. */
  void update() {
    loop.execute(this::check);
  }

  private void check() {
    if (!idle.getAsBoolean()) {
      whenIdle = true;
      return;
    }
    if (!needed.getAsBoolean()) {
      told = false;
    } else if (!told) {
      told = true;
      fire.run();
    }
  }

  /** "Clear the negotiation-needed flag", and update it; on the loop. */
  void clear() {
    told = false;
    update();
  }

  /** The last operation has ended; on the loop. */
  void operationsEnded() {
    if (whenIdle) {
      whenIdle = false;
      update();
    }
  }
}
