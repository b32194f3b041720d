package org.vivavoce.dtls;

import java.util.List;

/** Looks at the JVM's threads. */
final class Threads {
  private Threads() {}

  static List<Thread> ofDtls() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("vivavoce-dtls-"))
        .toList();
  }

  /** Waits until the handshakes' threads have ended. */
  static void awaitNoneOfDtls() throws InterruptedException {
    for (Thread thread : ofDtls()) {
      thread.join(5_000);
    }
    if (!ofDtls().isEmpty()) {
      throw new AssertionError("Still alive: " + ofDtls());
    }
  }
}
