package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A call by real devices, of a PulseAudio of the test's own, which come and go. */
@Timeout(240)
class SoundCardCallTest {
  private static final int PATIENCE_SECONDS = 30;
  private static final int ROUNDS = 10;

  @TempDir Path folder;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> all = new ArrayList<>();
  private Process pulse;
  private Process call;
  private OutputStream in;

  @BeforeEach
  void start() throws Exception {
    for (String program : List.of("pulseaudio", "pactl")) {
      if (Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
          .noneMatch(f -> Files.isExecutable(Path.of(f, program)))) {
        assertThat(System.getenv("CI")).as(program + " is missing").isNotEqualTo("true");
        System.err.println("SKIPPED: " + program + " is not installed: no sound card to call by");
        Assumptions.abort(program + " is not installed");
      }
    }
    Files.createDirectories(
        folder.resolve("run"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(
        folder.resolve(".asoundrc"), "pcm.!default { type pulse }\nctl.!default { type pulse }\n");
    pulse =
        process(
                "pulseaudio",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "-n",
                "-L",
                "module-native-protocol-unix")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long begun = System.nanoTime();
    while (control("info") != 0) {
      assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(20));
      LockSupport.parkNanos(50_000_000);
    }
    plug();
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) {
      java.add("--illegal-native-access=deny");
    }
    java.addAll(
        List.of("-cp", System.getProperty("java.class.path"), SoundCardCall.class.getName()));
    call = process(java.toArray(String[]::new)).start();
    in = call.getOutputStream();
    Thread reader = new Thread(this::read);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      new BufferedReader(new InputStreamReader(call.getInputStream(), StandardCharsets.UTF_8))
          .lines()
          .forEach(lines::add);
    } catch (UncheckedIOException e) {
      lines.add("the process is gone");
    }
  }

  @AfterEach
  void stop() {
    if (call != null) {
      call.destroyForcibly();
    }
    if (pulse != null) {
      pulse.destroyForcibly();
    }
  }

  private ProcessBuilder process(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
    builder.environment().remove("PULSE_SERVER");
    return builder;
  }

  private int control(String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of("pactl"));
    words.addAll(List.of(command));
    Process process =
        process(words.toArray(String[]::new))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private void plug() throws Exception {
    assertThat(control("load-module", "module-null-sink", "sink_name=speaker")).isZero();
    assertThat(control("set-default-source", "speaker.monitor")).isZero();
  }

  private void unplug() throws Exception {
    assertThat(control("unload-module", "module-null-sink")).isZero();
  }

  private String await(String begin) throws Exception {
    while (true) {
      String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(line).as("a line %s after %s", begin, all).isNotNull();
      all.add(line);
      if (line.startsWith(begin)) {
        return line;
      }
    }
  }

  private String ask(String command, String answer) throws Exception {
    in.write((command + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
    return await(answer);
  }

  /** Until Bob's tone has gone by the card and come back to him, or has stopped to. */
  private void awaitTone(boolean heard) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    long tone;
    do {
      assertThat(System.nanoTime()).as("tone %s: %s", heard, all).isLessThan(until);
      LockSupport.parkNanos(100_000_000);
      String[] words = ask("measure", "measured").split(" ");
      tone = Long.parseLong(words[1]);
      assertThat(words[3]).as("the call").isNotEqualTo("ENDED");
    } while (heard ? tone < 50 : tone > 20);
  }

  @Test
  void a_call_survives_unplugging_replugging_and_switching_both_devices_ten_times()
      throws Exception {
    await("calling");
    awaitTone(true);
    for (int i = 0; i < ROUNDS; i++) {
      unplug();
      await("lost default ");
      await("lost default ");
      plug();
      await("returned default ");
      await("returned default ");
      awaitTone(true);
      ask("away", "changed");
      awaitTone(false);
      ask("back", "changed");
      awaitTone(true);
    }
  }
}
