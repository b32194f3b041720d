package org.vivavoce.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The way from one party to another, which can be shut for a while. */
final class Gate implements Consumer<JsonNode> {
  private final Party to;
  private final UnaryOperator<JsonNode> change;

  // Guarded by this.
  private final List<JsonNode> waiting = new ArrayList<>();
  private final List<JsonNode> seen = new ArrayList<>();
  private boolean shut;

  /**
   * @param change what becomes of each line on the way
   */
  Gate(Party to, UnaryOperator<JsonNode> change) {
    this.to = to;
    this.change = change;
  }

  Gate(Party to) {
    this(to, line -> line);
  }

  @Override
  public synchronized void accept(JsonNode line) {
    seen.add(line);
    if (shut) {
      waiting.add(line);
      notifyAll();
    } else {
      to.take(change.apply(line));
    }
  }

  /** The candidates that came here so far, those of descriptions too; not the last, empty one. */
  synchronized List<String> candidates() {
    List<String> found = new ArrayList<>();
    for (JsonNode line : seen) {
      found.add(line.path("candidate").path("candidate").asText());
      line.path("sdp")
          .asText()
          .lines()
          .filter(l -> l.startsWith("a=candidate:"))
          .forEach(found::add);
    }
    found.removeIf(String::isEmpty);
    return found;
  }

  /** Nothing goes through until it is opened. */
  synchronized void shut() {
    shut = true;
  }

  /** Waits until an offer stands before it. */
  synchronized void awaitOffer() throws InterruptedException {
    long until = System.nanoTime() + Said.PATIENCE_SECONDS * 1_000_000_000L;
    while (waiting.stream().noneMatch(line -> line.path("type").asText().equals("offer"))) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("no offer was made; there is " + waiting);
      }
      wait(left);
    }
  }

  /** What waits goes through, and so does what follows. */
  synchronized void open() {
    shut = false;
    waiting.forEach(line -> to.take(change.apply(line)));
    waiting.clear();
  }
}
