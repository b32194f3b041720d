package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputDevicesTest {
  @TempDir Path folder;

  private static short[] read(InputDevice device, PcmFormat format, int frames) throws IOException {
    short[] pcm = new short[frames * format.channels()];
    try (PcmInput in = device.open(format, 100)) {
      int done = 0;
      while (done < frames) {
        int got = in.read(pcm, done * format.channels(), Math.min(100, frames - done));
        done += got;
        if (got == 0) {
          break;
        }
      }
      return Arrays.copyOf(pcm, done * format.channels());
    }
  }

  private static InputDevice pcm(int channels, int... samples) {
    short[] pcm = new short[samples.length];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) samples[i];
    }
    return InputDevices.pcm("test", pcm, new PcmFormat(48_000, channels), false);
  }

  @Test
  void every_sample_of_the_same_format_comes_out_as_it_went_in() throws Exception {
    short[] all = new short[65_536];
    for (int i = 0; i < all.length; i++) {
      all[i] = (short) i;
    }
    InputDevice device = InputDevices.pcm("all", all, PcmFormat.STEREO_48K, false);
    assertThat(read(device, PcmFormat.STEREO_48K, 40_000)).isEqualTo(all);
  }

  @Test
  void channels_are_copied_averaged_or_taken_over() throws Exception {
    PcmFormat four = new PcmFormat(48_000, 4);
    assertThat(read(pcm(1, 5, -6), PcmFormat.STEREO_48K, 9)).containsExactly(5, 5, -6, -6);
    assertThat(read(pcm(2, 5, 7, -100, 100), PcmFormat.MONO_48K, 9)).containsExactly(6, 0);
    assertThat(read(pcm(2, 32767, 32767), PcmFormat.MONO_48K, 9)).containsExactly(32767);
    assertThat(read(pcm(3, 1, 2, 9), PcmFormat.MONO_48K, 9)).containsExactly(4);
    assertThat(read(pcm(4, 1, 2, 3, 4), PcmFormat.STEREO_48K, 9)).containsExactly(1, 2);
    assertThat(read(pcm(2, 1, 2), four, 9)).containsExactly(1, 2, 0, 0);
    assertThat(read(pcm(1, 1), four, 9)).containsExactly(1, 1, 1, 1);
  }

  @Test
  void a_loop_goes_on_without_a_seam() throws Exception {
    short[] period = new short[441];
    for (int i = 0; i < period.length; i++) {
      period[i] = (short) Math.round(10_000 * Math.sin(2 * Math.PI * 10 * i / 441));
    }
    InputDevice device = InputDevices.pcm("loop", period, new PcmFormat(44_100, 1), true);
    short[] out = read(device, PcmFormat.MONO_48K, 48_000);
    assertThat(out).hasSize(48_000);
    for (int i = 200; i < out.length; i++) {
      assertThat((double) out[i])
          .isCloseTo(10_000 * Math.sin(2 * Math.PI * 1000 * i / 48_000), within(3.0));
    }
  }

  @Test
  void a_wav_file_of_another_rate_is_heard_at_the_right_pitch_and_length() throws Exception {
    Path path = folder.resolve("tone.wav");
    PcmFormat cd = new PcmFormat(44_100, 2);
    try (PcmOutput out = OutputDevices.wav(path).open(cd, 441);
        PcmInput tone = InputDevices.tone(1_000, -20).open(cd, 441)) {
      short[] pcm = new short[882];
      for (int i = 0; i < 100; i++) {
        tone.read(pcm, 0, 441);
        out.write(pcm, 0, 441);
      }
    }
    short[] heard = read(InputDevices.wav(path, false), PcmFormat.MONO_48K, 100_000);
    short[] expected = read(InputDevices.tone(1_000, -20), PcmFormat.MONO_48K, 48_000);
    assertThat(heard).hasSize(48_000);
    for (int i = 100; i < 47_900; i++) {
      assertThat((int) heard[i]).isCloseTo(expected[i], within(2));
    }
    assertThat(read(InputDevices.wav(path, true), PcmFormat.MONO_48K, 100_000)).hasSize(100_000);
  }

  @Test
  void a_device_begins_anew_each_time_it_is_opened() throws Exception {
    InputDevice device = pcm(1, 1, 2, 3);
    try (PcmInput one = device.open(PcmFormat.MONO_48K, 1);
        PcmInput two = device.open(PcmFormat.MONO_48K, 1)) {
      short[] pcm = new short[3];
      assertThat(one.read(pcm, 0, 2)).isEqualTo(2);
      assertThat(two.read(pcm, 0, 1)).isEqualTo(1);
      assertThat(pcm).containsExactly(1, 2, 0);
    }
  }

  @Test
  void a_tone_or_an_array_out_of_bounds_is_refused() {
    for (double hertz : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> InputDevices.tone(hertz, -20))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> InputDevices.tone(440, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most -3.01");
    assertThatThrownBy(() -> InputDevices.tone(440, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> InputDevices.tone(24_000, -20).open(PcmFormat.MONO_48K, 960))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not fit");
    assertThatThrownBy(() -> InputDevices.pcm("odd", new short[3], PcmFormat.STEREO_48K, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> InputDevices.pcm("none", new short[0], PcmFormat.MONO_48K, true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
