package org.vivavoce.peer;

import org.vivavoce.rtp.AudioLevel;

/** Takes the encoded frames of a {@link LocalTrack}. */
@FunctionalInterface
public interface FrameSink {
  /**
   * The longest frame. With the least header, SRTP's longest trailer, UDP and IPv6 that is 1,276
   * bytes, and every path of IPv6 carries 1,280.
   */
  int MAX_BYTES = 1_200;

  /**
   * One frame, or piece of a frame, that fits one RTP packet. Called on the track's own thread;
   * returns when the packet is handed to the socket, and never blocks for longer. It goes out as
   * the first codec that both sides have.
   *
   * @param payload holds the frame; the caller's again on return
   * @param offset where it begins
   * @param length its bytes, 1 to {@link #MAX_BYTES}
   * @param timestamp media time in units of the codec's clock, any start; it must go on during
   *     pauses
   * @param marker the RTP marker: for audio, the first frame after a silence (RFC 3551 section
   *     4.1); for video, the last packet of a picture
   * @throws IllegalArgumentException if the frame is longer than {@link #MAX_BYTES}
   */
  void onFrame(byte[] payload, int offset, int length, long timestamp, boolean marker);

  /**
   * One frame of audio with its level, which goes along where the other side agreed to it (RFC
   * 6464). Otherwise as {@link #onFrame(byte[], int, int, long, boolean)}.
   *
   * @param level how loud the frame is, and whether it is speech
   */
  default void onFrame(
      byte[] payload, int offset, int length, long timestamp, boolean marker, AudioLevel level) {
    onFrame(payload, offset, length, timestamp, marker);
  }

  /**
   * One packet out of a stream that has numbers of its own: what is missing in it stays missing,
   * what is late goes out late. Called like {@link #onFrame(byte[], int, int, long, boolean)}, but
   * several threads may take turns. A packet whose number went out already, that is a thousand
   * behind, whose codec was not negotiated here, or that is too long, is dropped.
   *
   * @param payload holds the payload as the codec's payload format has it; the caller's again on
   *     return
   * @param offset where it begins
   * @param length its bytes; none: padding that fills a number. What came in one packet may go on
   *     in one, such as a frame of Opus of 1,276 bytes, though it is longer than {@link
   *     #MAX_BYTES}, as long as an Ethernet frame holds it (some 1,380 bytes)
   * @param number counts the packets of the track, from any start, and never wraps; a jump ahead of
   *     more than {@link #MAX_GAP} is taken for a new beginning
   * @param timestamp media time in units of the codec's clock, any start, and never wraps
   * @param marker the RTP marker
   * @param codec what it is encoded with; its payload type does not matter
   */
  default void onPacket(
      byte[] payload,
      int offset,
      int length,
      long number,
      long timestamp,
      boolean marker,
      RtpCodec codec) {
    onFrame(payload, offset, length, timestamp, marker);
  }

  /** So many packets may be missing in a row: what RFC 3550 appendix A.1 holds for a loss. */
  int MAX_GAP = 3_000;
}
