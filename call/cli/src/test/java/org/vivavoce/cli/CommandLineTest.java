package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;

/** Arguments in, exit status and messages out. */
class CommandLineTest {
  @TempDir private Path folder;

  private static InJvm run(String... arguments) {
    return InJvm.run(arguments);
  }

  private void assertRefused(InJvm outcome, String... message) {
    assertThat(outcome.status()).isEqualTo(Main.BAD_USAGE);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines().findFirst().orElseThrow()).contains(message);
    assertThat(outcome.err().lines()).hasSizeLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "demo --help",
        "demo -h",
        "peer --help",
        "id --help",
        "listen --help",
        "call --help",
        "node --help",
        "devices --help"
      })
  void every_command_has_help_on_standard_output(String arguments) {
    InJvm outcome = run(arguments.split(" "));

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
  void the_help_of_listen_call_and_node_names_every_option() {
    for (String command : List.of("listen", "call")) {
      assertThat(run(command, "--help").out())
          .contains("--source", "--out", "--seconds", "--json", "--identity", "--bootstrap")
          .contains("--mdns", "--nats", "--ice-server", "--relay-only", "--bind");
    }
    assertThat(run("listen", "--help").out()).contains("--auto-answer", "--listen", "--relay");
    assertThat(run("call", "--help").out()).contains("DID...", "--ring");
    assertThat(run("node", "--help").out())
        .contains("--identity", "--listen", "--bootstrap", "--mdns");
    assertThat(run("id", "--help").out()).contains("--identity");
  }

  @Test
  void a_wrong_did_is_bad_usage_with_an_explanation_and_an_example() {
    String right = Identity.generate().did().text();
    for (String wrong :
        List.of("bob", "", "did:web:example.org", right + "1", right.replace("z6Mk", "z6MM"))) {
      assertRefused(
          run("call", wrong, "--bootstrap", Multiaddr.EXAMPLE),
          "vivavoce call: not a DID that can be called",
          wrong,
          "one looks like did:key:z6Mk");
    }
  }

  @Test
  void a_call_to_oneself_to_somebody_twice_or_to_nobody_is_bad_usage() {
    String file = folder.resolve("identity.pem").toString();
    String self = run("id", "--identity", file).out().strip();
    String other = Identity.generate().did().text();

    assertRefused(
        run("call", self, "--identity", file, "--bootstrap", Multiaddr.EXAMPLE), "call oneself");
    assertRefused(run("call", other, other, "--bootstrap", Multiaddr.EXAMPLE), "twice");
    assertRefused(run("call", "--bootstrap", Multiaddr.EXAMPLE), "DID");
    assertRefused(run("call", other), "--bootstrap");
  }

  @ParameterizedTest
  @CsvSource({
    "call DID --bootstrap x, --bootstrap",
    "call DID --bootstrap /ip4/192.0.2.1/udp/4001/quic-v1, --bootstrap",
    "call DID --bootstrap ADDRESS --seconds 0, --seconds 0",
    "call DID --bootstrap ADDRESS --seconds NaN, --seconds NaN",
    "call DID --bootstrap ADDRESS --ring 0, --ring 0",
    "call DID --bootstrap ADDRESS --source missing.wav, missing.wav",
    "'call DID --bootstrap ADDRESS --source tone,tone', 'tone,tone'",
    "call DID --bootstrap ADDRESS --relay-only, --relay-only",
    "call DID --bootstrap ADDRESS --ice-server http://example.org, --ice-server",
    "'call DID --bootstrap ADDRESS --ice-server turn:192.0.2.1,user', --ice-server",
    "call DID --bootstrap ADDRESS --bind localhost, --bind",
    "call DID --bootstrap ADDRESS --auto-answer, --auto-answer",
    "call DID --nats broker, --nats broker",
    "call DID --nats nats://127.0.0.1:9 --mdns, --nats",
    "listen --nats http://127.0.0.1:9, --nats http://127.0.0.1:9",
    "node --nats nats://127.0.0.1:9, --nats",
    "listen --listen /ip4/0.0.0.0, --listen",
    "listen --listen ADDRESS, --listen",
    "listen --bootstrap nowhere, --bootstrap",
    "listen --seconds -1, --seconds -1",
    "listen you, you",
    "node --listen /dns4/example.org/udp/1, --listen",
    "node --seconds 3, --seconds",
    "id --json, --json"
  })
  void what_makes_no_sense_in_a_call_is_bad_usage_and_named(String arguments, String named) {
    String[] words =
        arguments.replace("DID", Did.EXAMPLE).replace("ADDRESS", Multiaddr.EXAMPLE).split(" ");
    String[] all = new String[words.length + (words[0].equals("id") ? 0 : 2)];
    System.arraycopy(words, 0, all, 0, words.length);
    if (all.length > words.length) {
      all[words.length] = "--identity";
      all[words.length + 1] = folder.resolve("identity.pem").toString();
    }
    assertRefused(run(all), named);
  }

  @Test
  void an_identity_is_made_once_told_so_and_shown_from_then_on() {
    String file = folder.resolve("identity.pem").toString();

    InJvm first = run("id", "--identity", file);
    InJvm second = run("id", "--identity", file);

    assertThat(first.status()).isZero();
    assertThat(first.out().strip()).matches("did:key:z6Mk\\w{44}");
    assertThat(first.err()).contains("new identity", file);
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(second.err()).isEmpty();
  }

  @Test
  void an_identity_that_cannot_be_used_is_bad_usage_and_named() {
    assertRefused(run("id", "--identity", folder.toString()), folder.toString());
    assertRefused(run("listen", "--identity", folder.toString()), folder.toString());
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
    "demo --peers 1, --peers 1",
    "demo --peers 17, --peers 17",
    "demo --peers many, many",
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

    Recordings.prepare(out, List.of("alice"));

    assertThat(out).isEmptyDirectory();
  }

  @Test
  void a_file_name_with_a_comma_is_one_source() throws IOException {
    Path source = folder.resolve("hello, bob.wav");
    Sound.silence(0.1).write(source, PcmFormat.MONO_48K);

    assertThat(DemoSources.parse(source.toString()).files()).containsExactly(source, source);
    assertThat(DemoSources.parse("tone,speech").files()).isEmpty();
  }

  private InJvm demo(String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "demo";
    arguments[1] = "--out";
    arguments[2] = folder.resolve("out").toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return run(arguments);
  }
}
