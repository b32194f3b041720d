package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JDK's own sound devices, by a card without hardware. */
@Timeout(120)
class SoundCardTest {
  private static final int PATIENCE_SECONDS = 30;

  /** Of a sine of amplitude 8,000, in dB of the square of a sample. */
  private static final long TONE_DB = Math.round(20 * Math.log10(8_000 / Math.sqrt(2)));

  @TempDir Path folder;

  /** The other process. */
  private static final class Talk implements AutoCloseable {
    private final Process process;
    private final OutputStream in;
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** Everything that it said, for when a test fails. */
    private final List<String> all = new ArrayList<>();

    Talk(Process process) {
      this.process = process;
      in = process.getOutputStream();
      Thread reader =
          new Thread(
              () -> {
                try {
                  new BufferedReader(
                          new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                      .lines()
                      .forEach(lines::add);
                } catch (UncheckedIOException e) {
                  lines.add("the process is gone");
                }
              });
      reader.setDaemon(true);
      reader.start();
    }

    void say(String line) throws Exception {
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    }

    /** The next line that begins so. */
    String await(String begin) throws Exception {
      while (true) {
        String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(line).as("a line %s after %s", begin, all).isNotNull();
        all.add(line);
        if (line.startsWith(begin)) {
          return line;
        }
      }
    }

    String ask(String command, String answer) throws Exception {
      say(command);
      return await(answer);
    }

    /** Until the last second holds the tone and hardly anything else. */
    void awaitPureTone() throws Exception {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      String[] words;
      long tone;
      long all;
      do {
        assertThat(System.nanoTime()).as("the tone is heard: %s", this.all).isLessThan(until);
        LockSupport.parkNanos(100_000_000);
        words = ask("measure", "measured").split(" ");
        tone = Long.parseLong(words[2]);
        all = Long.parseLong(words[3]);
      } while (Math.abs(tone - TONE_DB) > 1 || all - tone > 1);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"48000,1", "48000,2", "16000,1"})
  void what_is_played_is_heard_at_its_pitch_and_level_and_in_real_time(int rate, int channels)
      throws Exception {
    try (SoundServer server = SoundServer.start(folder);
        Talk talk = new Talk(server.launch(SoundCardScenario.class))) {
      assertThat(talk.ask("list", "list"))
          .isEqualTo("list [default [default]] [default [default]]");
      talk.ask("open " + rate + " " + channels + " 440", "playing");
      talk.awaitPureTone();
      long before = Long.parseLong(talk.ask("measure", "measured").split(" ")[1]);
      long start = System.nanoTime();
      LockSupport.parkNanos(1_000_000_000);
      long after = Long.parseLong(talk.ask("measure", "measured").split(" ")[1]);
      double expected = (System.nanoTime() - start) / 1e7;
      // A machine that is busy delivers in bursts of a few buffers.
      assertThat((double) after - before).isBetween(expected * 0.8 - 10, expected * 1.2 + 10);
      talk.ask("close", "closed");
    }
  }

  @Test
  void tracks_survive_their_card_being_pulled_out_put_back_and_changed() throws Exception {
    try (SoundServer server = SoundServer.start(folder);
        Talk talk = new Talk(server.launch(SoundCardScenario.class))) {
      talk.ask("open 48000 1 440", "playing");
      talk.awaitPureTone();
      for (int i = 0; i < 3; i++) {
        server.unplug();
        // In either order.
        talk.await("lost default ");
        talk.await("lost default ");
        if (i % 2 == 0) {
          talk.ask("tone", "changed");
          server.plug();
          talk.await("returned default speaker");
          talk.ask("card", "changed");
        } else {
          server.plug();
          talk.await("returned default ");
          talk.await("returned default ");
        }
        talk.awaitPureTone();
      }
      talk.ask("close", "closed");
    }
  }

  /** Prints what a JVM without the module can do. */
  static final class WithoutSound {
    private WithoutSound() {}

    public static void main(String[] args) throws Exception {
      System.out.println("supported " + SoundDevices.supported());
      System.out.println(SoundDevices.inputs() + " " + SoundDevices.outputs());
      List<String> why = new ArrayList<>();
      try {
        SoundDevices.defaultInput().open(PcmFormat.MONO_48K, 480);
      } catch (java.io.IOException e) {
        why.add(e.getMessage());
      }
      try {
        SoundDevices.output("nice speakers");
      } catch (java.io.IOException e) {
        why.add(e.getMessage());
      }
      System.out.println(why);
      java.util.concurrent.CountDownLatch heard = new java.util.concurrent.CountDownLatch(3);
      try (SourceTrack track = SourceTrack.create(InputDevices.tone(440, -20))) {
        track.init(PcmFormat.MONO_48K, 480, (pcm, offset, frames, nanos) -> heard.countDown());
        track.play();
        System.out.println("heard " + heard.await(20, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void a_jvm_without_the_module_of_sound_does_everything_else() throws Exception {
    List<String> command = SoundServer.java("--limit-modules", "java.base,java.logging");
    command.add(WithoutSound.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output)
        .contains("supported false")
        .contains("[] []")
        .contains("java.desktop")
        .contains("no speaker is called nice speakers; this machine has none")
        .contains("heard true");
  }
}
