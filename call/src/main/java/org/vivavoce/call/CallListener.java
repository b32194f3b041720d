package org.vivavoce.call;

/** Hears what happens to a {@link Controller}'s calls. */
@FunctionalInterface
public interface CallListener {
  /**
   * One event. Each listener hears every event in order, one at a time, on a queue of its own: a
   * slow listener delays neither the call nor the others. What it throws is logged.
   */
  void onEvent(CallEvent event);

  /** Answers every call that comes, with the same wishes: for machines, and for trying things. */
  static CallListener answering(Subscriptions wanted) {
    return event -> {
      if (event instanceof CallEvent.IncomingCall incoming) {
        incoming.call().answer(wanted);
      }
    };
  }
}
