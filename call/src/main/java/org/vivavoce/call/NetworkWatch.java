package org.vivavoce.call;

import java.net.InetAddress;
import java.util.Set;
import java.util.function.Consumer;

/** Tells when this machine's addresses change: another network, one more, one less. */
@FunctionalInterface
interface NetworkWatch {
  /**
   * Watches from now on.
   *
   * @param onChange gets all addresses of interfaces that are up, on any thread
   * @return ends it
   */
  Runnable watch(Consumer<Set<InetAddress>> onChange);
}
