package org.vivavoce.rtp.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OpusFillerTest {
  @Test
  void silence_of_each_length_decodes_to_nothing_but_zeros() {
    for (boolean stereo : new boolean[] {false, true}) {
      OpusDecoder decoder = OpusDecoder.create(stereo ? 2 : 1);
      for (int samples : new int[] {120, 240, 480, 960}) {
        byte[] packet = OpusFiller.silence(samples, stereo);
        assertThat(OpusPacket.samples(packet, 0, packet.length)).isEqualTo(samples);
        assertThat(OpusPacket.isStereo(packet[0])).isEqualTo(stereo);
        short[] pcm = new short[2 * samples];
        assertThat(decoder.decode(packet, 0, packet.length, pcm, 0)).isEqualTo(samples);
        assertThat(pcm).containsOnly(0);
      }
    }
    for (int bad : new int[] {-120, 0, 1, 60, 121, 360, 1_920}) {
      assertThatIllegalArgumentException().isThrownBy(() -> OpusFiller.silence(bad, false));
    }
  }

  @Test
  void the_longest_filler_that_fits_is_found() {
    assertThat(OpusFiller.longest(120)).isEqualTo(120);
    assertThat(OpusFiller.longest(239)).isEqualTo(120);
    assertThat(OpusFiller.longest(240)).isEqualTo(240);
    assertThat(OpusFiller.longest(959)).isEqualTo(480);
    assertThat(OpusFiller.longest(1L << 40)).isEqualTo(960);
    assertThatIllegalArgumentException().isThrownBy(() -> OpusFiller.longest(119));
  }

  @Test
  void a_lost_frame_is_as_long_as_the_frames_before_it_and_goes_on_from_them() {
    for (int millis : new int[] {10, 20, 40, 60}) {
      OpusConfig config = OpusConfig.builder().frameMillis(millis).build();
      List<byte[]> packets = Sounds.encode(config, Sounds.sine(300, 8_000, 48_000));
      OpusDecoder decoder = OpusDecoder.create(1);
      short[] pcm = new short[OpusDecoder.MAX_PACKET_SAMPLES];
      for (byte[] packet : packets) {
        decoder.decode(packet, 0, packet.length, pcm, 0);
      }
      byte[] lost = OpusFiller.lost(packets.get(0)[0]);
      int samples = OpusPacket.samples(lost, 0, lost.length);
      assertThat(samples).isEqualTo(OpusPacket.frameSamples(packets.get(0)[0]));
      assertThat(decoder.decode(lost, 0, lost.length, pcm, 0)).isEqualTo(samples);
      assertThat(Sounds.rms(pcm, 0, 480)).isGreaterThan(300);
    }
  }
}
