package org.vivavoce.rtp.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpusCodecTest {
  @ParameterizedTest
  @CsvSource({"10,1", "20,1", "40,1", "60,1", "10,2", "20,2", "40,2", "60,2"})
  void a_tone_survives_encoding_in_every_frame_length(int millis, int channels) {
    OpusConfig config =
        OpusConfig.builder().frameMillis(millis).channels(channels).bitrate(64_000).build();
    short[] tone = Sounds.sine(440, 8_000, 48_000 * channels);
    OpusDecoder decoder = OpusDecoder.create(channels);
    short[] out = new short[tone.length];
    int at = 0;
    for (byte[] packet : Sounds.encode(config, tone)) {
      assertThat(OpusPacket.samples(packet, 0, packet.length)).isEqualTo(millis * 48);
      at += channels * decoder.decode(packet, 0, packet.length, out, at);
    }
    assertThat(at).isGreaterThan(tone.length - millis * 48 * channels - 1);
    assertThat(Sounds.level(out, at / 2, at)).isBetween(-16.5, -14.0);
  }

  @Test
  void a_mono_decoder_takes_stereo_and_a_stereo_decoder_mono() {
    short[] both = new short[96_000];
    short[] left = Sounds.sine(440, 8_000, 48_000);
    for (int i = 0; i < 48_000; i++) {
      both[2 * i] = left[i];
    }
    OpusConfig stereo =
        OpusConfig.builder()
            .channels(2)
            .bitrate(96_000)
            .application(OpusConfig.Application.AUDIO)
            .build();
    OpusDecoder mono = OpusDecoder.create(1);
    OpusDecoder two = OpusDecoder.create(2);
    short[] mixed = new short[960];
    short[] separate = new short[1_920];
    for (byte[] packet : Sounds.encode(stereo, both)) {
      assertThat(OpusPacket.isStereo(packet[0])).isTrue();
      mono.decode(packet, 0, packet.length, mixed, 0);
      two.decode(packet, 0, packet.length, separate, 0);
    }
    assertThat(Sounds.level(mixed, 0, 960)).isBetween(-23.0, -20.0);
    double l = 0;
    double r = 0;
    for (int i = 0; i < 960; i++) {
      l += Math.abs(separate[2 * i]);
      r += Math.abs(separate[2 * i + 1]);
    }
    assertThat(l).isGreaterThan(20 * r);
    for (byte[] packet : Sounds.encode(OpusConfig.voice(), left)) {
      two.decode(packet, 0, packet.length, separate, 0);
    }
    assertThat(separate[500]).isEqualTo(separate[501]);
    assertThat(Sounds.level(separate, 0, 1_920)).isBetween(-17.0, -14.0);
  }

  @Test
  void speech_at_32_kbit_s_carries_copies_and_at_20_none() {
    short[] speech = Arrays.copyOf(Sounds.speech(), 48_000 * 4);
    assertThat(fecShare(OpusConfig.voice(), speech)).isGreaterThan(0.7);
    assertThat(fecShare(OpusConfig.builder().bitrate(28_000).build(), speech)).isGreaterThan(0.6);
    assertThat(fecShare(OpusConfig.builder().bitrate(20_000).build(), speech)).isZero();
    assertThat(fecShare(OpusConfig.builder().inbandFec(false).build(), speech)).isZero();
    assertThat(fecShare(OpusConfig.builder().expectedLossPercent(0).build(), speech)).isZero();
  }

  @Test
  void bitrate_and_expected_loss_can_change_while_running() {
    short[] speech = Sounds.speech();
    OpusEncoder encoder = OpusEncoder.create(OpusConfig.builder().expectedLossPercent(0).build());
    byte[] out = new byte[1_276];
    int[] bytes = new int[3];
    int[] copies = new int[3];
    for (int i = 0; i < 450; i++) {
      if (i == 150) {
        encoder.bitrate(12_000);
      } else if (i == 300) {
        encoder.bitrate(32_000);
        encoder.expectedLoss(15);
      }
      int n = encoder.encode(speech, i % 150 * 960, 960, out, 0, out.length);
      bytes[i / 150] += n;
      copies[i / 150] += OpusPacket.hasFec(out, 0, n) ? 1 : 0;
    }
    assertThat(bytes[0]).isBetween(9_000, 14_000);
    assertThat(bytes[1]).isBetween(3_000, 6_000);
    assertThat(copies[0]).isZero();
    assertThat(copies[2]).isGreaterThan(75);
  }

  @Test
  void rfc7587_section_3_1_3_under_dtx_silence_sends_at_most_one_packet_in_400_ms() {
    OpusConfig config = OpusConfig.builder().dtx(true).build();
    short[] signal = new short[48_000 * 6];
    short[] speech = Sounds.speech();
    System.arraycopy(speech, 48_000, signal, 0, 48_000);
    System.arraycopy(speech, 48_000, signal, 48_000 * 5, 48_000);
    List<byte[]> packets = Sounds.encode(config, signal);
    long silent = packets.subList(100, 250).stream().filter(p -> p.length > 0).count();
    assertThat(silent).isBetween(1L, 8L);
    long speaking = packets.subList(250, 300).stream().filter(p -> p.length > 0).count();
    assertThat(speaking).isGreaterThan(40);
    assertThat(Sounds.encode(OpusConfig.voice(), signal)).allMatch(p -> p.length > 0);
  }

  @Test
  void the_size_limit_is_kept() {
    short[] speech = Sounds.speech();
    OpusEncoder encoder = OpusEncoder.create(OpusConfig.builder().bitrate(128_000).build());
    byte[] out = new byte[100];
    for (int i = 0; i < 100; i++) {
      int n = encoder.encode(speech, i * 960, 960, out, 20, 60);
      assertThat(n).isBetween(1, 60);
      assertThat(OpusPacket.samples(out, 20, n)).isEqualTo(960);
    }
    assertThat(Arrays.copyOf(out, 20)).containsOnly(0);
    assertThat(Arrays.copyOfRange(out, 80, 100)).containsOnly(0);
  }

  @Test
  void decoding_to_an_offset_gives_the_same_as_decoding_to_the_start_also_when_the_mode_changes() {
    short[] speech = Sounds.speech();
    List<byte[]> silk = Sounds.encode(OpusConfig.builder().bitrate(12_000).build(), speech);
    List<byte[]> celt =
        Sounds.encode(
            OpusConfig.builder()
                .bitrate(96_000)
                .inbandFec(false)
                .application(OpusConfig.Application.AUDIO)
                .build(),
            speech);
    OpusDecoder a = OpusDecoder.create(1);
    OpusDecoder b = OpusDecoder.create(1);
    short[] start = new short[960];
    short[] later = new short[4_000];
    for (int i = 40; i < 80; i++) {
      byte[] packet = (i / 5 % 2 == 0 ? silk : celt).get(i);
      a.decode(packet, 0, packet.length, start, 0);
      b.decode(packet, 0, packet.length, later, 2_000);
      assertThat(Arrays.copyOfRange(later, 2_000, 2_960)).isEqualTo(start);
    }
    assertThat(Arrays.copyOf(later, 2_000)).containsOnly(0);
  }

  @Test
  void concealment_goes_on_with_the_sound_and_fades_out() {
    OpusDecoder decoder = OpusDecoder.create(1);
    short[] pcm = new short[960];
    decoder.conceal(pcm, 0, 960);
    assertThat(pcm).as("nothing to go on from").containsOnly(0);
    for (byte[] packet : Sounds.encode(OpusConfig.voice(), Sounds.sine(220, 8_000, 48_000))) {
      decoder.decode(packet, 0, packet.length, pcm, 0);
    }
    double before = Sounds.level(pcm, 0, 960);
    decoder.conceal(pcm, 0, 960);
    assertThat(Sounds.level(pcm, 0, 960)).isGreaterThan(before - 12);
    for (int i = 0; i < 50; i++) {
      assertThat(decoder.conceal(pcm, 0, 480)).isEqualTo(480);
    }
    assertThat(Sounds.level(pcm, 0, 480)).isLessThan(before - 30);
  }

  @Test
  void twenty_thousand_mutants_throw_nothing_and_leave_a_decoder_that_works() {
    List<byte[]> packets =
        Sounds.encode(OpusConfig.voice(), Arrays.copyOf(Sounds.speech(), 48_000 * 2));
    List<byte[]> others =
        Sounds.encode(
            OpusConfig.builder()
                .bitrate(96_000)
                .application(OpusConfig.Application.AUDIO)
                .inbandFec(false)
                .build(),
            Arrays.copyOf(Sounds.speech(), 48_000));
    Random random = new Random(20_000);
    OpusDecoder decoder = OpusDecoder.create(1);
    short[] pcm = new short[OpusDecoder.MAX_PACKET_SAMPLES];
    int malformed = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutant = (random.nextBoolean() ? packets : others).get(random.nextInt(50)).clone();
      if (i % 16 == 0) {
        mutant = new byte[random.nextInt(40)];
        random.nextBytes(mutant);
      }
      for (int k = random.nextInt(4); k >= 0 && mutant.length > 0; k--) {
        mutant[random.nextInt(random.nextInt(8) == 0 ? 1 : mutant.length)] =
            (byte) random.nextInt(256);
      }
      int length = random.nextInt(3) == 0 ? random.nextInt(mutant.length + 1) : mutant.length;
      int result;
      switch (i & 7) {
        case 0 ->
            result = decoder.decodeFec(mutant, 0, length, pcm, 0, 120 * (1 + random.nextInt(8)));
        case 1 -> result = decoder.conceal(pcm, 0, 120 * (1 + random.nextInt(8)));
        default -> result = decoder.decode(mutant, 0, length, pcm, 0);
      }
      malformed += result == OpusDecoder.MALFORMED ? 1 : 0;
      assertThat(result).isBetween(-1, OpusDecoder.MAX_PACKET_SAMPLES).isNotZero();
    }
    assertThat(malformed).isBetween(500, 15_000);
    decoder.reset();
    OpusDecoder fresh = OpusDecoder.create(1);
    short[] expected = new short[960];
    for (byte[] packet : packets) {
      assertThat(decoder.decode(packet, 0, packet.length, pcm, 0)).isEqualTo(960);
      fresh.decode(packet, 0, packet.length, expected, 0);
    }
    assertThat(Arrays.copyOf(pcm, 960)).isEqualTo(expected);
  }

  @Test
  void arguments_out_of_range_are_refused_with_what_is_allowed() {
    OpusEncoder encoder = OpusEncoder.create(OpusConfig.voice());
    OpusDecoder decoder = OpusDecoder.create(1);
    byte[] out = new byte[1_276];
    short[] pcm = new short[960];
    assertThatThrownBy(() -> encoder.encode(pcm, 0, 500, out, 0, 1_276))
        .hasMessageContaining("not 500");
    assertThatThrownBy(() -> encoder.encode(pcm, 0, 960, out, 0, 2))
        .hasMessageContaining("at least 3");
    assertThatThrownBy(() -> encoder.encode(pcm, 1, 960, out, 0, 100))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> encoder.encode(pcm, 0, 960, out, 1_200, 100))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> encoder.bitrate(5_000)).hasMessageContaining("6000 to 510000");
    assertThatThrownBy(() -> encoder.expectedLoss(101))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OpusConfig.builder().frameMillis(30).build())
        .hasMessageContaining("10, 20, 40 and 60");
    assertThatThrownBy(() -> OpusConfig.builder().channels(3).build())
        .hasMessageContaining("channels is 3");
    assertThatThrownBy(() -> OpusDecoder.create(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> decoder.conceal(pcm, 0, 100)).hasMessageContaining("multiple of 120");
    assertThatThrownBy(() -> decoder.conceal(pcm, 0, 1_920))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> decoder.decode(new byte[] {0x18, 1, 2}, 0, 3, pcm, 0))
        .as("60 ms into an array for 20")
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static double fecShare(OpusConfig config, short[] speech) {
    List<byte[]> packets = Sounds.encode(config, speech);
    return packets.stream().filter(p -> OpusPacket.hasFec(p, 0, p.length)).count()
        / (double) packets.size();
  }
}
