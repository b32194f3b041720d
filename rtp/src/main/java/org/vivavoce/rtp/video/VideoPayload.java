package org.vivavoce.rtp.video;

/** How one codec's pictures are cut into payloads. Keeps the state of one picture. */
interface VideoPayload {
  /** A key frame's size in pixels. */
  record Size(int width, int height) {
    static final Size UNKNOWN = new Size(0, 0);
  }

  /** A picture begins. */
  void begin();

  /** Takes one payload apart; false: it is broken, or does not go on where the last one ended. */
  boolean take(byte[] buf, int off, int len, FrameBytes to);

  /** The last payload was taken; false: the picture is not whole. */
  boolean finish(FrameBytes frame);

  boolean isKey(FrameBytes frame);

  Size size(FrameBytes frame);
}
