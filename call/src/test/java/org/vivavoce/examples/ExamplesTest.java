package org.vivavoce.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmInput;
import org.vivavoce.media.PcmOutput;
import org.vivavoce.rtp.opus.OggOpusReader;

/** The examples do what they say. */
@Timeout(60)
class ExamplesTest {
  private static final int FRAME = 960;

  @TempDir Path folder;

  private static short[] read(Path file) throws IOException {
    if (file.toString().endsWith(".opus")) {
      try (InputStream in = Files.newInputStream(file)) {
        return OggOpusReader.readMono(in, 60);
      }
    }
    short[] pcm = new short[48_000 * 60];
    int length = 0;
    try (PcmInput in = InputDevices.wav(file, false).open(PcmFormat.MONO_48K, FRAME)) {
      for (int got; (got = in.read(pcm, length, FRAME)) > 0; length += got) {}
    }
    return java.util.Arrays.copyOf(pcm, length);
  }

  /** For how many seconds a tone is most of what there is. */
  private static double seconds(Path file, double hertz) throws IOException {
    short[] pcm = read(file);
    int window = 4_800;
    int windows = 0;
    for (int from = 0; from + window <= pcm.length; from += window) {
      double re = 0;
      double im = 0;
      double all = 1;
      for (int i = from; i < from + window; i++) {
        re += pcm[i] * Math.cos(2 * Math.PI * hertz * i / 48_000);
        im += pcm[i] * Math.sin(2 * Math.PI * hertz * i / 48_000);
        all += (double) pcm[i] * pcm[i];
      }
      windows += 2 * (re * re + im * im) / window > 0.5 * all ? 1 : 0;
    }
    return windows / 10.0;
  }

  @Test
  void bob_hears_alice_hum_for_three_seconds() throws Exception {
    Path wav = folder.resolve("bob.wav");
    TwoPeople.main(new String[] {wav.toString()});
    assertThat(seconds(wav, 440)).isBetween(1.5, 5.0);
  }

  @Test
  void in_a_group_everybody_hears_each_other_by_themselves() throws Exception {
    GroupCall.main(new String[] {folder.toString()});
    Map<String, Double> notes = Map.of("alice", 440.0, "bob", 554.0, "carol", 660.0);
    for (String who : notes.keySet()) {
      for (String whom : notes.keySet()) {
        if (!who.equals(whom)) {
          Path file = folder.resolve(who + "-heard-" + whom + ".wav");
          assertThat(seconds(file, notes.get(whom))).as("%s", file).isGreaterThan(2);
        }
      }
    }
  }

  @Test
  void the_bot_plays_its_file_from_the_beginning_to_the_end_and_hangs_up() throws Exception {
    Path says = folder.resolve("says.wav");
    try (PcmInput in = InputDevices.tone(500, -20).open(PcmFormat.MONO_48K, FRAME);
        PcmOutput out = OutputDevices.wav(says).open(PcmFormat.MONO_48K, FRAME)) {
      short[] pcm = new short[FRAME];
      for (int i = 0; i < 100; i++) {
        out.write(pcm, 0, in.read(pcm, 0, FRAME));
      }
    }
    Path heard = folder.resolve("heard.wav");
    AnsweringBot.main(new String[] {says.toString(), heard.toString()});
    assertThat(seconds(heard, 500)).isBetween(1.5, 2.1);
  }

  @Test
  void a_meeting_is_recorded_each_by_themselves_and_all_together() throws Exception {
    RecordingBot.main(new String[] {folder.toString()});
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.toString().endsWith(".opus")).toList();
    }
    assertThat(files).hasSize(3);
    assertThat(longest(files, "-alice.opus", 440)).isGreaterThan(2);
    assertThat(longest(files, "-bob.opus", 660)).isGreaterThan(2);
  }

  private static double longest(List<Path> files, String end, double hertz) throws IOException {
    Path file =
        files.stream()
            .filter(f -> f.toString().endsWith(end))
            .findFirst()
            .orElseThrow(() -> new AssertionError(end + " is not among " + files));
    return seconds(file, hertz);
  }
}
