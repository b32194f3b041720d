package org.vivavoce.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A command that runs in this JVM, on a thread of its own, and what it printed so far. */
final class InJvm {
  private static final long PATIENCE_SECONDS = 60;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CompletableFuture<Integer> status = new CompletableFuture<>();

  /** Begins. */
  static InJvm start(List<String> arguments) {
    InJvm made = new InJvm();
    Thread thread =
        new Thread(
            () -> {
              try {
                made.status.complete(
                    Main.commandLine()
                        .setOut(new PrintWriter(made.out))
                        .setErr(new PrintWriter(made.err))
                        .execute(arguments.toArray(String[]::new)));
              } catch (RuntimeException | Error e) {
                made.status.completeExceptionally(e);
              }
            },
            "command-" + arguments);
    thread.setDaemon(true);
    thread.start();
    return made;
  }

  /** Runs it to its end. */
  static InJvm run(String... arguments) {
    InJvm made = start(List.of(arguments));
    made.status();
    return made;
  }

  /** Waits until standard error has that, somewhere behind what comes first. */
  InJvm awaitErr(String first, String text) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      String said = err();
      int at = said.indexOf(first);
      if (at >= 0 && said.indexOf(text, at + first.length()) >= 0) {
        return this;
      }
      if (status.isDone() || System.nanoTime() - until > 0) {
        throw new AssertionError("it never said '" + text + "'; it said " + said);
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** Waits for its end. */
  int status() {
    return status.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
