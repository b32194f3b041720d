package org.vivavoce.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.vivavoce.call.CallStats;
import org.vivavoce.peer.PeerConnectionStats;
import org.vivavoce.rtp.InboundRtpStats;
import org.vivavoce.rtp.OutboundRtpStats;

/**
 * One line on standard error that shows how it goes: rewritten in place on a terminal, and written
 * anew every other second where it goes to a file. Safe from any thread.
 */
final class Progress {
  /** Of so many connections there is room for each one's figures. */
  private static final int EACH = 3;

  private static final long PLAIN_NANOS = 2_000_000_000L;

  private final PrintWriter err;
  private final boolean inPlace;
  private int length;
  private long nextPlain;

  Progress(PrintWriter err, boolean inPlace) {
    this.err = err;
    this.inPlace = inPlace;
  }

  static Progress on(PrintWriter err) {
    String terminal = System.getenv("TERM");
    return new Progress(
        err, System.console() != null && terminal != null && !terminal.equals("dumb"));
  }

  /** A line that stays. */
  synchronized void say(String text) {
    done();
    err.println(text);
    err.flush();
  }

  /** How it stands; as of each one's last look. */
  synchronized void show(long elapsedNanos, List<Person> people) {
    if (inPlace) {
      String line = line(elapsedNanos, people);
      err.print("\r" + line + " ".repeat(Math.max(0, length - line.length())));
      length = line.length();
    } else if (elapsedNanos >= nextPlain) {
      err.println(line(elapsedNanos, people));
      nextPlain = elapsedNanos + PLAIN_NANOS;
    }
    err.flush();
  }

  /** Nothing is shown any more in the line in hand. */
  synchronized void done() {
    if (length > 0) {
      err.println();
      length = 0;
      err.flush();
    }
  }

  /**
   * Where figures stand with slashes between, there is one for each connection: in a demo, the
   * first is of what alice received, and the second of bob's. Where they are many, they are summed
   * up.
   */
  static String line(long elapsedNanos, List<Person> people) {
    List<Remote> heard = people.stream().flatMap(p -> p.expected().stream()).toList();
    String state =
        people.stream().allMatch(p -> p.connectedNanos().isPresent()) ? "talking" : "connecting";
    if (heard.size() > EACH) {
      return String.format(
          Locale.ROOT,
          "%5.1f s  %s  connections %d of %d  received %d  lost %d  concealed %.0f ms",
          elapsedNanos / 1e9,
          state,
          heard.stream().filter(Remote::present).count(),
          heard.size(),
          sum(heard, InboundRtpStats::packetsReceived),
          sum(heard, InboundRtpStats::packetsLost),
          heard.stream()
              .flatMap(r -> r.heard().stream())
              .mapToDouble(h -> h.playout().concealedMs())
              .sum());
    }
    return String.format(
        Locale.ROOT,
        "%5.1f s  %s  sent %s  received %s  lost %s  jitter %s ms  level %s dB",
        elapsedNanos / 1e9,
        state,
        each(heard, p -> sent(p).map(OutboundRtpStats::packetsSent)),
        each(heard, p -> received(p).map(InboundRtpStats::packetsReceived)),
        each(heard, p -> received(p).map(InboundRtpStats::packetsLost)),
        each(
            heard, p -> received(p).map(r -> String.format(Locale.ROOT, "%.1f", r.jitter() * 1e3))),
        each(heard, p -> p.heard().map(h -> Math.round(h.level().rmsDbfs()))));
  }

  private static long sum(List<Remote> remotes, ToLongFunction<InboundRtpStats> figure) {
    return remotes.stream().flatMap(r -> received(r).stream()).mapToLong(figure).sum();
  }

  private static String each(
      List<Remote> remotes, Function<Remote, Optional<? extends Object>> figure) {
    return remotes.stream()
        .map(p -> figure.apply(p).map(Object::toString).orElse("-"))
        .collect(Collectors.joining("/"));
  }

  private static Optional<OutboundRtpStats> sent(Remote remote) {
    return connection(remote).flatMap(c -> c.outbound().stream().findFirst());
  }

  private static Optional<InboundRtpStats> received(Remote remote) {
    return connection(remote).flatMap(c -> c.inbound().stream().findFirst());
  }

  private static Optional<PeerConnectionStats> connection(Remote remote) {
    return remote.stats().flatMap(CallStats::connection);
  }
}
