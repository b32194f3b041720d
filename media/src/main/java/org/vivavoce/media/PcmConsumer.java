package org.vivavoce.media;

/** Takes what a source captured. */
@FunctionalInterface
public interface PcmConsumer {
  /**
   * Called for every buffer, on the source track's own thread. Must return well within the buffer's
   * duration.
   *
   * @param pcm holds the samples, interleaved; valid only during the call
   * @param offset index of the first sample
   * @param frames how many frames, always the track's {@code framesPerBuffer}
   * @param captureNanos when the first frame was captured, on the scale of {@code System.nanoTime};
   *     it advances by the buffer's duration except across a pause, a stall or a change of device
   */
  void onPcm(short[] pcm, int offset, int frames, long captureNanos);
}
