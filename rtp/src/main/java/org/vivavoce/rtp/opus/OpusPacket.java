package org.vivavoce.rtp.opus;

/**
 * What an Opus packet says about itself before it is decoded (RFC 6716 section 3). Static, on bytes
 * in place, without allocation: this runs per received packet.
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |  config |s| c |   TOC byte: mode, bandwidth and frame length; stereo; how many frames
 * +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>All lengths are in samples per channel at 48 kHz. Methods that return a number give {@link
 * #INVALID} for bytes that break one of the rules R1 to R7 of section 3.4.
 */
public final class OpusPacket {
  /** The bytes are no Opus packet. */
  public static final int INVALID = -1;

  /** R2: no frame is longer. */
  private static final int MAX_FRAME_BYTES = 1_275;

  /** The longest packet, 120 ms (R5). */
  private static final int MAX_SAMPLES = 5_760;

  private OpusPacket() {}

  /** Which of the codecs that Opus is made of a packet uses (RFC 6716 section 3.1, table 2). */
  public enum Mode {
    /** Linear prediction, up to wideband. */
    SILK,
    /** SILK up to 8 kHz and CELT above. */
    HYBRID,
    /** MDCT. */
    CELT
  }

  /** The mode that a TOC byte names. */
  public static Mode mode(byte toc) {
    int config = (toc & 0xff) >> 3;
    return config < 12 ? Mode.SILK : config < 16 ? Mode.HYBRID : Mode.CELT;
  }

  /** Whether a TOC byte announces stereo. */
  public static boolean isStereo(byte toc) {
    return (toc & 0x04) != 0;
  }

  /** Samples per channel of each frame in a packet with this TOC byte: 120 to 2,880. */
  public static int frameSamples(byte toc) {
    int config = (toc & 0xff) >> 3;
    int step = config & 3;
    return switch (mode(toc)) {
      case SILK -> step == 3 ? 2_880 : 480 << step;
      case HYBRID -> 480 << (config & 1);
      case CELT -> 120 << step;
    };
  }

  /** The number of frames in the packet, 1 to 48, or {@link #INVALID}. */
  public static int frames(byte[] buf, int off, int len) {
    if (len < 1) {
      return INVALID;
    }
    return switch (buf[off] & 3) {
      case 0 -> len - 1 <= MAX_FRAME_BYTES ? 1 : INVALID;
      case 1 -> (len - 1) % 2 == 0 && (len - 1) / 2 <= MAX_FRAME_BYTES ? 2 : INVALID;
      case 2 -> validTwo(buf, off, len) ? 2 : INVALID;
      default -> validMany(buf, off, len) ? buf[off + 1] & 0x3f : INVALID;
    };
  }

  /** Samples per channel in the packet, 120 to 5,760, or {@link #INVALID}. */
  public static int samples(byte[] buf, int off, int len) {
    int frames = frames(buf, off, len);
    return frames == INVALID ? INVALID : frames * frameSamples(buf[off]);
  }

  /**
   * Whether the packet carries, in its first frame, a coarse copy (LBRR) of the frame before it:
   * the flag that follows the voice-activity flags in each channel's SILK header (RFC 6716 sections
   * 4.2.3 and 4.2.4). They are coded with probability one half, so that they are the first bits of
   * the frame as they stand. False for CELT packets and for invalid ones.
   */
  public static boolean hasFec(byte[] buf, int off, int len) {
    if (frames(buf, off, len) == INVALID || mode(buf[off]) == Mode.CELT) {
      return false;
    }
    int first = firstFrame(buf, off, len);
    if (firstFrameLength(buf, off, len) < 1) {
      return false;
    }
    // One VAD flag per 20 ms of SILK, then LBRR; in stereo the same again for the side channel.
    int silkFrames = Math.max(1, frameSamples(buf[off]) / 960);
    int bits = buf[first] & 0xff;
    boolean mid = (bits >> (7 - silkFrames) & 1) != 0;
    boolean side = isStereo(buf[off]) && (bits >> (6 - 2 * silkFrames) & 1) != 0;
    return mid || side;
  }

