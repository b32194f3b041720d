package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpeechTest {

  @ParameterizedTest
  @EnumSource(Speech.class)
  void a_recording_is_short_and_small(Speech speech) throws IOException {
    try (InputStream in = Speech.class.getResourceAsStream(speech.resource())) {
      assertThat(in.readAllBytes()).hasSizeBetween(20_000, 100_000);
    }
    assertThat(new Sound(speech.pcm()).seconds()).isCloseTo(10, within(1.0));
  }

  @ParameterizedTest
  @EnumSource(Speech.class)
  void a_recording_is_as_loud_as_speech_should_be_and_never_clips(Speech speech) {
    short[] pcm = speech.pcm();
    int peak = 0;
    for (short sample : pcm) {
      peak = Math.max(peak, Math.abs(sample));
    }
    double dbfs = 20 * Math.log10(new Sound(pcm).rms(0, pcm.length) / 32_768);

    assertThat(dbfs).isCloseTo(-20, within(2.0));
    assertThat(peak).isBetween(8_000, 32_000);
  }

  @Test
  void the_two_recordings_differ_at_every_lag() {
    Sound alice = new Sound(Speech.ALICE.pcm());
    Sound bob = new Sound(Speech.BOB.pcm());

    assertThat(alice.likeness(bob, -5_000, 5_000)).isLessThan(0.5);
    assertThat(alice.likeness(alice, -100, 100)).isGreaterThan(0.99);
  }

  @Test
  void whoever_asks_gets_sound_of_their_own() {
    Speech.ALICE.pcm()[1_000] = 1234;

    assertThat(Speech.ALICE.pcm()).isNotSameAs(Speech.ALICE.pcm());
    assertThat(Speech.ALICE.pcm()[1_000]).isNotEqualTo((short) 1234);
  }
}
