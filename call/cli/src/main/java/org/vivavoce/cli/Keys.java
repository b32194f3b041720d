package org.vivavoce.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Single keys from standard input: as they are typed where the terminal can be made raw, else with
 * Enter, of which line the first counts. A thread of its own, which nobody waits for.
 */
final class Keys implements AutoCloseable {
  private final InputStream in;
  private final Consumer<Character> onKey;
  private final Consumer<IOException> onEnd;
  private final Terminal terminal;

  /**
   * @param onKey in lower case; on the thread that reads
   * @param onEnd there are no more; null, or why
   */
  private Keys(
      InputStream in, Terminal terminal, Consumer<Character> onKey, Consumer<IOException> onEnd) {
    this.in = in;
    this.terminal = terminal;
    this.onKey = onKey;
    this.onEnd = onEnd;
  }

  /** Reads from now on. */
  static Keys read(Consumer<Character> onKey, Consumer<IOException> onEnd) {
    Keys keys = new Keys(System.in, Terminal.raw(), onKey, onEnd);
    Thread thread = new Thread(keys::run, "vivavoce-terminal");
    thread.setDaemon(true);
    thread.start();
    return keys;
  }

  /**
   * Does something while keys are read.
   *
   * @param keys null: none are
   */
  static void during(Keys keys, Runnable what) {
    try {
      what.run();
    } finally {
      if (keys != null) {
        keys.close();
      }
    }
  }

  private void run() {
    try {
      boolean first = true;
      for (int key; (key = in.read()) >= 0; ) {
        boolean end = key == '\n' || key == '\r';
        if (!end && (first || terminal != null)) {
          onKey.accept(Character.toLowerCase((char) key));
        }
        first = end;
      }
      onEnd.accept(null);
    } catch (IOException e) {
      onEnd.accept(e);
    }
  }

  /** Sets the terminal back; what is typed from now on may still be read, and does nothing. */
  @Override
  public void close() {
    if (terminal != null) {
      terminal.close();
    }
  }
}
