package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpHeaderTest {
  @Test
  void the_header_ends_behind_csrcs_and_extension() {
    byte[] packet = new byte[12 + 2 * 4 + 4 + 3 * 4 + 1];
    packet[0] = (byte) 0x92;
    packet[12 + 2 * 4 + 3] = 3;

    assertThat(RtpHeader.length(packet, 0, packet.length)).isEqualTo(packet.length - 1);
    assertThat(RtpHeader.length(packet, 0, packet.length - 1)).isEqualTo(packet.length - 1);
  }

  @Test
  void every_truncation_of_a_header_is_malformed() {
    RandomPackets packets = new RandomPackets(new Random(9));
    for (int i = 0; i < 500; i++) {
      byte[] packet = packets.rtp(i, i);
      int header = RtpHeader.length(packet, 0, packet.length);
      assertThat(header).isBetween(12, packet.length);
      for (int length = -16; length < header; length++) {
        assertThat(RtpHeader.length(packet, 0, length)).isEqualTo(RtpHeader.MALFORMED);
      }
    }
  }

  @Test
  void only_version_2_is_rtp() {
    byte[] packet = new byte[12];
    for (int version = 0; version < 4; version++) {
      packet[0] = (byte) (version << 6);

      assertThat(RtpHeader.length(packet, 0, 12))
          .isEqualTo(version == 2 ? 12 : RtpHeader.MALFORMED);
    }
  }
}
