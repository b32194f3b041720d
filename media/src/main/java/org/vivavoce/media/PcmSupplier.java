package org.vivavoce.media;

/** Gives what a sink is to play. */
@FunctionalInterface
public interface PcmSupplier {
  /**
   * Called for every buffer, on the sink track's own thread. Must fill all the samples (with zeros
   * if there is nothing to play) and return well within the buffer's duration.
   *
   * @param pcm to be filled, interleaved; valid only during the call; holds anything before
   * @param offset index of the first sample
   * @param frames how many frames, always the track's {@code framesPerBuffer}
   * @param playoutNanos when the first frame will be heard, on the scale of {@code System.nanoTime}
   */
  void supply(short[] pcm, int offset, int frames, long playoutNanos);
}
