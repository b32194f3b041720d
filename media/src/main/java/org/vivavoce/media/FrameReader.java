package org.vivavoce.media;

import java.io.Closeable;
import java.io.IOException;

/**
 * Frames from a file or from memory, as floats from -1 to 1, in the source's own rate and channels.
 */
interface FrameReader extends Closeable {
  int sampleRate();

  int channels();

  /**
   * Reads frames, interleaved.
   *
   * @return how many; fewer than wanted only at the end, after which it is 0
   */
  int read(float[] samples, int offset, int frames) throws IOException;

  /** Goes back to the first frame. */
  void rewind() throws IOException;
}
