package org.vivavoce.rtp.video;

/**
 * H.264, <a href="https://www.rfc-editor.org/rfc/rfc6184#section-5">RFC 6184 section 5</a>: single
 * NAL units, STAP-A and FU-A, as in packetization modes 0 and 1.
 *
 * <pre>
 *      0 1 2 3 4 5 6 7
 *     +-+-+-+-+-+-+-+-+
 *     |F|NRI|  Type   |  1 to 23: a NAL unit; 24: STAP-A; 28: FU-A
 *     +-+-+-+-+-+-+-+-+
 * FU: |S|E|R|  Type   |  S: the first fragment, E: the last
 *     +-+-+-+-+-+-+-+-+
 * </pre>
 */
final class H264Payload implements VideoPayload {
  private static final byte[] START_CODE = {0, 0, 0, 1};
  private static final int TYPE = 0x1F;
  private static final int IDR = 5;
  private static final int STAP_A = 24;
  private static final int FU_A = 28;

  private final byte[] nalHeader = new byte[1];
  private boolean within;
  private int fragmented;
  private boolean idr;

  @Override
  public void begin() {
    within = false;
    idr = false;
  }

  @Override
  public boolean take(byte[] buf, int off, int len, FrameBytes to) {
    int type = buf[off] & TYPE;
    if (type == FU_A) {
      return fragment(buf, off, len, to);
    }
    if (within) {
      return false;
    }
    if (type == STAP_A) {
      return aggregate(buf, off + 1, off + len, to);
    }
    if (type == 0 || type > 23) {
      return false; // of the interleaved mode, or none
    }
    nal(buf, off, len, to);
    return true;
  }

  private void nal(byte[] buf, int off, int len, FrameBytes to) {
    idr |= (buf[off] & TYPE) == IDR;
    to.add(START_CODE, 0, START_CODE.length);
    to.add(buf, off, len);
  }

  private boolean aggregate(byte[] buf, int from, int end, FrameBytes to) {
    int at = from;
    while (at < end) {
      if (end - at < 3) {
        return false;
      }
      int length = (buf[at] & 0xFF) << 8 | buf[at + 1] & 0xFF;
      at += 2;
      if (length == 0 || length > end - at) {
        return false;
      }
      nal(buf, at, length, to);
      at += length;
    }
    return at > from;
  }

  private boolean fragment(byte[] buf, int off, int len, FrameBytes to) {
    if (len < 3) {
      return false;
    }
    int fu = buf[off + 1] & 0xFF;
    boolean first = (fu & 0x80) != 0;
    if (first == within || !first && (fu & TYPE) != fragmented) {
      return false;
    }
    if (first) {
      within = true;
      fragmented = fu & TYPE;
      idr |= fragmented == IDR;
      nalHeader[0] = (byte) (buf[off] & ~TYPE | fragmented);
      to.add(START_CODE, 0, START_CODE.length);
      to.add(nalHeader, 0, 1);
    }
    to.add(buf, off + 2, len - 2);
    within = (fu & 0x40) == 0;
    return true;
  }

  @Override
  public boolean finish(FrameBytes frame) {
    return !within;
  }

  @Override
  public boolean isKey(FrameBytes frame) {
    return idr;
  }

  @Override
  public Size size(FrameBytes frame) {
    return Size.UNKNOWN;
  }
}
