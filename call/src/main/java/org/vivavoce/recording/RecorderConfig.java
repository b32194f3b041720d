package org.vivavoce.recording;

import java.time.Duration;

/**
 * How a call is recorded.
 *
 * @param mixed whether there is a file, {@code mixed.opus}, in which all are heard together; it
 *     costs a decoder for each participant and one encoder
 * @param maxBytes the recording ends before its files are larger than this together
 * @param maxDuration the recording ends when it is this long, pauses not counted; at most a year
 */
public record RecorderConfig(boolean mixed, long maxBytes, Duration maxDuration) {
  private static final Duration YEAR = Duration.ofDays(366);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a limit is not positive, or the time longer than a year
   */
  public RecorderConfig {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("at most " + maxBytes + " bytes; 1 or more are needed");
    }
    if (maxDuration.isNegative() || maxDuration.isZero() || maxDuration.compareTo(YEAR) > 0) {
      throw new IllegalArgumentException(
          "a recording of at most "
              + maxDuration
              + "; more than nothing and at most a year is allowed");
    }
  }

  /** Everybody's own file and the mixed one, 4 GiB and 24 hours at most. */
  public static RecorderConfig defaults() {
    return new RecorderConfig(true, 4L << 30, Duration.ofHours(24));
  }
}
