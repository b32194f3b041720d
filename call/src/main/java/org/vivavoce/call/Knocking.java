package org.vivavoce.call;

import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Says Hello, to them alone, to those of a call who are not there and have said no word: they may
 * be in it and not have heard us when Hello was said to all, as we have not heard them.
 *
 * <p>Beyond the founding notes, in which Hello is broadcast while somebody joins and then no more:
 * who is off the network for just those seconds, and for so short a time that no connection notices
 * it, would be unknown to who joined for as long as the call lasts. One signal to each that is
 * missing, more and more seldom, and not less often than once in the time after which the silent
 * expire. For the loop.
 */
final class Knocking {
  /** The first time, as a share of the time after which the silent expire. */
  private static final int FIRST_SHARE = 8;

  private final Collection<PeerLink> links;
  private final Consumer<PeerLink> hello;
  private final Retry retry;

  Knocking(
      Environment environment,
      Duration expiry,
      Collection<PeerLink> links,
      Consumer<PeerLink> hello) {
    this.links = links;
    this.hello = hello;
    // A quarter later than it says, at most.
    long most = expiry.toNanos() * 3 / 4;
    this.retry = new Retry(environment, most / FIRST_SHARE, most, this::knock);
  }

  /** As long as we are in the call. */
  void start() {
    retry.start();
  }

  void stop() {
    retry.stop();
  }

  private void knock() {
    links.stream().filter(PeerLink::missing).forEach(hello);
  }
}
