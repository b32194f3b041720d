package org.vivavoce.media;

import java.io.Closeable;
import java.io.IOException;

/**
 * An output device that is open: it takes frames in the format it was opened with. Written by one
 * thread; closed by any.
 */
public interface PcmOutput extends Closeable {
  /**
   * Whether {@link #write} itself waits until there is room, as a speaker does. If not (a file),
   * the track writes at the pace of the clock, and {@code write} must not block for long.
   */
  boolean selfPaced();

  /**
   * Takes frames. Must not allocate in the steady state.
   *
   * @param pcm the samples; not kept
   * @param offset index of the first
   * @param frames how many
   * @throws IOException if the device is lost, or was closed meanwhile
   */
  void write(short[] pcm, int offset, int frames) throws IOException;

  /** How long until a frame that would be written now is heard, in nanoseconds; 0 if unknown. */
  default long delayNanos() {
    return 0;
  }

  /**
   * Releases the device; a file is complete afterwards. May be called from any thread and more than
   * once; ends a {@link #write} that is waiting.
   */
  @Override
  void close() throws IOException;
}