  /** Code 2: two frames, the first one's length in front. */
  private static boolean validTwo(byte[] buf, int off, int len) {
    int first = codedLength(buf, off + 1, off + len);
    if (first < 0) {
      return false;
    }
    int rest = len - 1 - codedSize(first) - first;
    return rest >= 0 && rest <= MAX_FRAME_BYTES;
  }

  /** Code 3: a count, perhaps padding, then frames of equal (CBR) or given (VBR) lengths. */
  private static boolean validMany(byte[] buf, int off, int len) {
    if (len < 2) {
      return false;
    }
    int count = buf[off + 1] & 0x3f;
    if (count == 0 || count * frameSamples(buf[off]) > MAX_SAMPLES) {
      return false;
    }
    int end = off + len;
    int at = off + 2;
    if ((buf[off + 1] & 0x40) != 0) {
      int padding;
      do {
        if (at >= end) {
          return false;
        }
        padding = buf[at++] & 0xff;
        end -= padding == 255 ? 254 : padding;
      } while (padding == 255);
      if (end < at) {
        return false;
      }
    }
    if ((buf[off + 1] & 0x80) == 0) {
      int bytes = end - at;
      return bytes % count == 0 && bytes / count <= MAX_FRAME_BYTES;
    }
    int sum = 0;
    for (int i = 0; i < count - 1; i++) {
      int length = codedLength(buf, at, end);
      if (length < 0) {
        return false;
      }
      at += codedSize(length);
      sum += length;
    }
    int last = end - at - sum;
    return last >= 0 && last <= MAX_FRAME_BYTES;
  }

  /** Index of the first frame's first byte; the packet is valid. */
  private static int firstFrame(byte[] buf, int off, int len) {
    int code = buf[off] & 3;
    if (code < 2) {
      return off + 1;
    }
    if (code == 2) {
      return off + 1 + codedSize(codedLength(buf, off + 1, off + len));
    }
    int at = off + 2;
    if ((buf[off + 1] & 0x40) != 0) {
      while (buf[at++] == (byte) 255) {
        // each 255 says: 254 bytes of padding, and look at the next
      }
    }
    if ((buf[off + 1] & 0x80) != 0) {
      int count = buf[off + 1] & 0x3f;
      for (int i = 0; i < count - 1; i++) {
        at += codedSize(codedLength(buf, at, off + len));
      }
    }
    return at;
  }

  /** Bytes of the first frame; the packet is valid. */
  private static int firstFrameLength(byte[] buf, int off, int len) {
    int code = buf[off] & 3;
    if (code == 0) {
      return len - 1;
    }
    if (code == 1) {
      return (len - 1) / 2;
    }
    if (code == 2) {
      return codedLength(buf, off + 1, off + len);
    }
    int at = off + 2;
    int end = off + len;
    if ((buf[off + 1] & 0x40) != 0) {
      int padding;
      do {
        padding = buf[at++] & 0xff;
        end -= padding == 255 ? 254 : padding;
      } while (padding == 255);
    }
    int count = buf[off + 1] & 0x3f;
    if ((buf[off + 1] & 0x80) == 0 || count == 1) {
      return (end - at) / count;
    }
    return codedLength(buf, at, end);
  }

  /** A frame length in one or two bytes (section 3.2.1), or -1 if it is cut off. */
  private static int codedLength(byte[] buf, int at, int end) {
    if (at >= end) {
      return -1;
    }
    int first = buf[at] & 0xff;
    if (first < 252) {
      return first;
    }
    return at + 1 < end ? first + 4 * (buf[at + 1] & 0xff) : -1;
  }

  private static int codedSize(int length) {
    return length < 252 ? 1 : 2;
  }
}
