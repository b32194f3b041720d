package org.vivavoce.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;

/**
 * What is logged goes to standard error, warnings and worse only; {@code
 * -Djava.util.logging.config.file} says otherwise.
 */
final class Logs {
  private static final String OWN_FILE = "java.util.logging.config.file";
  private static final String OWN_CLASS = "java.util.logging.config.class";

  private Logs() {}

  static void quiet() {
    if (System.getProperty(OWN_FILE) != null || System.getProperty(OWN_CLASS) != null) {
      return;
    }
    try (InputStream in = Logs.class.getResourceAsStream("logging.properties")) {
      LogManager.getLogManager().readConfiguration(in);
    } catch (IOException e) {
      throw new UncheckedIOException("our own logging.properties cannot be read", e);
    }
  }
}
