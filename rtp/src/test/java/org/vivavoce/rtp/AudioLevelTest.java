package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.jitsi.impl.neomedia.audiolevel.AudioLevelCalculator;
import org.junit.jupiter.api.Test;

class AudioLevelTest {
  private final RtpPacket packet = new RtpPacket();

  private void parse(String... hex) {
    byte[] bytes = Hex.bytes(hex);
    assertThat(packet.parse(bytes, 0, bytes.length)).isEqualTo(RtpParseResult.OK);
  }

  /** RFC 6464 section 3: the upper bit is voice, the rest the level. */
  @Test
  void rfc_6464_the_element_has_a_voice_bit_and_seven_bits_of_level() {
    assertThat(AudioLevel.encode(true, 127)).isEqualTo((byte) 0xFF);
    assertThat(AudioLevel.encode(false, 0)).isZero();
    assertThat(AudioLevel.decode((byte) 0x85)).isEqualTo(new AudioLevel(true, 5));
    assertThat(AudioLevel.decode((byte) 0x7F)).isEqualTo(new AudioLevel(false, 127));
  }

  @Test
  void the_level_is_found_in_both_forms_and_absent_when_absent_or_empty() {
    parse("90 00 0001 00000001 00000002", "bede0001", "10 8a 0000");
    assertThat(AudioLevel.read(packet, 1)).isEqualTo(new AudioLevel(true, 10));
    assertThat(AudioLevel.read(packet, 2)).isNull();
    parse("90 00 0001 00000001 00000002", "10000002", "01 01 8a 00", "02 00 00 00");
    assertThat(AudioLevel.read(packet, 1)).isEqualTo(new AudioLevel(true, 10));
    assertThat(AudioLevel.read(packet, 2)).isNull();
  }

  @Test
  void a_level_out_of_range_is_misuse() {
    assertThatThrownBy(() -> AudioLevel.encode(true, 128))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 127");
    assertThatThrownBy(() -> new AudioLevel(true, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void full_scale_is_0_silence_is_127_and_a_sine_is_3_below() {
    short[] square = new short[960];
    Arrays.fill(square, (short) 32_767);
    assertThat(AudioLevel.measure(square, 0, 960)).isZero();
    Arrays.fill(square, Short.MIN_VALUE);
    assertThat(AudioLevel.measure(square, 0, 960)).isZero();
    assertThat(AudioLevel.measure(new short[960], 0, 960)).isEqualTo(127);
    assertThat(AudioLevel.measure(square, 0, 0)).isEqualTo(127);
    short[] sine = new short[960];
    for (int i = 0; i < 960; i++) {
      sine[i] = (short) Math.round(32_767 * Math.sin(2 * Math.PI * i / 96));
    }
    assertThat(AudioLevel.measure(sine, 0, 960)).isEqualTo(3);
    short[] soft = new short[960];
    // A tenth of full scale: 20 dB.
    Arrays.fill(soft, (short) 3_277);
    assertThat(AudioLevel.measure(soft, 0, 960)).isEqualTo(20);
  }

  @Test
  void noise_of_any_loudness_measures_as_libjitsi_measures_it() {
    Random random = new Random(6464);
    for (int i = 0; i < 2_000; i++) {
      double amplitude = Math.pow(10, -4.5 * random.nextDouble()) * 32_767;
      short[] pcm = new short[960];
      byte[] bytes = new byte[1_920];
      for (int s = 0; s < pcm.length; s++) {
        pcm[s] = (short) (amplitude * (2 * random.nextDouble() - 1));
        bytes[2 * s] = (byte) pcm[s];
        bytes[2 * s + 1] = (byte) (pcm[s] >>> 8);
      }
      int theirs = AudioLevelCalculator.calculateAudioLevel(bytes, 0, bytes.length);
      assertThat(AudioLevel.measure(pcm, 0, pcm.length)).isCloseTo(theirs, within(1));
    }
  }

  @Test
  void a_mid_is_text_of_1_to_255_bytes() {
    assertThat(MidExtension.encode("0")).containsExactly('0');
    assertThatThrownBy(() -> MidExtension.encode("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MidExtension.encode("x".repeat(256)))
        .isInstanceOf(IllegalArgumentException.class);
    parse("90 00 0001 00000001 00000002", "10000002", "01 02 6162", "02 00 00 00");
    assertThat(MidExtension.read(packet, 1)).isEqualTo("ab");
    assertThat(MidExtension.read(packet, 2)).isNull();
    assertThat(MidExtension.read(packet, 3)).isNull();
    assertThat(MidExtension.matches(packet, 1, MidExtension.encode("ab"))).isTrue();
    assertThat(MidExtension.matches(packet, 1, MidExtension.encode("a"))).isFalse();
    assertThat(MidExtension.matches(packet, 3, MidExtension.encode("a"))).isFalse();
  }
}
