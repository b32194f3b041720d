package org.vivavoce.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A report for people: one column for each side of a connection. */
final class ReportTable {
  private static final String UNKNOWN = "-";
  private static final int MAX_COLUMNS = 3;

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
    if (columns.size() > MAX_COLUMNS) {
      return lines(report) + summary(report) + System.lineSeparator();
    }
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

  /** A line for each connection. */
  private static String lines(CallReport report) {
    Map<String, String> names = new HashMap<>();
    report.peers().forEach(p -> names.put(p.who(), p.called()));
    StringBuilder text = new StringBuilder();
    for (PersonReport person : report.peers()) {
      if (person instanceof PersonReport.OfMany many) {
        for (PersonReport.Connection c : many.connections()) {
          String remote = names.getOrDefault(c.remote(), Dids.shortened(c.remote()));
          text.append(
              String.format(
                  Locale.ROOT,
                  "%-8s hears %-10s received %s, lost %s, concealed %s, jitter %s, delay %s%n",
                  many.name(),
                  remote,
                  or(c.report().packetsReceived()),
                  or(c.report().packetsLost()),
                  or(millis(c.report().concealedMs())),
                  or(millis(c.report().jitterMs())),
                  or(millis(c.report().playoutDelayMs()))));
        }
      }
    }
    return text.toString();
  }

  private static String summary(CallReport report) {
    boolean both = report.peers().size() == 2;
    String connected = report.peers().size() > 2 ? ": all connected " : ": connected ";
    return report.state()
        + (both ? ": both connected " : connected)
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
