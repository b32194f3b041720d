package org.vivavoce.peer;

/** Takes the encoded frames of a {@link LocalTrack}. */
@FunctionalInterface
public interface FrameSink {
  /**
   * One frame that fits one RTP packet. Called on the track's own thread; returns when the packet
   * is handed to the socket, and never blocks for longer.
   *
   * @param payload holds the frame; the caller's again on return
   * @param offset where it begins
   * @param length its bytes, 1 to 1,200
   * @param timestamp media time in units of the codec's clock, any start; it must go on during
   *     pauses
   * @param marker the RTP marker: for audio, the first frame after a silence (RFC 3551 section 4.1)
   */
  void onFrame(byte[] payload, int offset, int length, long timestamp, boolean marker);
}
