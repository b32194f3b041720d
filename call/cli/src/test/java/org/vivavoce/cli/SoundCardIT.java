package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.media.SoundServer;

/** {@code vivavoce.jar} with a sound card whose speaker is heard by its microphone. */
@Timeout(180)
class SoundCardIT {
  @TempDir Path folder;

  private CommandProcess demo(SoundServer card, String... more) throws Exception {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("demo", "--out", folder.toString(), "--json", "--source", "speech,tone"));
    arguments.addAll(List.of(more));
    return CommandProcess.start(folder, arguments, card::environment);
  }

  @Test
  void bob_hears_his_own_tone_by_alices_speaker_and_microphone_and_she_has_it_recorded()
      throws Exception {
    try (SoundServer card = SoundServer.start(folder.resolve("card"));
        CommandProcess demo =
            demo(card, "--mic", "default", "--speaker", "default", "--seconds", "5")) {
      assertThat(demo.awaitEnd()).as(demo.err()).isZero();
      assertThat(demo.json().get("state").textValue()).isEqualTo("completed");
      for (String who : List.of("alice", "bob")) {
        Sound heard = Sound.read(folder.resolve(who + "-heard.wav"));
        assertThat(heard.seconds()).as(who).isGreaterThan(4);
        assertThat(heard.share(440)).as("440 Hz in what %s heard", who).isGreaterThan(0.9);
      }
    }
  }

  @Test
  void without_a_microphone_chosen_nothing_of_the_card_is_heard() throws Exception {
    try (SoundServer card = SoundServer.start(folder.resolve("card"));
        CommandProcess demo = demo(card, "--speaker", "default", "--seconds", "3")) {
      assertThat(demo.awaitEnd()).as(demo.err()).isZero();
      assertThat(Sound.read(folder.resolve("bob-heard.wav")).share(440)).isLessThan(0.1);
    }
  }

  @Test
  void a_card_that_is_pulled_out_is_missed_and_taken_up_again_and_the_call_goes_on()
      throws Exception {
    try (SoundServer card = SoundServer.start(folder.resolve("card"));
        CommandProcess demo =
            demo(card, "--mic", "default", "--speaker", "default", "--seconds", "14")) {
      demo.awaitTalking();
      card.unplug();
      demo.awaitErr("is gone, and looked for");
      card.plug();
      demo.awaitErr("is back");
      assertThat(demo.awaitEnd()).as(demo.err()).isZero();
      assertThat(demo.json().get("state").textValue()).isEqualTo("completed");
    }
  }

  @Test
  void a_device_that_does_not_exist_is_bad_usage_and_those_that_do_are_named() throws Exception {
    try (CommandProcess demo =
        CommandProcess.start(
            folder, List.of("demo", "--out", folder.toString(), "--mic", "nonesuch"))) {
      assertThat(demo.awaitEnd()).isEqualTo(Main.BAD_USAGE);
      assertThat(demo.err()).contains("no microphone is called nonesuch");
      assertThat(Files.exists(folder.resolve("alice-heard.wav"))).isFalse();
    }
  }
}
