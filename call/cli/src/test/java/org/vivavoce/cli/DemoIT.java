package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code demo --json} on the built jar, as a newcomer runs it. Once, with allowance for a machine
 * that has other work; {@code -Dvivavoce.demo.runs=5} runs it five times without any.
 */
class DemoIT {
  private static final int RUNS = Integer.getInteger("vivavoce.demo.runs", 1);
  private static final double CONCEALED_MS = 20;
  private static final double PLAYOUT_DELAY_MS = 60;
  private static final int LAG_MS = 3_000;

  /** What a JVM needs of the system. */
  private static final String SYSTEM_LIBRARY =
      "(ld-linux.*|ld-musl.*|libc|libm|libdl|libpthread|librt|libz|libgcc_s|libstdc\\+\\+)"
          + "([.-][0-9.]+)?\\.so([.0-9]*)?|ld-.*\\.so.*";

  @TempDir private static Path folder;

  private record Run(Path folder, JsonNode report, String err, Set<Path> mapped, double stallMs) {}

  private static final List<Run> RUN = new ArrayList<>();

  @BeforeAll
  static void run_the_demo() throws Exception {
    for (int i = 0; i < RUNS; i++) {
      Path out = folder.resolve("run-" + i);
      try (Stalls stalls = Stalls.begin();
          CommandProcess demo = CommandProcess.demo(out, "--json")) {
        Set<Path> mapped = mapped(demo.awaitTalking().pid());
        RUN.add(new Run(out, demo.completed(), demo.err(), mapped, stalls.millis()));
      }
    }
  }

  /** The figures, for whoever reads the log of the five runs. */
  @AfterAll
  static void print_the_figures() {
    for (Run run : RUN) {
      StringBuilder line = new StringBuilder("demo: setup ");
      line.append(run.report().get("setupMs")).append(" ms, first audio ");
      line.append(run.report().get("firstAudioMs")).append(" ms, stalls ");
      line.append(Math.round(run.stallMs())).append(" ms");
      for (JsonNode peer : run.report().get("peers")) {
        line.append("; ").append(peer.get("name").textValue());
        line.append(" concealed ").append(peer.get("concealedMs"));
        line.append(" ms, after the start ").append(peer.get("concealedAfterStartMs"));
        line.append(" ms, playout delay ").append(peer.get("playoutDelayMs")).append(" ms");
      }
      System.out.println(line);
    }
  }

  /** Every shared library in the process. */
  private static Set<Path> mapped(long pid) throws IOException {
    Path maps = Path.of("/proc", Long.toString(pid), "maps");
    Set<Path> libraries = new TreeSet<>();
    if (Files.exists(maps)) {
      try (Stream<String> lines = Files.lines(maps)) {
        lines
            .map(line -> line.split("\\s+", 6))
            .filter(parts -> parts.length == 6 && parts[5].matches("/.*\\.so([.0-9]*)?( .*)?"))
            .forEach(parts -> libraries.add(Path.of(parts[5])));
      }
    }
    return libraries;
  }

  @Test
  void its_report_has_exactly_the_documented_fields_and_nothing_is_unknown() {
    for (Run run : RUN) {
      assertThat(names(run.report())).isEqualTo(CallReportTest.FIELDS);
      for (JsonNode peer : run.report().get("peers")) {
        assertThat(names(peer)).isEqualTo(CallReportTest.PEER_FIELDS);
        assertThat(peer).as("nothing is null in %s", peer).noneMatch(JsonNode::isNull);
        assertThat(peer.get("did").textValue()).startsWith("did:key:z6Mk");
        assertThat(peer.get("dtlsVersion").textValue()).isEqualTo("DTLS 1.2");
        assertThat(peer.get("localCandidate").textValue()).contains(" typ host");
        assertThat(peer.get("packetsSent").longValue()).isGreaterThan(400);
        assertThat(peer.get("packetsReceived").longValue()).isGreaterThan(400);
        assertThat(peer.get("packetsLost").longValue()).isZero();
        assertThat(Path.of(peer.get("recording").textValue())).isRegularFile();
      }
    }
  }

  @Test
  void alice_offers_and_the_one_with_the_lower_did_dials() {
    for (Run run : RUN) {
      JsonNode alice = run.report().get("peers").get(0);
      JsonNode bob = run.report().get("peers").get(1);
      boolean aliceIsLower = alice.get("did").textValue().compareTo(bob.get("did").textValue()) < 0;

      assertThat(alice.get("role").textValue()).isEqualTo("offerer");
      assertThat(bob.get("role").textValue()).isEqualTo("answerer");
      assertThat(alice.get("dialed").booleanValue()).isEqualTo(aliceIsLower);
      assertThat(bob.get("dialed").booleanValue()).isEqualTo(!aliceIsLower);
    }
  }

  @Test
  void each_recording_is_what_the_other_said_and_not_what_that_side_said() throws IOException {
    Sound alice = new Sound(Speech.ALICE.pcm());
    Sound bob = new Sound(Speech.BOB.pcm());
    for (Run run : RUN) {
      Sound aliceHeard = Sound.read(run.folder().resolve("alice-heard.wav"));
      Sound bobHeard = Sound.read(run.folder().resolve("bob-heard.wav"));

      assertThat(aliceHeard.likeness(bob, -LAG_MS, LAG_MS)).isGreaterThanOrEqualTo(0.9);
      assertThat(aliceHeard.likeness(alice, -LAG_MS, LAG_MS)).isLessThan(0.5);
      assertThat(bobHeard.likeness(alice, -LAG_MS, LAG_MS)).isGreaterThanOrEqualTo(0.9);
      assertThat(bobHeard.likeness(bob, -LAG_MS, LAG_MS)).isLessThan(0.5);
    }
  }

  @Test
  void hardly_anything_is_concealed_after_the_first_half_second() {
    List<Double> concealed = new ArrayList<>();
    for (Run run : RUN) {
      double allowed = CONCEALED_MS + (RUNS == 1 ? run.stallMs() : 0);
      for (JsonNode peer : run.report().get("peers")) {
        double ms = peer.get("concealedAfterStartMs").doubleValue();
        concealed.add(ms);
        assertThat(ms).as("%s", run.report()).isLessThanOrEqualTo(allowed);
      }
    }
    if (RUNS > 1) {
      assertThat(concealed.stream().sorted().toList().get(concealed.size() / 2)).isZero();
    }
  }

  @Test
  void the_playout_delay_is_short() {
    for (Run run : RUN) {
      double allowed = PLAYOUT_DELAY_MS + (RUNS == 1 ? run.stallMs() : 0);
      for (JsonNode peer : run.report().get("peers")) {
        assertThat(peer.get("playoutDelayMs").doubleValue())
            .as("%s", run.report())
            .isBetween(1.0, allowed);
      }
    }
  }

  @Test
  void standard_error_has_progress_and_no_warning() {
    for (Run run : RUN) {
      assertThat(run.err())
          .contains("warming up", "talking")
          .doesNotContainIgnoringCase("warning")
          .doesNotContain("SEVERE", "Exception", "restricted");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void the_process_has_mapped_no_library_from_outside_the_jdk_and_the_c_library()
      throws IOException {
    Path jdk = CommandProcess.javaHome().toRealPath();
    for (Run run : RUN) {
      assertThat(run.mapped()).as("the JVM itself").anyMatch(p -> p.endsWith("libjvm.so"));
      assertThat(run.mapped())
          .filteredOn(path -> !path.startsWith(jdk))
          .allSatisfy(path -> assertThat(path.getFileName().toString()).matches(SYSTEM_LIBRARY));
    }
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
