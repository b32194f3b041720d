package org.vivavoce.rtp.video;

/**
 * VP9, <a href="https://www.rfc-editor.org/rfc/rfc9628#section-4.2">RFC 9628 section 4.2</a>.
 *
 * <pre>
 *       0 1 2 3 4 5 6 7
 *      +-+-+-+-+-+-+-+-+
 *      |I|P|L|F|B|E|V|Z| B: a layer frame begins, E: it ends
 *      +-+-+-+-+-+-+-+-+
 * I:   |M| PICTURE ID  | M: 15 bits in two bytes
 * L:   | TID |U| SID |D|
 * L,!F:|   TL0PICIDX   |
 * P,F: |  P_DIFF     |N| N: another one follows, up to three
 * V:   |N_S|Y|G|-|-|-|  the scalability structure
 *      +-+-+-+-+-+-+-+-+
 * </pre>
 */
final class Vp9Payload implements VideoPayload {
  private static final int PICTURE_ID = 0x80;
  private static final int INTER_PICTURE = 0x40;
  private static final int LAYERS = 0x20;
  private static final int FLEXIBLE = 0x10;
  private static final int BEGINS = 0x08;
  private static final int ENDS = 0x04;
  private static final int STRUCTURE = 0x02;
  private static final int MAX_REFERENCES = 3;

  /** A superframe index can name eight frames (VP9 bitstream, annex B). */
  private static final int MAX_LAYERS = 8;

  private final int[] layerLengths = new int[MAX_LAYERS];
  private int layers;
  private boolean within;
  private int layerStart;
  private boolean interPicture;

  @Override
  public void begin() {
    layers = 0;
    within = false;
    interPicture = false;
  }

  @Override
  public boolean take(byte[] buf, int off, int len, FrameBytes to) {
    int flags = buf[off] & 0xFF;
    int end = off + len;
    int at = afterDescriptor(buf, off, end, flags);
    boolean begins = (flags & BEGINS) != 0;
    if (at < 0 || at >= end || begins == within) {
      return false;
    }
    if (begins) {
      if (layers == MAX_LAYERS) {
        return false;
      }
      within = true;
      layerStart = to.length();
      interPicture |= layers == 0 && (flags & INTER_PICTURE) != 0;
    }
    to.add(buf, at, end - at);
    if ((flags & ENDS) != 0) {
      within = false;
      layerLengths[layers++] = to.length() - layerStart;
    }
    return true;
  }

  /** Where the descriptor ends; -1: not within the payload. */
  private static int afterDescriptor(byte[] buf, int off, int end, int flags) {
    int at = off + 1;
    if ((flags & PICTURE_ID) != 0) {
      if (at >= end) {
        return -1;
      }
      at += (buf[at] & 0x80) != 0 ? 2 : 1;
    }
    if ((flags & LAYERS) != 0) {
      at += (flags & FLEXIBLE) != 0 ? 1 : 2;
    }
    if ((flags & INTER_PICTURE) != 0 && (flags & FLEXIBLE) != 0) {
      boolean more = true;
      for (int i = 0; more; i++) {
        if (at >= end || i == MAX_REFERENCES) {
          return -1;
        }
        more = (buf[at++] & 1) != 0;
      }
    }
    return (flags & STRUCTURE) != 0 ? afterStructure(buf, at, end) : at;
  }

  private static int afterStructure(byte[] buf, int from, int end) {
    if (from >= end) {
      return -1;
    }
    int at = from;
    int head = buf[at++] & 0xFF;
    if ((head & 0x10) != 0) {
      at += ((head >> 5) + 1) * 4;
    }
    if ((head & 0x08) != 0) {
      if (at >= end) {
        return -1;
      }
      int pictures = buf[at++] & 0xFF;
      for (int i = 0; i < pictures; i++) {
        if (at >= end) {
          return -1;
        }
        at += 1 + (buf[at] >> 2 & 3);
      }
    }
    return at;
  }

  /** Several layers of one picture are one superframe: their lengths come behind them. */
  @Override
  public boolean finish(FrameBytes frame) {
    if (within || layers == 0) {
      return false;
    }
    if (layers > 1) {
      byte[] index = new byte[2 + 4 * layers];
      byte marker = (byte) (0xC0 | 3 << 3 | layers - 1);
      index[0] = marker;
      int at = 1;
      for (int i = 0; i < layers; i++) {
        for (int shift = 0; shift < 32; shift += 8) {
          index[at++] = (byte) (layerLengths[i] >> shift);
        }
      }
      index[at] = marker;
      frame.add(index, 0, index.length);
    }
    return !frame.overflowed();
  }

  @Override
  public boolean isKey(FrameBytes frame) {
    return !interPicture && header(frame).key();
  }

  @Override
  public Size size(FrameBytes frame) {
    return header(frame).size();
  }

  private record Header(boolean key, Size size) {
    static final Header OTHER = new Header(false, Size.UNKNOWN);
  }

  /** The beginning of the uncompressed header (VP9 bitstream, section 6.2), as far as the size. */
  private static Header header(FrameBytes frame) {
    Bits bits = new Bits(frame);
    if (bits.next(2) != 2) {
      return Header.OTHER;
    }
    int profile = bits.next(1) | bits.next(1) << 1;
    if (profile == 3) {
      bits.next(1);
    }
    boolean showExisting = bits.next(1) == 1;
    boolean inter = bits.next(1) == 1;
    bits.next(2); // show_frame, error_resilient_mode
    if (showExisting || inter || bits.next(24) != 0x498342) {
      return Header.OTHER;
    }
    if (profile >= 2) {
      bits.next(1);
    }
    boolean subsampled = (profile & 1) != 0;
    if (bits.next(3) != 7) {
      bits.next(subsampled ? 4 : 1);
    } else if (subsampled) {
      bits.next(1);
    }
    int width = bits.next(16) + 1;
    return new Header(true, new Size(width, bits.next(16) + 1));
  }

  /** Reads bits, the most significant first; zeros beyond the end. */
  private static final class Bits {
    private final FrameBytes frame;
    private int at;

    Bits(FrameBytes frame) {
      this.frame = frame;
    }

    int next(int count) {
      int value = 0;
      for (int i = 0; i < count; i++, at++) {
        value = value << 1 | frame.at(at / 8) >> 7 - at % 8 & 1;
      }
      return value;
    }
  }
}
