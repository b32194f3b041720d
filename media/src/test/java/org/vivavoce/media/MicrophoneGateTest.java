package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MicrophoneGateTest {
  private static final long MS = 1_000_000;
  private static final int FRAMES = 480;

  private final MicrophoneGate gate = new MicrophoneGate(PcmFormat.MONO_48K);
  private final short[] pcm = new short[FRAMES];
  private long now;
  private int last = 10_000;

  /** One buffer of a constant: where it jumps, there is a click. */
  private boolean pass(boolean voice) {
    Arrays.fill(pcm, (short) 10_000);
    boolean audible = gate.process(pcm, 0, FRAMES, voice, now);
    now += 10 * MS;
    for (short sample : pcm) {
      assertThat(Math.abs(sample - last)).as("no click").isLessThanOrEqualTo(10_000 / 240 + 1);
      last = sample;
    }
    if (!audible) {
      assertThat(pcm).containsOnly(0);
    }
    assertThat(gate.open()).isEqualTo(audible);
    return audible;
  }

  /** Buffers until the gate is as wanted: how long that took in milliseconds. */
  private int until(boolean open, boolean voice) {
    int ms = 0;
    while (pass(voice) != open) {
      ms += 10;
      assertThat(ms).as("it moves at all").isLessThan(10_000);
    }
    return ms;
  }

  @Test
  void mute_fades_out_and_in_and_beats_every_mode() {
    assertThat(pass(true)).isTrue();
    assertThat(pcm).containsOnly(10_000);
    gate.mute(true);
    assertThat(pass(true)).as("the fade is to be heard").isTrue();
    assertThat(pass(true)).isFalse();
    for (MicrophoneGate.Mode mode : MicrophoneGate.Mode.values()) {
      gate.mode(mode);
      gate.talk(true);
      assertThat(pass(true)).isFalse();
    }
    gate.mute(false);
    assertThat(pass(true)).isTrue();
    pass(true);
    assertThat(pcm).containsOnly(10_000);
  }

  @Test
  void push_to_talk_is_open_while_the_key_is_down_and_a_fifth_of_a_second_longer() {
    gate.mode(MicrophoneGate.Mode.PUSH_TO_TALK);
    assertThat(until(false, true)).isLessThanOrEqualTo(10);
    gate.talk(true);
    assertThat(until(true, true)).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(pass(false)).isTrue();
    }
    gate.talk(false);
    assertThat(until(false, true)).isBetween(190, 220);
  }

  @Test
  void automute_yields_to_others_and_opens_after_the_hold_time() {
    gate.mode(MicrophoneGate.Mode.AUTOMUTE);
    assertThat(pass(false)).isTrue();
    gate.othersSpeak(true);
    assertThat(until(false, false)).isLessThanOrEqualTo(10);
    assertThat(pass(true)).as("talking does not open it while others do").isFalse();
    // A pause between two words of theirs.
    gate.othersSpeak(false);
    for (int i = 0; i < 40; i++) {
      assertThat(pass(false)).isFalse();
    }
    gate.othersSpeak(true);
    assertThat(pass(false)).isFalse();
    gate.othersSpeak(false);
    assertThat(until(true, false)).isBetween(480, 510);
  }

  @Test
  void who_speaks_already_is_not_cut_off_by_others() {
    gate.mode(MicrophoneGate.Mode.AUTOMUTE);
    pass(true);
    gate.othersSpeak(true);
    for (int i = 0; i < 50; i++) {
      assertThat(pass(true)).isTrue();
    }
    assertThat(until(false, false)).isLessThanOrEqualTo(10);
  }

  @Test
  void the_hold_time_can_be_set_and_zero_opens_at_once() {
    gate.mode(MicrophoneGate.Mode.AUTOMUTE);
    gate.holdNanos(0);
    gate.othersSpeak(true);
    until(false, false);
    gate.othersSpeak(false);
    assertThat(until(true, false)).isZero();
    gate.holdNanos(2_000 * MS);
    gate.othersSpeak(true);
    until(false, false);
    gate.othersSpeak(false);
    assertThat(until(true, false)).isBetween(1_980, 2_010);
    assertThatIllegalArgumentException().isThrownBy(() -> gate.holdNanos(-1));
  }

  @Test
  void leaving_a_mode_opens_the_gate() {
    gate.mode(MicrophoneGate.Mode.AUTOMUTE);
    gate.othersSpeak(true);
    until(false, false);
    gate.mode(MicrophoneGate.Mode.OPEN);
    assertThat(until(true, false)).isZero();
    gate.mode(MicrophoneGate.Mode.PUSH_TO_TALK);
    until(false, false);
    gate.mode(MicrophoneGate.Mode.OPEN);
    assertThat(until(true, false)).isZero();
    assertThat(gate.mode()).isEqualTo(MicrophoneGate.Mode.OPEN);
    assertThat(gate.muted()).isFalse();
  }

  @Test
  void stereo_is_faded_alike_on_both_sides() {
    MicrophoneGate stereo = new MicrophoneGate(PcmFormat.STEREO_48K);
    short[] both = new short[2 * FRAMES];
    Arrays.fill(both, (short) 10_000);
    stereo.mute(true);
    stereo.process(both, 0, FRAMES, true, 0);
    for (int i = 0; i < FRAMES; i++) {
      assertThat(both[2 * i]).isEqualTo(both[2 * i + 1]);
    }
    assertThat(both[0]).isGreaterThan((short) 9_900);
    assertThat(both[2 * FRAMES - 1]).isZero();
  }
}
