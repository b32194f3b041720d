package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vivavoce.rtp.Ssrc;

/**
 * What a receiver says about one source, <a
 * href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550 section 6.4.1</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      SSRC of the source                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | fraction lost |       cumulative number of packets lost       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           extended highest sequence number received           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      interarrival jitter                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         last SR (LSR)                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   delay since last SR (DLSR)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param source the stream that is reported on
 * @param fractionLost share of packets lost since the previous report, in 1/256: 0 to 255
 * @param cumulativeLost packets expected less packets received, duplicates counted as received;
 *     -8,388,608 to 8,388,607
 * @param extendedHighestSequence the highest sequence number received, extended by the count of
 *     cycles; 32 bits unsigned
 * @param jitter in units of the stream's clock; 32 bits unsigned
 * @param lastSr the middle 32 bits of the NTP time in the source's last SR, 0 if there was none
 * @param delaySinceLastSr in 1/65536 s, 32 bits unsigned, 0 if there was none
 */
public record ReportBlock(
    Ssrc source,
    int fractionLost,
    int cumulativeLost,
    long extendedHighestSequence,
    long jitter,
    int lastSr,
    long delaySinceLastSr) {

  /** Bytes on the wire. */
  public static final int WIRE_LENGTH = 24;

  /** The largest number of lost packets that 24 bits hold. */
  public static final int MAX_CUMULATIVE_LOST = (1 << 23) - 1;

  /** The smallest (negative when duplicates outnumber losses). */
  public static final int MIN_CUMULATIVE_LOST = -(1 << 23);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number does not fit its field
   */
  public ReportBlock {
    if (fractionLost < 0
        || fractionLost > 255
        || cumulativeLost < MIN_CUMULATIVE_LOST
        || cumulativeLost > MAX_CUMULATIVE_LOST
        || (extendedHighestSequence >>> 32) != 0
        || (jitter >>> 32) != 0
        || (delaySinceLastSr >>> 32) != 0) {
      throw new IllegalArgumentException(
          "out of range: fractionLost "
              + fractionLost
              + ", cumulativeLost "
              + cumulativeLost
              + ", extendedHighestSequence "
              + extendedHighestSequence
              + ", jitter "
              + jitter
              + ", delaySinceLastSr "
              + delaySinceLastSr);
    }
  }

  /** Reads so many blocks, or returns null if they are not there. */
  static List<ReportBlock> parseAll(int count, ByteBuffer in) {
    if (in.remaining() < count * WIRE_LENGTH) {
      return null;
    }
    List<ReportBlock> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Ssrc source = new Ssrc(in.getInt());
      int lost = in.getInt();
      blocks.add(
          new ReportBlock(
              source,
              lost >>> 24,
              lost << 8 >> 8,
              Integer.toUnsignedLong(in.getInt()),
              Integer.toUnsignedLong(in.getInt()),
              in.getInt(),
              Integer.toUnsignedLong(in.getInt())));
    }
    return blocks;
  }

  void write(ByteBuffer out) {
    out.putInt(source.value());
    out.putInt(fractionLost << 24 | (cumulativeLost & 0xFF_FFFF));
    out.putInt((int) extendedHighestSequence);
    out.putInt((int) jitter);
    out.putInt(lastSr);
    out.putInt((int) delaySinceLastSr);
  }

  static List<ReportBlock> checked(List<ReportBlock> blocks) {
    if (blocks.size() > RtcpHeader.MAX_COUNT) {
      throw new IllegalArgumentException("at most 31 report blocks, not " + blocks.size());
    }
    return List.copyOf(blocks);
  }
}
