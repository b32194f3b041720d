package org.vivavoce.rtp.video;

import java.util.Optional;

/**
 * Puts the packets of one video stream together to pictures. Packets come in the order of their
 * numbers; a number that is missing spoils its picture, and all after it up to the next key frame.
 * A picture is given out when its last packet has come. One thread at a time.
 */
public final class VideoDepacketizer {
  /** A picture with more bytes is dropped. */
  public static final int MAX_FRAME_BYTES = 8 << 20;

  private final FrameBytes bytes = new FrameBytes(MAX_FRAME_BYTES);
  private boolean any;
  private long nextNumber;
  private long timestamp;
  private boolean open;
  private boolean spoiled;
  private boolean waitsForKey = true;
  private long droppedFrames;

  private final VideoPayload payload;

  private VideoDepacketizer(VideoPayload payload) {
    this.payload = payload;
  }

  /** For VP8, RFC 7741. */
  public static VideoDepacketizer vp8() {
    return new VideoDepacketizer(new Vp8Payload());
  }

  /** For VP9, RFC 9628. Spatial layers become one superframe. */
  public static VideoDepacketizer vp9() {
    return new VideoDepacketizer(new Vp9Payload());
  }

  /** For H.264, RFC 6184, packetization modes 0 and 1. */
  public static VideoDepacketizer h264() {
    return new VideoDepacketizer(new H264Payload());
  }

  /**
   * Takes a packet.
   *
   * @param buf holds the payload
   * @param off where it begins
   * @param len its bytes; none: padding
   * @param number its sequence number, extended; greater than those before
   * @param rtpTimestamp of RTP
   * @param marker the RTP marker: the last packet of a picture
   * @return a picture, if this packet made one whole
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public Optional<VideoFrame> packet(
      byte[] buf, int off, int len, long number, long rtpTimestamp, boolean marker) {
    java.util.Objects.checkFromIndexSize(off, len, buf.length);
    boolean gap = any && number != nextNumber;
    if (gap && open) {
      spoiled = true;
    }
    if (open && rtpTimestamp != timestamp) {
      // The end of the picture before is missing, or it had no marker.
      giveUp();
    }
    any = true;
    nextNumber = number + 1;
    if (len == 0) {
      return Optional.empty();
    }
    if (!open) {
      open = true;
      spoiled = gap;
      timestamp = rtpTimestamp;
      bytes.clear();
      payload.begin();
    }
    if (!spoiled && !payload.take(buf, off, len, bytes)) {
      spoiled = true;
    }
    return marker ? end() : Optional.empty();
  }

  private Optional<VideoFrame> end() {
    if (spoiled || bytes.overflowed() || bytes.length() == 0 || !payload.finish(bytes)) {
      giveUp();
      return Optional.empty();
    }
    open = false;
    boolean key = payload.isKey(bytes);
    if (waitsForKey && !key) {
      droppedFrames++;
      return Optional.empty();
    }
    waitsForKey = false;
    VideoPayload.Size size = key ? payload.size(bytes) : VideoPayload.Size.UNKNOWN;
    return Optional.of(new VideoFrame(bytes.copy(), key, timestamp, size.width(), size.height()));
  }

  private void giveUp() {
    open = false;
    waitsForKey = true;
    droppedFrames++;
  }

  /** Whether nothing can be given out before a key frame comes: one should be asked for. */
  public boolean waitsForKey() {
    return waitsForKey;
  }

  /** Pictures that could not be given out. */
  public long droppedFrames() {
    return droppedFrames;
  }
}
