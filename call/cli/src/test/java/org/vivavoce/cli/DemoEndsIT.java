package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How a demo that does not run its course ends. */
class DemoEndsIT {
  @TempDir private Path folder;

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there can be killed, not asked")
  void ctrl_c_leaves_a_report_and_whole_recordings() throws Exception {
    try (CommandProcess demo = CommandProcess.demo(folder, "--json", "--seconds", "600")) {
      demo.awaitTalking().interrupt();

      assertThat(demo.awaitEnd()).as("the signal's status").isGreaterThan(128);
      assertThat(demo.json().get("peers")).hasSize(2);
      assertThat(demo.err()).doesNotContain("Exception");
      for (String name : new String[] {"alice-heard.wav", "bob-heard.wav"}) {
        assertWhole(folder.resolve(name));
      }
    }
  }

  private static void assertWhole(Path wav) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getInt(4)).as("the RIFF size of %s", wav).isEqualTo(bytes.limit() - 8);
    assertThat(bytes.getInt(40)).as("the data size of %s", wav).isEqualTo(bytes.limit() - 44);
  }

  @Test
  void a_missing_source_ends_the_process_with_status_2() throws Exception {
    try (CommandProcess demo = CommandProcess.demo(folder, "--source", "missing.wav")) {
      assertThat(demo.awaitEnd()).isEqualTo(2);
      assertThat(demo.err()).startsWith("vivavoce demo: missing.wav: no such file");
      assertThat(demo.out()).isEmpty();
    }
  }
}
