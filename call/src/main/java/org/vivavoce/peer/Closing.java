package org.vivavoce.peer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the end of a connection, wherever that can be waited for. */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  /** How often who waits for the end looks whether the loop is still there. */
  private static final long CLOSED_CHECK_MS = 50;

  private Closing() {}

  /**
   * Returns when it is closed; at once on the loop and on the network thread, which are needed for
   * it.
   *
   * @param closeHere closes it on this thread, if the loop does not run any more
   */
  static void await(CompletableFuture<Void> closed, EventLoop loop, Runnable closeHere) {
    boolean interrupted = false;
    while (!closed.isDone()) {
      if (loop.closed()) {
        // Whoever gave the loop has closed it before us; nobody else is at work on it any more.
        closeHere.run();
      }
      if (loop.inLoop() || PeerTransport.onNetworkThread()) {
        break;
      }
      try {
        closed.get(CLOSED_CHECK_MS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        LOG.debug("Still closing");
      } catch (ExecutionException e) {
        throw new AssertionError("Closing completes normally", e);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
