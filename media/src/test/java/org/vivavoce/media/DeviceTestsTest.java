package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTestsTest {
  @TempDir Path folder;

  @Test
  void the_speaker_test_plays_a_tone_for_as_long_as_it_was_asked_to() throws Exception {
    Path file = folder.resolve("a.wav");
    DeviceTests.Result result = DeviceTests.speaker(OutputDevices.wav(file), 200);
    assertThat(result.loudest().rmsDbfs()).isCloseTo(-20, within(0.5));
    assertThat(Files.size(file)).isEqualTo(44 + 200 * 48 * 2);
  }

  @Test
  void the_microphone_test_tells_levels_and_plays_back_what_was_heard() throws Exception {
    Path file = folder.resolve("a.wav");
    List<Level> levels = new ArrayList<>();
    DeviceTests.Result result =
        DeviceTests.microphone(
            InputDevices.tone(1_000, -30), OutputDevices.wav(file), 300, levels::add);
    assertThat(levels).hasSize(3);
    assertThat(levels).allSatisfy(l -> assertThat(l.rmsDbfs()).isCloseTo(-30, within(0.5)));
    assertThat(result.loudest().rmsDbfs()).isCloseTo(-30, within(0.5));
    assertThat(Files.size(file)).isGreaterThanOrEqualTo(44 + 300 * 48 * 2);
  }

  @Test
  void durations_out_of_bounds_are_refused() {
    for (int bad : new int[] {0, -1, 60_001}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DeviceTests.speaker(OutputDevices.discard(), bad));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DeviceTests.microphone(InputDevices.silence(), null, bad, l -> {}));
    }
  }
}
