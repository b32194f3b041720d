package org.vivavoce.rtp.opus;

/**
 * Packets that stand for time in which nothing was received, so that what follows in a file is
 * where it belongs (RFC 7845 section 4.1).
 */
public final class OpusFiller {
  /** The shortest duration that Opus has, in samples at 48 kHz: 2.5 ms. */
  public static final int UNIT = 120;

  /** The longest filler, 20 ms. */
  public static final int LONGEST = 960;

  /** The configuration of full-band CELT with 2.5 ms; the three after it have 5, 10 and 20 ms. */
  private static final int CELT_FULL_BAND = 28;

  /** A CELT frame that says no more than that it is silent (RFC 6716 section 4.3). */
  private static final byte[] SILENT_FRAME = {(byte) 0xFF, (byte) 0xFE};

  private OpusFiller() {}

  /**
   * The longest filler that does not go beyond so much time.
   *
   * @param samples at 48 kHz, at least {@link #UNIT}
   * @return 120, 240, 480 or 960
   * @throws IllegalArgumentException if it is less
   */
  public static int longest(long samples) {
    if (samples < UNIT) {
      throw new IllegalArgumentException(
          samples + " samples; a packet has " + UNIT + " at the least");
    }
    int fits = LONGEST;
    while (fits > samples) {
      fits /= 2;
    }
    return fits;
  }

  /**
   * Silence.
   *
   * @param samples 120, 240, 480 or 960
   * @param stereo whether the packet says that it is stereo
   * @throws IllegalArgumentException if there is no packet of that length
   */
  public static byte[] silence(int samples, boolean stereo) {
    int step = Integer.numberOfTrailingZeros(samples / UNIT);
    if (samples <= 0 || step > 3 || UNIT << step != samples) {
      throw new IllegalArgumentException(
          "silence of " + samples + " samples; 120, 240, 480 and 960 are possible");
    }
    int toc = CELT_FULL_BAND + step << 3 | (stereo ? 4 : 0);
    return new byte[] {(byte) toc, SILENT_FRAME[0], SILENT_FRAME[1]};
  }

  /**
   * A frame that was lost: asks the decoder to go on from the packet before it, as it would if it
   * noticed the loss itself.
   *
   * @param toc the first byte of the packet before it: the frame has that one's length
   */
  public static byte[] lost(byte toc) {
    // One frame (code 0) without any byte: RFC 6716 section 3.2.1.
    return new byte[] {(byte) (toc & 0xFC)};
  }
}
