package org.vivavoce.rtp.video;

/**
 * VP8, <a href="https://www.rfc-editor.org/rfc/rfc7741#section-4.2">RFC 7741 section 4.2</a>.
 *
 * <pre>
 *       0 1 2 3 4 5 6 7
 *      +-+-+-+-+-+-+-+-+
 *      |X|R|N|S|R| PID | S: a partition begins, PID: which
 *      +-+-+-+-+-+-+-+-+
 * X:   |I|L|T|K| RSV   | which of the following are there
 *      +-+-+-+-+-+-+-+-+
 * I:   |M| PictureID   | M: 15 bits in two bytes
 * L:   |   TL0PICIDX   |
 * T/K: |TID|Y| KEYIDX  |
 *      +-+-+-+-+-+-+-+-+
 * </pre>
 */
final class Vp8Payload implements VideoPayload {
  private static final int EXTENDED = 0x80;
  private static final int START = 0x10;
  private static final int PARTITION = 0x07;

  @Override
  public void begin() {}

  @Override
  public boolean take(byte[] buf, int off, int len, FrameBytes to) {
    int first = buf[off] & 0xFF;
    int at = off + 1;
    int end = off + len;
    if ((first & EXTENDED) != 0) {
      if (at >= end) {
        return false;
      }
      int has = buf[at++] & 0xFF;
      if ((has & 0x80) != 0) {
        if (at >= end) {
          return false;
        }
        at += (buf[at] & 0x80) != 0 ? 2 : 1;
      }
      at += (has & 0x40) != 0 ? 1 : 0;
      at += (has & 0x30) != 0 ? 1 : 0;
    }
    boolean begins = (first & START) != 0 && (first & PARTITION) == 0;
    if (at >= end || begins != (to.length() == 0)) {
      return false;
    }
    to.add(buf, at, end - at);
    return true;
  }

  @Override
  public boolean finish(FrameBytes frame) {
    return true;
  }

  /** RFC 6386 section 9.1: the lowest bit is 0 in a key frame, which has a start code. */
  @Override
  public boolean isKey(FrameBytes frame) {
    return (frame.at(0) & 1) == 0
        && frame.length() >= 10
        && frame.at(3) == 0x9D
        && frame.at(4) == 0x01
        && frame.at(5) == 0x2A;
  }

  @Override
  public Size size(FrameBytes frame) {
    return new Size(
        (frame.at(6) | frame.at(7) << 8) & 0x3FFF, (frame.at(8) | frame.at(9) << 8) & 0x3FFF);
  }
}
