package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.media.PcmFormat;
import picocli.CommandLine;

/** Arguments in, exit status and messages out. */
class CommandLineTest {
  @TempDir private Path folder;

  /** What a command left. */
  private record Outcome(int status, String out, String err) {}

  private static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = line.execute(arguments);
    return new Outcome(status, out.toString(), err.toString());
  }

  private void assertRefused(Outcome outcome, String... message) {
    assertThat(outcome.status()).isEqualTo(Main.BAD_USAGE);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines().findFirst().orElseThrow()).contains(message);
    assertThat(outcome.err().lines()).hasSizeLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "demo --help", "demo -h", "peer --help"})
  void every_command_has_help_on_standard_output(String arguments) {
    Outcome outcome = run(arguments.split(" "));

    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).startsWith("Usage: vivavoce");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void the_help_of_demo_names_every_option() {
    assertThat(run("demo", "--help").out())
        .contains("--seconds", "--source", "--out", "--loss", "--seed", "--json");
  }

  @Test
  void the_help_of_peer_names_every_option() {
    assertThat(run("peer", "--help").out())
        .contains("offer|answer", "--seconds", "--audio-in", "--audio-out", "--video", "--data")
        .contains("--trickle", "--ice-server", "--relay-only", "--loopback", "--bind", "--timing");
  }

  @Test
  void no_command_is_bad_usage() {
    assertRefused(run(), "a command is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "dance, dance",
    "demo --sing, --sing",
    "demo --seconds, --seconds",
    "demo --seconds ten, ten",
    "demo --seconds 0, --seconds 0",
    "demo --seconds -3, --seconds -3",
    "demo --seconds NaN, --seconds NaN",
    "demo --seconds 43201, --seconds 43201",
    "demo --loss -1, --loss -1",
    "demo --loss 101, --loss 101",
    "demo --loss NaN, --loss NaN",
    "demo --loss much, much",
    "demo --seed x, x",
    "demo alice, alice"
  })
  void what_makes_no_sense_is_bad_usage_and_named(String arguments, String named) {
    assertRefused(run(arguments.split(" ")), named);
  }

  @Test
  void a_missing_source_is_bad_usage_and_named() {
    Path missing = folder.resolve("missing.wav");

    assertRefused(demo("--source", missing.toString()), missing.toString(), "no such file");
    assertRefused(demo("--source", "speech," + missing), missing.toString());
  }

  @Test
  void a_source_that_is_no_wav_file_is_bad_usage_and_named() throws IOException {
    Path text = Files.writeString(folder.resolve("letter.wav"), "Dear Bob, ...");

    assertRefused(demo("--source", text.toString()), text.toString());
    assertRefused(demo("--source", text + ",tone"), text.toString());
  }

  @Test
  void a_folder_as_the_source_is_bad_usage_and_named() {
    assertRefused(demo("--source", folder.toString()), folder.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "speech,", ",tone", "tone,tone,tone"})
  void a_source_that_names_nothing_is_bad_usage(String source) {
    assertRefused(demo("--source", source), "vivavoce demo: ");
  }

  @Test
  void a_folder_that_cannot_be_made_is_refused_at_once_and_named() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");

    for (Path out : new Path[] {file, file.resolve("below")}) {
      assertRefused(run("demo", "--out", out.toString()), out.toString());
    }
  }

  @Test
  void a_recording_that_cannot_be_replaced_is_refused_at_once_and_named() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("out/bob-heard.wav"));

    assertRefused(demo(), taken.toString());
  }

  @Test
  void a_source_that_the_recording_would_overwrite_is_refused() throws Exception {
    Path out = Files.createDirectories(folder.resolve("out"));
    Path source = out.resolve("alice-heard.wav");
    Sound.silence(0.1).write(source, PcmFormat.MONO_48K);
    byte[] before = Files.readAllBytes(source);

    assertRefused(demo("--source", source.toString()), source.toString(), "overwritten");
    assertThat(source).hasBinaryContent(before);
  }

  @Test
  void the_folder_is_made_and_nothing_but_recordings_is_left_in_it() throws IOException {
    Path out = folder.resolve("a/b");

    DemoFolder.prepare(out);

    assertThat(out).isEmptyDirectory();
  }

  @Test
  void a_file_name_with_a_comma_is_one_source() throws IOException {
    Path source = folder.resolve("hello, bob.wav");
    Sound.silence(0.1).write(source, PcmFormat.MONO_48K);

    assertThat(DemoSources.parse(source.toString()).files()).containsExactly(source, source);
    assertThat(DemoSources.parse("tone,speech").files()).isEmpty();
  }

  private Outcome demo(String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "demo";
    arguments[1] = "--out";
    arguments[2] = folder.resolve("out").toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return run(arguments);
  }
}
