package org.vivavoce.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C while a command runs: it is told to stop, and the JVM waits until all is printed. */
final class OnInterrupt {
  private static final int CLOSING_SECONDS = 5;

  private OnInterrupt() {}

  /**
   * Runs a command.
   *
   * @param stop makes the command end soon; called by another thread
   * @param command ends with everything printed
   */
  static <T> T stop(Runnable stop, Callable<T> command) throws Exception {
    CountDownLatch printed = new CountDownLatch(1);
    Thread hook = new Thread(() -> end(stop, printed), "vivavoce-interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return command.call();
    } finally {
      printed.countDown();
      forget(hook);
    }
  }

  private static void end(Runnable stop, CountDownLatch printed) {
    stop.run();
    try {
      printed.await(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down already, and that hook is what let us get here.
      assert e != null;
    }
  }
}
