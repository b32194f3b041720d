package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvertedOutputTest {
  /** Keeps what is written. */
  private static final class Memory implements PcmOutput {
    private final int channels;
    short[] pcm = new short[0];

    Memory(int channels) {
      this.channels = channels;
    }

    @Override
    public boolean selfPaced() {
      return true;
    }

    @Override
    public long delayNanos() {
      return 5;
    }

    @Override
    public void write(short[] from, int offset, int frames) {
      int at = pcm.length;
      pcm = Arrays.copyOf(pcm, at + frames * channels);
      System.arraycopy(from, offset, pcm, at, frames * channels);
    }

    @Override
    public void close() {
      pcm = null;
    }
  }

  @ParameterizedTest
  @CsvSource({"48000,44100", "48000,16000", "48000,96000", "16000,48000", "48000,8000"})
  void a_tone_keeps_its_pitch_and_level_at_another_rate(int from, int to) throws Exception {
    for (int channels = 1; channels <= 2; channels++) {
      Memory memory = new Memory(channels);
      PcmOutput out =
          new ConvertedOutput(memory, new PcmFormat(to, channels), new PcmFormat(from, 1));
      PcmInput tone = InputDevices.tone(500, -20).open(new PcmFormat(from, 1), 100);
      short[] pcm = new short[from / 100];
      for (int i = 0; i < 100; i++) {
        tone.read(pcm, 0, pcm.length);
        out.write(pcm, 0, pcm.length);
      }
      int frames = memory.pcm.length / channels;
      assertThat(frames).as("a second, but for the filter's length").isBetween(to - to / 50, to);
      double re = 0;
      double im = 0;
      int n = to / 2;
      int start = to / 4;
      for (int i = 0; i < n; i++) {
        double angle = 2 * Math.PI * 500 * i / to;
        re += memory.pcm[(start + i) * channels] * Math.cos(angle);
        im += memory.pcm[(start + i) * channels] * Math.sin(angle);
      }
      double rms = 2 * Math.hypot(re, im) / n / Math.sqrt(2) / 32_768;
      assertThat(20 * Math.log10(rms)).isCloseTo(-20, within(0.05));
      if (channels == 2) {
        assertThat(memory.pcm[2 * start + 1]).isEqualTo(memory.pcm[2 * start]);
      }
      assertThat(out.selfPaced()).isTrue();
      assertThat(out.delayNanos()).isEqualTo(5);
      out.close();
      assertThat(memory.pcm).isNull();
    }
  }

  @Test
  void channels_are_mixed_down_doubled_or_left_silent() throws Exception {
    Memory mono = new Memory(1);
    new ConvertedOutput(mono, new PcmFormat(48_000, 1), PcmFormat.STEREO_48K)
        .write(new short[] {9, 9, 100, 300, -100, -301}, 2, 2);
    assertThat(mono.pcm).containsExactly(200, -200);
    Memory four = new Memory(4);
    new ConvertedOutput(four, new PcmFormat(48_000, 4), PcmFormat.STEREO_48K)
        .write(new short[] {1, 2, 3, 4}, 0, 2);
    assertThat(four.pcm).containsExactly(1, 2, 0, 0, 3, 4, 0, 0);
    Memory two = new Memory(2);
    new ConvertedOutput(two, PcmFormat.STEREO_48K, new PcmFormat(48_000, 1))
        .write(new short[1_000], 0, 1_000);
    assertThat(two.pcm).hasSize(2_000);
  }
}
