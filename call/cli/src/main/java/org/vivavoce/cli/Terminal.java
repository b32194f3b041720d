package org.vivavoce.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The terminal that this process may have. Keys come one by one while it is raw, which is done by
 * {@code stty}, where there is one: a JVM has no way of its own.
 */
final class Terminal implements AutoCloseable {
  private static final File DEVICE = new File("/dev/tty");
  private static final int FIRST_WITH_QUESTION = 22;

  private final String before;
  private final Thread hook;

  private Terminal(String before) {
    this.before = before;
    hook = new Thread(this::restore, "vivavoce-terminal-restored");
  }

  /** Whether somebody can type. */
  static boolean interactive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    if (Runtime.version().feature() < FIRST_WITH_QUESTION) {
      return true;
    }
    try {
      // Later JDKs have a console also where nobody can.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("JDK 22 and later have Console.isTerminal", e);
    }
  }

  /** Makes it raw until it is closed; null if that cannot be done: then keys come with Enter. */
  static Terminal raw() {
    if (!interactive() || !DEVICE.exists()) {
      return null;
    }
    try {
      Terminal terminal = new Terminal(stty("-g").strip());
      Runtime.getRuntime().addShutdownHook(terminal.hook);
      stty("-icanon", "-echo", "min", "1");
      return terminal;
    } catch (IOException e) {
      return null; // there is no stty, or it does not know this terminal
    }
  }

  private static String stty(String... arguments) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(DEVICE)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("stty failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return said;
  }

  private void restore() {
    try {
      stty(before);
    } catch (IOException e) {
      System.err.println("The terminal could not be set back: type 'stty sane'.");
    }
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down, and the hook does the same once more.
      assert e != null;
    }
  }
}
