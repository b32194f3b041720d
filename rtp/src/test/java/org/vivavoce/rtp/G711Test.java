package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.media.Buffer;
import javax.media.Codec;
import javax.media.PlugIn;
import javax.media.ResourceUnavailableException;
import javax.media.format.AudioFormat;
import org.jitsi.impl.neomedia.codec.audio.ulaw.JavaDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class G711Test {
  private static final AudioFormat LINEAR =
      new AudioFormat(
          AudioFormat.LINEAR, 8_000, 16, 1, AudioFormat.LITTLE_ENDIAN, AudioFormat.SIGNED);

  /** ITU-T G.711 table 2a/1a: the greatest, the least and the ends of segments, in 16 bits. */
  @Test
  void known_codes_have_the_values_of_the_recommendation() {
    assertThat(G711.MU_LAW.decode((byte) 0xFF)).isZero();
    assertThat(G711.MU_LAW.decode((byte) 0x7F)).isZero();
    // Table 2a: 8031 of 14 bits.
    assertThat(G711.MU_LAW.decode((byte) 0x80)).isEqualTo((short) (8_031 * 4));
    assertThat(G711.MU_LAW.decode((byte) 0x00)).isEqualTo((short) (-8_031 * 4));
    assertThat(G711.MU_LAW.decode((byte) 0x8F)).isEqualTo((short) (4_191 * 4));
    // Table 1a: 4032 and 1 of 13 bits.
    assertThat(G711.A_LAW.decode((byte) 0xAA)).isEqualTo((short) (4_032 * 8));
    assertThat(G711.A_LAW.decode((byte) 0x2A)).isEqualTo((short) (-4_032 * 8));
    assertThat(G711.A_LAW.decode((byte) 0xD5)).isEqualTo((short) 8);
    assertThat(G711.A_LAW.decode((byte) 0x55)).isEqualTo((short) -8);
    assertThat(G711.MU_LAW.encode((short) 0)).isEqualTo((byte) 0xFF);
    assertThat(G711.A_LAW.encode((short) 0)).isEqualTo((byte) 0xD5);
    assertThat(G711.MU_LAW.payloadType()).isZero();
    assertThat(G711.A_LAW.payloadType()).isEqualTo(8);
  }

  /**
   * ITU-T G.711 builds both tables of steps: A-law of 12 bits' magnitude has 32 steps of 2, then 16
   * each of 4, 8 ... 128; mu-law of 13 bits' has one of 1, 15 of 2, then 16 each of 4, 8 ... 256. A
   * code's value is the middle of its step, mu-law's first is 0.
   */
  @ParameterizedTest
  @EnumSource
  void every_sample_gets_the_step_of_the_recommendation_it_lies_in(G711 law) {
    int scale = law == G711.MU_LAW ? 4 : 8;
    int[] decisions = new int[129];
    for (int i = 1; i <= 128; i++) {
      int segment = (i - 1) / 16;
      int step = law == G711.MU_LAW ? 2 << segment : 2 << Math.max(0, segment - 1);
      decisions[i] = decisions[i - 1] + (law == G711.MU_LAW && i == 1 ? 1 : step);
    }
    for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
      int i = 0;
      while (i < 127 && Math.abs(sample) >= scale * decisions[i + 1]) {
        i++;
      }
      int value = law == G711.MU_LAW && i == 0 ? 0 : scale * (decisions[i] + decisions[i + 1]) / 2;
      int actual = law.decode(law.encode((short) sample));
      if (actual != (sample < 0 ? -value : value)) {
        assertThat(actual).as("%s of %d", law, sample).isEqualTo(sample < 0 ? -value : value);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_code_survives_decoding_and_encoding(G711 law) {
    for (int code = 0; code < 256; code++) {
      byte again = law.encode(law.decode((byte) code));
      // Mu-law has two zeros; the negative one comes back as the positive.
      byte expected = law == G711.MU_LAW && code == 0x7F ? (byte) 0xFF : (byte) code;
      assertThat(again).isEqualTo(expected);
    }
  }

  @Test
  void mu_law_decodes_as_libjitsi_does() throws ResourceUnavailableException {
    byte[] pcm = run(new JavaDecoder(), format(AudioFormat.ULAW), LINEAR, allCodes());
    assertDecodes(G711.MU_LAW, pcm);
  }

  @Test
  void a_law_decodes_as_fmj_beneath_libjitsi_does() throws ResourceUnavailableException {
    byte[] pcm =
        run(
            new net.sf.fmj.media.codec.audio.alaw.Decoder(),
            format(AudioFormat.ALAW),
            LINEAR,
            allCodes());
    assertDecodes(G711.A_LAW, pcm);
  }

  @Test
  void mu_law_encodes_all_samples_as_libjitsi_does() throws ResourceUnavailableException {
    byte[] codes =
        run(
            new org.jitsi.impl.neomedia.codec.audio.ulaw.JavaEncoder(),
            LINEAR,
            format(AudioFormat.ULAW),
            allSamples());
    assertEncodes(G711.MU_LAW, codes);
  }

  @Test
  void a_law_encodes_all_samples_as_libjitsi_does() throws ResourceUnavailableException {
    byte[] codes =
        run(
            new org.jitsi.impl.neomedia.codec.audio.alaw.JavaEncoder(),
            LINEAR,
            format(AudioFormat.ALAW),
            allSamples());
    assertEncodes(G711.A_LAW, codes);
  }

  @ParameterizedTest
  @EnumSource
  void arrays_are_coded_within_their_ranges_only(G711 law) {
    short[] pcm = {1, 1_000, -1_000, 2};
    byte[] codes = new byte[4];
    law.encode(pcm, 1, codes, 2, 2);
    assertThat(codes).containsExactly(0, 0, law.encode((short) 1_000), law.encode((short) -1_000));
    short[] back = new short[3];
    law.decode(codes, 2, back, 0, 2);
    assertThat(back).containsExactly(law.decode(codes[2]), law.decode(codes[3]), (short) 0);
    assertThatThrownBy(() -> law.encode(pcm, 3, codes, 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> law.decode(codes, 0, back, 2, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void assertDecodes(G711 law, byte[] pcm) {
    assertThat(pcm).hasSize(512);
    for (int code = 0; code < 256; code++) {
      int expected = pcm[2 * code + 1] << 8 | (pcm[2 * code] & 0xFF);
      assertThat((int) law.decode((byte) code)).as("code %d", code).isEqualTo(expected);
    }
  }

  private static void assertEncodes(G711 law, byte[] codes) {
    assertThat(codes).hasSize(65_536);
    int different = 0;
    StringBuilder which = new StringBuilder();
    for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
      if (law.encode((short) sample) != codes[sample & 0xFFFF]) {
        different++;
        if (different < 10) {
          which.append(sample).append(' ');
        }
      }
    }
    assertThat(different).as("samples that differ: %s", which).isZero();
  }

  private static byte[] allCodes() {
    byte[] codes = new byte[256];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) i;
    }
    return codes;
  }

  private static byte[] allSamples() {
    byte[] samples = new byte[2 * 65_536];
    for (int i = 0; i < 65_536; i++) {
      samples[2 * i] = (byte) i;
      samples[2 * i + 1] = (byte) (i >>> 8);
    }
    return samples;
  }

  private static AudioFormat format(String encoding) {
    return new AudioFormat(encoding, 8_000, 8, 1);
  }

  private static byte[] run(Codec codec, AudioFormat from, AudioFormat to, byte[] input)
      throws ResourceUnavailableException {
    assertThat(codec.setInputFormat(from)).isNotNull();
    assertThat(codec.setOutputFormat(to)).isNotNull();
    codec.open();
    Buffer in = new Buffer();
    in.setFormat(from);
    in.setData(input);
    in.setLength(input.length);
    Buffer out = new Buffer();
    out.setFormat(to);
    assertThat(codec.process(in, out)).isEqualTo(PlugIn.BUFFER_PROCESSED_OK);
    byte[] output = new byte[out.getLength()];
    System.arraycopy((byte[]) out.getData(), out.getOffset(), output, 0, output.length);
    return output;
  }
}
