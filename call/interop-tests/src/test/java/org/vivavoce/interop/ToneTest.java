package org.vivavoce.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmOutput;

/** What judges the pairings must itself tell good sound from bad. */
class ToneTest {
  private static final int RATE = 48_000;

  @TempDir private Path folder;

  @Test
  void a_tone_is_found_with_its_frequency_and_level() throws IOException {
    short[] pcm = new short[2 * RATE];
    add(pcm, 0, pcm.length, 440.4, -20);

    Tone tone = Tone.in(wav(pcm), 440, 660);

    assertThat(tone.heardSeconds()).isEqualTo(2);
    assertThat(tone.hertz()).isCloseTo(440.4, within(0.11));
    assertThat(tone.dbfs()).isCloseTo(-20, within(0.1));
    assertThat(tone.purity()).isGreaterThan(0.99);
    assertThat(tone.longestGapMs()).isZero();
  }

  @Test
  void ones_own_tone_silence_and_noise_are_not_it() throws IOException {
    short[] own = new short[RATE];
    add(own, 0, RATE, 660, -20);
    short[] noise = new short[RATE];
    Random random = new Random(7);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (short) (random.nextGaussian() * 3_000);
    }

    assertThat(Tone.in(wav(own), 440, 660).heardSeconds()).isZero();
    assertThat(Tone.in(wav(noise), 440, 660).heardSeconds()).isZero();
    assertThat(Tone.in(wav(new short[RATE]), 440, 660).heardSeconds()).isZero();
  }

  @Test
  void a_break_is_measured_and_so_is_what_is_mixed_in() throws IOException {
    short[] pcm = new short[3 * RATE];
    add(pcm, 0, RATE, 440, -20);
    add(pcm, 2 * RATE, RATE, 440, -20);
    add(pcm, 0, pcm.length, 660, -40);

    Tone tone = Tone.in(wav(pcm), 440, 660);

    assertThat(tone.heardSeconds()).isEqualTo(2);
    assertThat(tone.seconds()).isEqualTo(3);
    assertThat(tone.longestGapMs()).isEqualTo(1_000);
    assertThat(tone.otherDb()).isCloseTo(20, within(0.2));
    assertThat(tone.purity()).isCloseTo(0.99, within(0.005));
  }

  private static void add(short[] pcm, int from, int length, double hertz, double dbfs) {
    double amplitude = 32_768 * Math.sqrt(2) * Math.pow(10, dbfs / 20);
    for (int i = from; i < from + length; i++) {
      pcm[i] += (short) Math.round(amplitude * Math.sin(2 * Math.PI * hertz * i / RATE));
    }
  }

  private Path wav(short[] pcm) throws IOException {
    Path file = folder.resolve("tone.wav");
    try (PcmOutput out = OutputDevices.wav(file).open(PcmFormat.MONO_48K, RATE)) {
      out.write(pcm, 0, pcm.length);
    }
    return file;
  }
}
