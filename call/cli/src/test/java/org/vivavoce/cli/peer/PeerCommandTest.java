package org.vivavoce.cli.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmOutput;

/** Two commands, and a script between them that carries their lines. */
@Timeout(120)
class PeerCommandTest {
  private static final String[] LOOPBACK = {"--loopback", "--bind", "127.0.0.1"};

  @TempDir private Path folder;

  private static Script script(String... arguments) {
    String[] all = new String[arguments.length + LOOPBACK.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(LOOPBACK, 0, all, arguments.length, LOOPBACK.length);
    return new Script(all);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void two_commands_hear_each_other_with_candidates_in_the_description_or_trickled(boolean trickle)
      throws Exception {
    List<String> how = trickle ? List.of("--trickle") : List.of("--audio-in", "speech");
    try (Script a = script(with(how, "offer", "--seconds", "1.5"));
        Script b = script(with(how, "answer", "--seconds", "1.5"))) {
      Script.pair(a, b);

      for (Script each : List.of(a, b)) {
        JsonNode stats = each.event("stats");
        assertThat(stats.get("rx").asInt()).isPositive();
        assertThat(stats.get("peak").asInt()).isBetween(500, 32_768);
        assertThat(stats.get("srtp").asText()).isEqualTo("SRTP_AEAD_AES_128_GCM");
        assertThat(stats.get("dtls").asText()).startsWith("DTLS 1.2 TLS_ECDHE_ECDSA");
        assertThat(stats.get("pair").asText()).contains("127.0.0.1");
        each.event("done");
        assertThat(each.status()).isZero();
      }
    }
  }

  private static String[] with(List<String> options, String... arguments) {
    List<String> all = new java.util.ArrayList<>(List.of(arguments));
    all.addAll(options);
    return all.toArray(String[]::new);
  }

  @Test
  void a_recording_and_the_times_of_its_frames_and_of_the_first_sample_are_left() throws Exception {
    Path wav = folder.resolve("heard.wav");
    long before = System.nanoTime();
    try (Script a = script("offer", "--seconds", "1", "--timing", "--audio-out", wav.toString());
        Script b = script("answer", "--seconds", "1", "--audio-in", "none")) {
      Script.pair(a, b);
      long tx0 = Long.parseLong(a.event("tx0").get("ns").asText());
      JsonNode stats = a.event("stats");

      assertThat(tx0).isBetween(before, System.nanoTime());
      assertThat(stats.get("rx").asInt()).isZero();
      assertThat(stats.get("peak").asInt()).isZero();
      assertThat(b.event("stats").get("peak").asInt()).isBetween(3_000, 7_000);
      assertThat(a.status()).isZero();
    }
    assertThat(Files.exists(wav)).as("nothing to record: the other only listens").isFalse();
  }

  @Test
  void the_times_of_a_recording_count_its_samples() throws Exception {
    Path wav = folder.resolve("heard.wav");
    try (Script a = script("offer", "--seconds", "1", "--timing", "--audio-out", wav.toString());
        Script b = script("answer", "--seconds", "1")) {
      Script.pair(a, b);
      a.event("done");
      assertThat(a.status()).isZero();
    }
    List<String> times = Files.readAllLines(folder.resolve("heard.wav.t"));

    assertThat(times).hasSizeGreaterThan(50);
    for (int i = 0; i < times.size(); i++) {
      assertThat(times.get(i)).matches(480 * i + ",\\d+");
    }
    assertThat(Files.size(wav)).isEqualTo(44 + times.size() * 480L * 2);
  }

  @Test
  void a_file_is_said_in_real_time_and_then_silence() throws Exception {
    Path said = folder.resolve("said.wav");
    short[] pcm = new short[24_000];
    Arrays.fill(pcm, (short) 8_000);
    try (PcmOutput out = OutputDevices.wav(said).open(PcmFormat.MONO_48K, pcm.length)) {
      out.write(pcm, 0, pcm.length);
    }
    Path wav = folder.resolve("heard.wav");
    try (Script a = script("offer", "--seconds", "1.5", "--audio-in", said.toString(), "--timing");
        Script b = script("answer", "--seconds", "1.5", "--audio-out", wav.toString())) {
      Script.pair(a, b);
      assertThat(a.event("tx0").get("ns").asText()).matches("\\d+");
      assertThat(a.event("stats").get("tx").asInt()).as("packets in 1.5 s").isBetween(60, 80);
      assertThat(b.event("stats").get("peak").asInt()).isGreaterThan(1_000);
      assertThat(b.status()).isZero();
    }
  }

  @Test
  void an_offer_in_the_middle_of_the_call_is_answered_and_sound_goes_on() throws Exception {
    try (Script a = script("offer", "--seconds", "2");
        Script b = script("answer", "--seconds", "2")) {
      String offer = a.line("type", "offer").toString();
      b.say(offer);
      a.say(b.line("type", "answer").toString());
      b.line("s", "connected");
      b.say(offer);

      assertThat(b.line("type", "answer").get("sdp").asText()).contains("m=audio");
      assertThat(b.event("stats").get("rx").asInt()).isGreaterThan(50);
      assertThat(b.status()).isZero();
      assertThat(a.status()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"echo, [1-9][0-9]*", "none, 0"})
  void video_that_is_offered_is_taken_only_to_be_echoed(String video, String port)
      throws Exception {
    try (Script a = script("offer", "--seconds", "0.2", "--video", "echo");
        Script b = script("answer", "--seconds", "0.2", "--video", video)) {
      b.say(a.line("type", "offer").toString());
      String answer = b.line("type", "answer").get("sdp").asText();

      assertThat(answer).containsPattern("m=video " + port + " ");
      a.sayNoMore();
    }
  }

  @Test
  void a_ping_on_a_data_channel_comes_back() throws Exception {
    try (Script a = script("offer", "--seconds", "1", "--data", "echo");
        Script b = script("answer", "--seconds", "1", "--data", "echo")) {
      Script.pair(a, b);

      assertThat(a.event("open").get("ms").asInt()).isNotNegative();
      assertThat(a.event("echo").get("data").asText()).isEqualTo("ping");
      assertThat(b.event("open").get("ms").asInt()).isNotNegative();
      assertThat(a.status()).isZero();
      assertThat(b.status()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_one_side_sends_by_the_megabyte_the_other_counts(boolean offererSends) throws Exception {
    String[] use = {"--data", "send:3000000", "--data", "sink"};
    int first = offererSends ? 0 : 2;
    try (Script a = script("offer", "--audio-in", "none", use[first], use[first + 1]);
        Script b = script("answer", "--audio-in", "none", use[2 - first], use[3 - first])) {
      Script.pair(a, b);
      JsonNode sent = (offererSends ? a : b).event("sent");
      JsonNode received = (offererSends ? b : a).event("received");

      assertThat(received.get("bytes").asLong()).isEqualTo(3_000_000);
      assertThat(received.get("crc32")).isEqualTo(sent.get("crc32"));
      assertThat(received.get("MBps").asDouble()).isPositive();
      assertThat(sent.get("MBps").asDouble()).isPositive();
      assertThat(a.status()).isZero();
      assertThat(b.status()).isZero();
    }
  }

  @Test
  void an_endless_line_is_refused() throws Exception {
    try (Script a = script("answer")) {
      a.say("x".repeat((4 << 20) + 1));

      assertThat(a.event("error").get("e").asText()).contains("longer than 4194304");
      assertThat(a.status()).isEqualTo(1);
      assertThat(a.errors()).contains("vivavoce peer: a line is longer");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no json at all | a line is no JSON",
        "{\"x\":1} | neither a description nor a candidate",
        "{\"x\":1} | write one JSON object a line",
        "7 | neither a description nor a candidate",
        "{\"type\":\"pranswer\",\"sdp\":\"\"} | an offer or an answer",
        "{\"type\":\"offer\",\"sdp\":\"v=1\"} | sdp-syntax-error",
        "{\"type\":\"answer\",\"sdp\":\"v=0\\r\\n\"} | the answer was refused",
        "{\"candidate\":5} | a candidate is an object",
      })
  void a_line_that_makes_no_sense_ends_it_with_an_error_that_says_so(String line, String why)
      throws Exception {
    try (Script a = script("answer")) {
      a.say(line);

      assertThat(a.event("error").get("e").asText()).contains(why);
      a.event("done");
      assertThat(a.status()).isEqualTo(1);
    }
  }

  @Test
  void a_candidate_of_no_use_is_reported_and_leaves_the_connection() throws Exception {
    try (Script a = script("offer", "--seconds", "0.2");
        Script b = script("answer", "--seconds", "0.2")) {
      String offer = a.line("type", "offer").toString();
      a.say("{\"candidate\":{\"candidate\":\"candidate:x\",\"sdpMid\":\"0\"}}");
      assertThat(a.event("error").get("e").asText()).contains("a candidate was refused");

      b.say(offer);
      a.say(b.line("type", "answer").toString());
      a.event("done");
      assertThat(a.status()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"offer", "answer"})
  void input_that_ends_before_the_other_sides_description_is_an_error(String role)
      throws Exception {
    try (Script a = script(role)) {
      a.sayNoMore();

      assertThat(a.event("error").get("e").asText()).contains("standard input ended");
      assertThat(a.status()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "neither | the role is offer or answer",
        "offer --seconds -1 | --seconds is 0 to 86400",
        "offer --video maybe | --video is echo or none",
        "offer --data maybe | --data is echo, send:BYTES, sink or none",
        "offer --audio-in missing.wav | missing.wav",
        "offer --relay-only | --relay-only needs a TURN server",
        "offer --relay-only --ice-server stun:127.0.0.1 | --relay-only needs a TURN server",
        "offer --ice-server turn:127.0.0.1,user | --ice-server is URL or URL,user,pass",
        "offer --ice-server http://x | --ice-server",
        "offer --bind localhost | --bind needs an address",
        "offer --bind 1.2.3.999 | --bind needs an address",
      })
  void options_that_make_no_sense_are_bad_usage(String arguments, String why) throws Exception {
    try (Script a = new Script(arguments.split(" "))) {
      assertThat(a.status()).isEqualTo(2);
      assertThat(a.errors()).contains(why);
    }
  }
}
