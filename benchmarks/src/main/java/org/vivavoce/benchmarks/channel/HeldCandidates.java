package org.vivavoce.benchmarks.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The other side's candidates, which come before its description at times and have to wait. */
final class HeldCandidates {
  private final Consumer<String> connection;
  private final List<String> held = new ArrayList<>();
  private boolean released;

  HeldCandidates(Consumer<String> connection) {
    this.connection = connection;
  }

  synchronized void add(String candidate) {
    if (released) {
      connection.accept(candidate);
    } else {
      held.add(candidate);
    }
  }

  /** The description is there. */
  synchronized void release() {
    released = true;
    held.forEach(connection);
    held.clear();
  }
}
