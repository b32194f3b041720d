package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/**
 * A sound card without hardware: a PulseAudio of the test's own, with a speaker whose monitor is
 * the microphone. Whoever is to see it is a process with {@link #environment}: ALSA reads its
 * configuration from there.
 */
public final class SoundServer implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Path home;
  private final Path runtime;
  private Process pulse;

  private SoundServer(Path folder) throws IOException {
    home = Files.createDirectories(folder.resolve("home"));
    runtime =
        Files.createDirectories(
            folder.resolve("run"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(
        home.resolve(".asoundrc"), "pcm.!default { type pulse }\nctl.!default { type pulse }\n");
  }

  /**
   * A server that runs. Fails in CI, and elsewhere says aloud that it is skipped, if there is no
   * PulseAudio.
   */
  public static SoundServer start(Path folder) throws Exception {
    for (String program : List.of("pulseaudio", "pactl")) {
      boolean there =
          Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(f -> Files.isExecutable(Path.of(f, program)));
      if (!there) {
        assertThat(System.getenv("CI"))
            .as(program + " is missing; CI needs pulseaudio, pulseaudio-utils, libasound2-plugins")
            .isNotEqualTo("true");
        System.err.println("SKIPPED: " + program + " is not installed: no sound card to test with");
        Assumptions.abort(program + " is not installed");
      }
    }
    SoundServer server = new SoundServer(folder);
    server.launch();
    server.plug();
    return server;
  }

  /** What a process that hears and speaks by this card has in its environment. */
  public ProcessBuilder environment(ProcessBuilder builder) {
    builder.environment().put("HOME", home.toString());
    builder.environment().put("XDG_RUNTIME_DIR", runtime.toString());
    builder.environment().remove("PULSE_SERVER");
    return builder;
  }

  private void launch() throws Exception {
    pulse =
        environment(
                new ProcessBuilder(
                    "pulseaudio",
                    "--daemonize=no",
                    "--exit-idle-time=-1",
                    "-n",
                    "-L",
                    "module-native-protocol-unix"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long start = System.nanoTime();
    // It answers when it is there: nothing tells so otherwise.
    while (control("info") != 0) {
      assertThat(pulse.isAlive()).as("PulseAudio runs").isTrue();
      assertThat(System.nanoTime() - start).as("it answers").isLessThan(PATIENCE_NANOS);
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** Puts the card in. */
  public void plug() throws Exception {
    assertThat(control("load-module", "module-null-sink", "sink_name=speaker")).isZero();
    assertThat(control("set-default-source", "speaker.monitor")).isZero();
  }

  private int control(String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of("pactl"));
    all.addAll(List.of(command));
    Process process =
        environment(new ProcessBuilder(all))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** Pulls the card out: what plays on it or hears by it is cut off. */
  public void unplug() throws Exception {
    assertThat(control("unload-module", "module-null-sink")).isZero();
  }

  /** Starts a class in a JVM like this one that has the card; it ends with this one's own test. */
  public Process launch(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(java());
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return environment(new ProcessBuilder(command)).redirectErrorStream(true).start();
  }

  /** A JVM like this one, with this one's classes; from JDK 24 on with native access denied. */
  static List<String> java(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) {
      command.add("--illegal-native-access=deny");
    }
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    return command;
  }

  @Override
  public void close() {
    pulse.destroyForcibly();
  }
}
