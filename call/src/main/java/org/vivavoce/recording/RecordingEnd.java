package org.vivavoce.recording;

import java.io.IOException;
import java.time.Duration;

/** Why a recording is over. In each case its files are whole, as far as they were written. */
public sealed interface RecordingEnd {
  /** {@link Recorder#stop} was called. */
  record Stopped() implements RecordingEnd {}

  /**
   * Its files would have become larger than allowed.
   *
   * @param maxBytes what was allowed
   */
  record SizeReached(long maxBytes) implements RecordingEnd {}

  /**
   * It has become as long as allowed.
   *
   * @param maxDuration what was allowed
   */
  record TimeReached(Duration maxDuration) implements RecordingEnd {}

  /**
   * Something could not be written: the disk is full, the folder gone.
   *
   * @param cause why, in a message for people
   */
  record Failed(IOException cause) implements RecordingEnd {}
}
