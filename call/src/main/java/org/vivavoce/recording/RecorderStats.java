package org.vivavoce.recording;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a recording has done so far.
 *
 * @param duration how long it is, pauses not counted
 * @param bytes in all files together
 * @param droppedPackets that found no place in a file: too late, twice, or the disk too slow
 * @param paused whether it stands still
 * @param files that were made, in their order
 */
public record RecorderStats(
    Duration duration, long bytes, long droppedPackets, boolean paused, List<Path> files) {
  /** Copies the list. */
  public RecorderStats {
    files = List.copyOf(files);
  }
}
