package org.vivavoce.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Other people's programs that read what we wrote. */
final class OpusTools {
  private OpusTools() {}

  /** Fails in CI, and elsewhere says aloud that it is skipped, if a program is not there. */
  static void require(String program, String name) {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (!there) {
      assertThat(System.getenv("CI")).as(name + " is missing; CI needs it").isNotEqualTo("true");
      System.err.println("SKIPPED: " + name + " is not installed");
      Assumptions.abort(name + " is not installed");
    }
  }

  static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  /** Milliseconds of sound that opusdec finds in the file. */
  static long decodedMillis(Path file) throws Exception {
    Path raw = Files.createTempFile(file.getParent(), "decoded", ".raw");
    run("opusdec", "--quiet", "--rate", "48000", "--force-stereo", file.toString(), raw.toString());
    return Files.size(raw) / 4 / 48;
  }
}
