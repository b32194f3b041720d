package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo --peers}: more than two in one call. */
class DemoPeersTest {
  @TempDir private Path folder;

  @Test
  void of_four_each_is_connected_with_each_and_has_a_recording_of_each() throws Exception {
    InJvm demo =
        InJvm.run("demo", "--peers", "4", "--seconds", "1", "--json", "--out", folder.toString());

    assertThat(demo.status()).as(demo.err()).isZero();
    JsonNode report = new ObjectMapper().readTree(demo.out());
    assertThat(report.get("state").textValue()).isEqualTo("completed");
    Set<String> everybody = new HashSet<>();
    report.get("peers").forEach(peer -> everybody.add(peer.get("did").textValue()));
    assertThat(everybody).hasSize(4);
    List<Path> recordings = new ArrayList<>();
    for (JsonNode peer : report.get("peers")) {
      Set<String> others = new HashSet<>(everybody);
      others.remove(peer.get("did").textValue());
      Set<String> remotes = new HashSet<>();
      for (JsonNode connection : peer.get("connections")) {
        remotes.add(connection.get("remote").textValue());
        assertThat(connection.get("packetsReceived").longValue()).isPositive();
        assertThat(connection.get("playoutDelayMs").doubleValue()).isPositive();
        recordings.add(Path.of(connection.get("recording").textValue()));
      }
      assertThat(remotes).isEqualTo(others);
    }
    assertThat(recordings)
        .doesNotHaveDuplicates()
        .hasSize(12)
        .allSatisfy(file -> assertThat(file).isRegularFile());
    assertThat(folder.resolve("alice-heard-bob.wav")).isIn(recordings);
    assertThat(demo.err()).contains("4 people", " cores");
  }
}
