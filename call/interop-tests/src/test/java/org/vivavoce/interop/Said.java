package org.vivavoce.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** What one end has said: events, which are kept to be waited for, and signals for the other. */
final class Said {
  /** For whatever is waited for: start, connection, end. */
  static final int PATIENCE_SECONDS = 40;

  private final Function<String, AssertionError> failure;

  // Guarded by this.
  private final List<JsonNode> events = new ArrayList<>();
  private final List<JsonNode> unheard = new ArrayList<>();
  private Consumer<JsonNode> listener;
  private boolean ended;

  /**
   * @param failure makes an error that tells more of who said it
   */
  Said(Function<String, AssertionError> failure) {
    this.failure = failure;
  }

  /** A line: an event has {@code ev}. */
  void add(JsonNode line) {
    Consumer<JsonNode> to;
    synchronized (this) {
      if (line.has("ev")) {
        events.add(line);
        notifyAll();
        return;
      }
      if (listener == null) {
        unheard.add(line);
        return;
      }
      to = listener;
    }
    to.accept(line);
  }

  /** There will be no more. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Where signals go, those too that were said before. */
  void signals(Consumer<JsonNode> to) {
    List<JsonNode> early;
    synchronized (this) {
      early = List.copyOf(unheard);
      unheard.clear();
      listener = to;
    }
    early.forEach(to);
  }

  /** Waits for the connection to have been in that state. */
  JsonNode state(String wanted) {
    return event("state", e -> e.path("s").asText().equals(wanted));
  }

  /** What was told so far. */
  synchronized List<JsonNode> events(String name) {
    return events.stream().filter(e -> e.get("ev").asText().equals(name)).toList();
  }

  /** Waits for such an event, unless it was there; an error that is told ends the wait. */
  JsonNode event(String wanted, Predicate<JsonNode> condition) {
    return event(wanted, condition, PATIENCE_SECONDS);
  }

  /** The same for what takes longer. */
  synchronized JsonNode event(String wanted, Predicate<JsonNode> condition, int patienceSeconds) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(patienceSeconds);
    while (true) {
      for (JsonNode e : events) {
        if (e.get("ev").asText().equals(wanted) && condition.test(e)) {
          return e;
        }
        if (e.get("ev").asText().equals("error")) {
          throw failure.apply("it says: " + e.path("e").asText());
        }
      }
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (ended || left <= 0) {
        throw failure.apply(
            (ended ? "it ended" : patienceSeconds + " s went by")
                + " without "
                + wanted
                + "; it told "
                + events);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure.apply("interrupted while waiting for " + wanted);
      }
    }
  }
}
