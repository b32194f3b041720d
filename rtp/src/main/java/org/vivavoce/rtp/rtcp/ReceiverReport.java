package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.util.List;
import org.vivavoce.rtp.Ssrc;

/**
 * RR, <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.2">RFC 3550 section 6.4.2</a>.
 * What a profile may append behind the report blocks is skipped.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|    RC   |   PT=RR=201   |            length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     SSRC of packet sender                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             RC report blocks, 24 bytes ({@link ReportBlock})          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param sender who reports
 * @param reports what it says about others, at most 31
 */
public record ReceiverReport(Ssrc sender, List<ReportBlock> reports) implements RtcpPacket {
  static final int TYPE = 201;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there are more than 31 reports
   */
  public ReceiverReport {
    reports = ReportBlock.checked(reports);
  }

  /** Reads what follows the header; null if malformed. */
  static ReceiverReport parse(int count, ByteBuffer in) {
    if (in.remaining() < 4) {
      return null;
    }
    Ssrc sender = new Ssrc(in.getInt());
    List<ReportBlock> reports = ReportBlock.parseAll(count, in);
    return reports == null ? null : new ReceiverReport(sender, reports);
  }

  @Override
  public int wireLength() {
    return RtcpHeader.LENGTH + 4 + reports.size() * ReportBlock.WIRE_LENGTH;
  }

  @Override
  public void write(ByteBuffer out) {
    RtcpHeader.write(out, reports.size(), TYPE, wireLength());
    out.putInt(sender.value());
    for (ReportBlock report : reports) {
      report.write(out);
    }
  }
}
