package org.vivavoce.ice;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** What must be so before the first class of ice4j is loaded. */
final class Ice4jSetup {
  /**
   * ice4j asks 169.254.169.254 (a cloud's metadata service) for its public address by default; and
   * its HarvestConfig reads "force" from the setting for "enable", so that only this one stops it.
   */
  static final String NO_METADATA_PROBE = "org.ice4j.ice.harvest.DISABLE_AWS_HARVESTER";

  /**
   * ice4j's keep-alives would send nothing here, since {@link Consent} does that; but cancelled at
   * the wrong moment, their timer holds the agent for fifteen seconds.
   */
  static final String NO_KEEP_ALIVES = "org.ice4j.NO_KEEP_ALIVES";

  /** A logger that nobody holds forgets its level. */
  @SuppressWarnings("unused")
  private static final List<Logger> QUIET;

  static {
    System.setProperty(NO_METADATA_PROBE, "true");
    System.setProperty(NO_KEEP_ALIVES, "true");
    QUIET = Stream.of("org.ice4j", "org.jitsi", "JitsiConfig").map(Logger::getLogger).toList();
    for (Logger logger : QUIET) {
      if (logger.getLevel() == null) {
        // A level that the application has set stays.
        logger.setLevel(Level.SEVERE);
      }
    }
  }

  private Ice4jSetup() {}

  /** Runs the static initialiser, once. */
  static void ensure() {}
}
