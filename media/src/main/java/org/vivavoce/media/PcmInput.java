package org.vivavoce.media;

import java.io.Closeable;
import java.io.IOException;

/**
 * An input device that is open: a stream of frames in the format it was opened with. Read by one
 * thread; closed by any.
 */
public interface PcmInput extends Closeable {
  /**
   * Whether {@link #read} itself waits until the sound has been captured, as a microphone does. If
   * not (a file), the track reads at the pace of the clock, and {@code read} must not block.
   */
  boolean selfPaced();

  /**
   * Reads frames. Must not allocate in the steady state.
   *
   * @param pcm gets the samples
   * @param offset index of the first
   * @param frames how many are wanted
   * @return how many were read; fewer than wanted only at the end, after which it is 0
   * @throws IOException if the device is lost, or was closed meanwhile
   */
  int read(short[] pcm, int offset, int frames) throws IOException;

  /**
   * How long ago the last frame was captured when {@link #read} returns it, in nanoseconds: the
   * device's own delay; 0 if unknown.
   */
  default long delayNanos() {
    return 0;
  }

  /**
   * Releases the device. May be called from any thread and more than once; ends a {@link #read}
   * that is waiting.
   */
  @Override
  void close() throws IOException;
}
