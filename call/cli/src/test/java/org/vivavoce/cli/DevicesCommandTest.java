package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.media.SoundDevices;

/** Without a sound card; {@code SoundCardTest} in media has one. */
class DevicesCommandTest {
  @Test
  void devices_are_listed_whatever_there_is() {
    InJvm outcome = InJvm.run("devices");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).startsWith("Microphones:").contains("Speakers:");
    SoundDevices.inputs().forEach(d -> assertThat(outcome.out()).contains(d.id()));
    InJvm json = InJvm.run("devices", "--json");
    assertThat(json.out()).contains("\"microphones\":[", "\"speakers\":[", "\"supported\":");
    assertThat(json.out().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--test-mic --mic", "--test-speaker --speaker"})
  void a_device_that_does_not_exist_is_named_with_those_that_do(String option) {
    InJvm outcome = InJvm.run(("devices " + option + " nonesuch").split(" "));
    assertThat(outcome.status()).isEqualTo(Main.FAILED);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines().toList().get((int) outcome.err().lines().count() - 1))
        .startsWith("vivavoce devices: no ")
        .contains("is called nonesuch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "61", "-1", "NaN"})
  void a_test_of_no_length_or_too_long_is_bad_usage(String seconds) {
    assertThat(InJvm.run("devices", "--test-speaker", "--seconds", seconds).status())
        .isEqualTo(Main.BAD_USAGE);
  }
}
