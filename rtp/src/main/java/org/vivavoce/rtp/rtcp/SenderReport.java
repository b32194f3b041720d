package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.util.List;
import org.vivavoce.rtp.Ssrc;

/**
 * SR, <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550 section 6.4.1</a>.
 * What a profile may append behind the report blocks is skipped.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    RC   |   PT=SR=200   |            length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         SSRC of sender                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                sender info, 20 bytes ({@link SenderInfo})             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             RC report blocks, 24 bytes ({@link ReportBlock})          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param sender the stream that reports
 * @param info what it says about itself
 * @param reports what it says about others, at most 31
 */
public record SenderReport(Ssrc sender, SenderInfo info, List<ReportBlock> reports)
    implements RtcpPacket {
  static final int TYPE = 200;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there are more than 31 reports
   */
  public SenderReport {
    reports = ReportBlock.checked(reports);
  }

  /** Reads what follows the header; null if malformed. */
  static SenderReport parse(int count, ByteBuffer in) {
    if (in.remaining() < 4 + SenderInfo.WIRE_LENGTH) {
      return null;
    }
    Ssrc sender = new Ssrc(in.getInt());
    SenderInfo info = SenderInfo.parse(in);
    List<ReportBlock> reports = ReportBlock.parseAll(count, in);
    return reports == null ? null : new SenderReport(sender, info, reports);
  }

  @Override
  public int wireLength() {
    return RtcpHeader.LENGTH
        + 4
        + SenderInfo.WIRE_LENGTH
        + reports.size() * ReportBlock.WIRE_LENGTH;
  }

  @Override
  public void write(ByteBuffer out) {
    RtcpHeader.write(out, reports.size(), TYPE, wireLength());
    out.putInt(sender.value());
    info.write(out);
    for (ReportBlock report : reports) {
      report.write(out);
    }
  }
}
