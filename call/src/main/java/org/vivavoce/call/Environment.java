package org.vivavoce.call;

import java.security.SecureRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.vivavoce.peer.EventLoop;

/**
 * What a Controller takes from the world around it, so that a test can be that world.
 *
 * @param loop where everything happens, and whose clock the deadlines are on
 * @param clock milliseconds since 1970, for what signals say of their age; may jump
 * @param random a secure source
 */
record Environment(EventLoop loop, LongSupplier clock, RandomGenerator random) {
  /** The real one, with a loop of its own. */
  static Environment real() {
    return new Environment(
        EventLoop.shared("controller"), System::currentTimeMillis, new SecureRandom());
  }
}
