package org.vivavoce.rtp.opus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusPacketInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpusPacketTest {
  @Test
  void rfc6716_table_2_the_toc_byte_names_mode_and_frame_length() {
    int[] silk = {480, 960, 1920, 2880};
    int[] celt = {120, 240, 480, 960};
    for (int config = 0; config < 32; config++) {
      byte toc = (byte) (config << 3);
      if (config < 12) {
        assertThat(OpusPacket.mode(toc)).isEqualTo(OpusPacket.Mode.SILK);
        assertThat(OpusPacket.frameSamples(toc)).isEqualTo(silk[config % 4]);
      } else if (config < 16) {
        assertThat(OpusPacket.mode(toc)).isEqualTo(OpusPacket.Mode.HYBRID);
        assertThat(OpusPacket.frameSamples(toc)).isEqualTo(config % 2 == 0 ? 480 : 960);
      } else {
        assertThat(OpusPacket.mode(toc)).isEqualTo(OpusPacket.Mode.CELT);
        assertThat(OpusPacket.frameSamples(toc)).isEqualTo(celt[config % 4]);
      }
      assertThat(OpusPacket.isStereo(toc)).isFalse();
      assertThat(OpusPacket.isStereo((byte) (toc | 4))).isTrue();
    }
  }

  @Test
  void rfc6716_section_3_2_the_four_codes_give_the_number_of_frames() {
    assertThat(frames(0x08)).isEqualTo(1);
    assertThat(frames(0x08, 1, 2, 3)).isEqualTo(1);
    assertThat(frames(0x09, 1, 2)).isEqualTo(2);
    assertThat(frames(0x0a, 1, 2, 3)).isEqualTo(2);
    assertThat(frames(0x0b, 3, 1, 2, 3)).isEqualTo(3);
    assertThat(frames(0x0b, 0x83, 1, 0, 9, 9)).isEqualTo(3);
    assertThat(frames(0x0b, 0x43, 2, 1, 2, 3, 0, 0)).isEqualTo(3);
    assertThat(samples(0x0b, 3, 1, 2, 3)).isEqualTo(2880);
  }

  @Test
  void rfc6716_section_3_4_packets_that_break_a_rule_are_invalid() {
    assertThat(frames()).as("R1: empty").isEqualTo(OpusPacket.INVALID);
    assertThat(OpusPacket.frames(new byte[1277], 0, 1277))
        .as("R2: frame of 1276 bytes")
        .isEqualTo(-1);
    assertThat(OpusPacket.frames(new byte[1276], 0, 1276))
        .as("R2: frame of 1275 bytes")
        .isEqualTo(1);
    assertThat(frames(0x09, 1)).as("R3: code 1, odd").isEqualTo(-1);
    assertThat(frames(0x0a)).as("R4: code 2 without length").isEqualTo(-1);
    assertThat(frames(0x0a, 252)).as("R4: code 2, length cut off").isEqualTo(-1);
    assertThat(frames(0x0a, 3, 1, 2))
        .as("R4: code 2, first frame longer than the rest")
        .isEqualTo(-1);
    assertThat(frames(0x0b)).as("R5: code 3 without count").isEqualTo(-1);
    assertThat(frames(0x0b, 0)).as("R5: no frame").isEqualTo(-1);
    assertThat(frames(0x0b, 7)).as("R5: 140 ms").isEqualTo(-1);
    assertThat(frames(0x0b, 6)).as("R5: 120 ms").isEqualTo(6);
    assertThat(frames(0x0b, 0x42, 9, 1, 2)).as("R6: more padding than bytes").isEqualTo(-1);
    assertThat(frames(0x0b, 0x42, 255)).as("R6: padding length cut off").isEqualTo(-1);
    assertThat(frames(0x0b, 2, 1)).as("R6: frames of unequal length").isEqualTo(-1);
    assertThat(frames(0x0b, 0x82, 9, 1)).as("R7: frame longer than the rest").isEqualTo(-1);
    assertThat(frames(0x0b, 0x83, 0)).as("R7: length missing").isEqualTo(-1);
  }

  @Test
  void concentus_agrees_on_100_000_random_packets() throws OpusException {
    Random random = new Random(6716);
    int valid = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] packet = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 1_500 : 12)];
      random.nextBytes(packet);
      if (packet.length > 1 && (packet[0] & 3) == 3) {
        packet[1] &= (byte) 0xc7; // few frames, so that many are valid
      }
      int expected;
      try {
        OpusPacketInfo info = OpusPacketInfo.parseOpusPacket(packet, 0, packet.length);
        expected = info.Frames.size() * OpusPacketInfo.getNumSamplesPerFrame(packet, 0, 48_000);
        valid++;
      } catch (OpusException | RuntimeException | AssertionError e) {
        expected = OpusPacket.INVALID;
      }
      assertThat(OpusPacket.samples(packet, 0, packet.length))
          .as("%s", Arrays.toString(packet))
          .isEqualTo(expected);
      OpusPacket.hasFec(packet, 0, packet.length);
    }
    assertThat(valid).isGreaterThan(20_000);
  }

  @Test
  void rfc6716_section_4_2_4_the_lbrr_flag_follows_the_voice_activity_flags() {
    assertThat(fec(0x08, 0b0100_0000)).as("20 ms mono: V L").isTrue();
    assertThat(fec(0x08, 0b1011_1111)).isFalse();
    assertThat(fec(0x00, 0b0100_0000)).as("10 ms mono: V L").isTrue();
    assertThat(fec(0x10, 0b0010_0000)).as("40 ms mono: V V L").isTrue();
    assertThat(fec(0x10, 0b1101_1111)).isFalse();
    assertThat(fec(0x18, 0b0001_0000)).as("60 ms mono: V V V L").isTrue();
    assertThat(fec(0x18, 0b1110_1111)).isFalse();
    assertThat(fec(0x0c, 0b0001_0000)).as("20 ms stereo, side: V L V L").isTrue();
    assertThat(fec(0x0c, 0b0100_0000)).as("20 ms stereo, mid").isTrue();
    assertThat(fec(0x0c, 0b1010_1111)).isFalse();
    assertThat(fec(0x1c, 0b0000_0001)).as("60 ms stereo, side: V V V L V V V L").isTrue();
    assertThat(fec(0x78, 0b0100_0000)).as("hybrid").isTrue();
    assertThat(fec(0x80, 0xff)).as("CELT has none").isFalse();
    assertThat(fec(0x08)).as("an empty frame has none").isFalse();
    assertThat(fec(0x0a, 1, 0b0100_0000, 9)).as("two frames, the first one's").isTrue();
    assertThat(fec(0x0b, 0xc2, 1, 1, 0b0100_0000, 9, 0)).as("with padding and lengths").isTrue();
  }

  @Test
  void a_packet_flagged_with_lbrr_restores_the_frame_before_it_better_than_concealment() {
    short[] speech = Sounds.speech();
    List<byte[]> packets = Sounds.encode(OpusConfig.voice(), speech);
    double withFlag = 0;
    double without = 0;
    int flagged = 0;
    for (int lost = 20; lost + 1 < packets.size(); lost += 7) {
      byte[] after = packets.get(lost + 1);
      if (!OpusPacket.hasFec(after, 0, after.length)) {
        continue;
      }
      short[] truth = new short[960];
      short[] recovered = new short[960];
      short[] concealed = new short[960];
      run(packets, lost).decode(packets.get(lost), 0, packets.get(lost).length, truth, 0);
      run(packets, lost).decodeFec(after, 0, after.length, recovered, 0, 960);
      run(packets, lost).conceal(concealed, 0, 960);
      withFlag += Math.max(-10, Sounds.snr(truth, recovered, 0, 0, 960));
      without += Math.max(-10, Sounds.snr(truth, concealed, 0, 0, 960));
      flagged++;
    }
    assertThat(flagged).isGreaterThan(30);
    assertThat(withFlag / flagged).isGreaterThan(without / flagged + 3);
  }

  private static OpusDecoder run(List<byte[]> packets, int before) {
    OpusDecoder decoder = OpusDecoder.create(1);
    short[] pcm = new short[960];
    for (int i = before - 10; i < before; i++) {
      decoder.decode(packets.get(i), 0, packets.get(i).length, pcm, 0);
    }
    return decoder;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length + 2];
    for (int i = 0; i < values.length; i++) {
      bytes[i + 1] = (byte) values[i];
    }
    return bytes;
  }

  private static int frames(int... values) {
    return OpusPacket.frames(bytes(values), 1, values.length);
  }

  private static int samples(int... values) {
    return OpusPacket.samples(bytes(values), 1, values.length);
  }

  private static boolean fec(int... values) {
    return OpusPacket.hasFec(bytes(values), 1, values.length);
  }
}
