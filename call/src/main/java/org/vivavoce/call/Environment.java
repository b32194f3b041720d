package org.vivavoce.call;

import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.vivavoce.peer.EventLoop;

/**
 * What a Controller takes from the world around it, so that a test can be that world.
 *
 * @param loop where everything happens, and whose clock the deadlines are on
 * @param clock milliseconds since 1970, for what signals say of their age; may jump
 * @param random a secure source
 * @param media makes connections
 * @param network tells when this machine's addresses change
 * @param listenerThread makes what a listener is told on, one task after the other
 */
record Environment(
    EventLoop loop,
    LongSupplier clock,
    RandomGenerator random,
    MediaLink.Factory media,
    NetworkWatch network,
    Supplier<ExecutorService> listenerThread) {
  /** The real one, with a loop of its own. */
  static Environment real() {
    return new Environment(
        EventLoop.shared("controller"),
        System::currentTimeMillis,
        new SecureRandom(),
        RtcMediaLink::new,
        InterfacePoller.SHARED,
        ListenerQueue::thread);
  }

  Environment withClock(LongSupplier other) {
    return new Environment(loop, other, random, media, network, listenerThread);
  }
}
