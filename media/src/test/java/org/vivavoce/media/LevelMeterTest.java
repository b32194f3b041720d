package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LevelMeterTest {
  private final LevelMeter meter = new LevelMeter(4_800);

  private static short[] tone(double dbfs) throws Exception {
    short[] pcm = new short[4_800];
    InputDevices.tone(1_000, dbfs).open(PcmFormat.MONO_48K, 960).read(pcm, 0, pcm.length);
    return pcm;
  }

  @Test
  void a_sine_at_full_scale_has_an_rms_of_minus_3_01_and_a_peak_of_0() throws Exception {
    meter.accept(tone(-3.0103), 0, 4_800);
    assertThat(meter.level().rmsDbfs()).isCloseTo(-3.0103, within(0.001));
    assertThat(meter.level().peakDbfs()).isCloseTo(0, within(0.001));
  }

  @Test
  void a_tone_of_minus_20_dbfs_measures_minus_20() throws Exception {
    meter.accept(tone(-20), 0, 4_800);
    assertThat(meter.level().rmsDbfs()).isCloseTo(-20, within(0.01));
    assertThat(meter.level().peakDbfs()).isCloseTo(-16.99, within(0.01));
  }

  @Test
  void silence_is_minus_127_and_so_is_the_time_before_the_first_window() {
    assertThat(meter.level()).isEqualTo(Level.NONE);
    meter.accept(new short[4_800], 0, 4_800);
    assertThat(meter.level()).isEqualTo(Level.NONE);
  }

  @Test
  void the_lowest_sample_there_is_counts_as_full_scale() {
    short[] pcm = new short[4_800];
    java.util.Arrays.fill(pcm, Short.MIN_VALUE);
    meter.accept(pcm, 0, pcm.length);
    assertThat(meter.level()).isEqualTo(new Level(0, 0));
  }

  @Test
  void the_level_is_that_of_the_last_whole_window() throws Exception {
    meter.accept(tone(-20), 0, 4_800);
    meter.accept(new short[4_799], 0, 4_799);
    assertThat(meter.level().rmsDbfs()).isCloseTo(-20, within(0.01));
    meter.accept(new short[1], 0, 1);
    assertThat(meter.level()).isEqualTo(Level.NONE);
    meter.accept(tone(-30), 0, 4_800);
    meter.reset();
    assertThat(meter.level()).isEqualTo(Level.NONE);
  }
}
