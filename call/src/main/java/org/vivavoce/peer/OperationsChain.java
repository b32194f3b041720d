package org.vivavoce.peer;

import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The W3C's chain of operations (WebRTC 1.0 section 4.4.1.2): one after the other, in the order of
 * the calls, whatever thread they come from. An operation that is begun within another one, by an
 * observer for instance, waits for its end.
 */
final class OperationsChain {
  private static final Logger LOG = LoggerFactory.getLogger(OperationsChain.class);

  private final EventLoop loop;
  private final Runnable whenEmpty;

  /**
   * What has not ended: a loop that closes drops what it has not begun, and nobody must wait for
   * that.
   */
  private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  // The loop's own.
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  /**
   * @param whenEmpty runs on the loop when the last of several operations has ended
   */
  OperationsChain(EventLoop loop, Runnable whenEmpty) {
    this.loop = loop;
    this.whenEmpty = whenEmpty;
  }

  /** Appends an operation; on the loop and with nothing before it, it runs at once. */
  <T> CompletableFuture<T> chain(Supplier<T> body) {
    CompletableFuture<T> result = new CompletableFuture<>();
    open.add(result);
    // Closing sets the flag first and then ends what is open: one of the two sees this one.
    if (closed || loop.closed()) {
      open.remove(result);
      result.completeExceptionally(closedError());
    } else {
      loop.run(
          () -> {
            waiting.add(() -> operate(body, result));
            run();
          });
    }
    return result;
  }

  /** Whether no operation is under way or waiting. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  private void run() {
    if (running) {
      return;
    }
    running = true;
    try {
      for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
        next.run();
      }
    } finally {
      running = false;
    }
  }

  private <T> void operate(Supplier<T> body, CompletableFuture<T> result) {
    T value;
    try {
      if (closed) {
        throw closedError();
      }
      value = body.get();
    } catch (PeerConnectionException e) {
      ended(result);
      result.completeExceptionally(e);
      return;
    } catch (RuntimeException | AssertionError e) {
      LOG.error("An operation of a PeerConnection failed for no reason of the caller's", e);
      ended(result);
      result.completeExceptionally(e);
      return;
    }
    ended(result);
    result.complete(value);
  }

  private void ended(CompletableFuture<?> result) {
    open.remove(result);
    if (open.isEmpty() && !closed) {
      whenEmpty.run();
    }
  }

  /** Nothing begins any more, and what was open fails. */
  void close() {
    closed = true;
    open.forEach(o -> o.completeExceptionally(closedError()));
    open.clear();
  }

  static PeerConnectionException closedError() {
    return new PeerConnectionException(
        RtcErrorName.INVALID_STATE_ERROR, "this PeerConnection is closed; create another");
  }
}
