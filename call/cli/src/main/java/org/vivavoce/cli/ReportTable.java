package org.vivavoce.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A report for people: one column for each side of a connection. */
final class ReportTable {
  private static final String UNKNOWN = "-";

  private record Row(String title, Function<PeerReport, Object> value) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("", PeerReport::name),
          new Row("identity", p -> Dids.shortened(p.did())),
          new Row("role", p -> p.role() + (p.dialed() ? ", dialed" : "")),
          new Row("path", p -> address(p.localCandidate())),
          new Row("DTLS", PeerReport::dtlsVersion),
          new Row("cipher", PeerReport::dtlsCipher),
          new Row("SRTP", PeerReport::srtpProfile),
          new Row("codec", PeerReport::codec),
          new Row("packets sent", PeerReport::packetsSent),
          new Row("packets received", PeerReport::packetsReceived),
          new Row("packets lost", PeerReport::packetsLost),
          new Row("recovered by FEC", PeerReport::fecRecoveredFrames),
          new Row("concealed", p -> millis(p.concealedMs())),
          new Row("jitter", p -> millis(p.jitterMs())),
          new Row("round trip", p -> millis(p.roundTripMs())),
          new Row("playout delay", p -> millis(p.playoutDelayMs())),
          new Row("heard, in", PeerReport::recording));

  private ReportTable() {}

  static String of(CallReport report) {
    List<PeerReport> columns =
        report.peers().stream().flatMap(person -> person.reports().stream()).toList();
    StringBuilder text = new StringBuilder();
    int titles = ROWS.stream().mapToInt(row -> row.title().length()).max().orElseThrow();
    int width =
        columns.stream()
            .flatMapToInt(peer -> ROWS.stream().mapToInt(row -> cell(row, peer).length()))
            .max()
            .orElse(0);
    for (Row row : ROWS) {
      StringBuilder line = new StringBuilder(padded(row.title(), titles));
      columns.forEach(peer -> line.append("  ").append(padded(cell(row, peer), width)));
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.append(summary(report)).append(System.lineSeparator()).toString();
  }

  private static String summary(CallReport report) {
    boolean both = report.peers().size() == 2;
    return report.state()
        + (both ? ": both connected " : ": connected ")
        + or(millis(report.setupMs()))
        + (both
            ? " after the offer, first sound at both after "
            : " after the offer, first sound after ")
        + or(millis(report.firstAudioMs()));
  }

  private static String cell(Row row, PeerReport peer) {
    return or(row.value().apply(peer));
  }

  private static String or(Object value) {
    return value == null ? UNKNOWN : value.toString();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  static String millis(Double value) {
    return value == null ? null : String.format(Locale.ROOT, "%.1f ms", value);
  }

  /** Address and port of a candidate line (RFC 8839 section 5.1). */
  private static String address(String candidate) {
    if (candidate == null) {
      return null;
    }
    String[] parts = candidate.split(" ");
    return parts.length < 6 ? candidate : parts[2] + " " + parts[4] + " " + parts[5];
  }
}
