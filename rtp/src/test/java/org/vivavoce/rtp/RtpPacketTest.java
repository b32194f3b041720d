package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
  private final RtpPacket packet = new RtpPacket();

  private RtpParseResult parse(byte[] bytes) {
    return packet.parse(bytes, 0, bytes.length);
  }

  @Test
  void a_plain_packet_is_read_in_place() {
    byte[] bytes = Hex.bytes("ffff", "80 ef ffff fffffffe deadbeef", "0102030405", "ff");
    assertThat(packet.parse(bytes, 2, 17)).isEqualTo(RtpParseResult.OK);
    assertThat(packet.buffer()).isSameAs(bytes);
    assertThat(packet.offset()).isEqualTo(2);
    assertThat(packet.length()).isEqualTo(17);
    assertThat(packet.marker()).isTrue();
    assertThat(packet.payloadType()).isEqualTo(111);
    assertThat(packet.sequenceNumber()).isEqualTo(65_535);
    assertThat(packet.timestamp()).isEqualTo(4_294_967_294L);
    assertThat(packet.ssrc()).isEqualTo(Ssrc.ofUnsigned(0xdeadbeefL));
    assertThat(packet.csrcCount()).isZero();
    assertThat(packet.hasExtension()).isFalse();
    assertThat(packet.extensionProfile()).isEqualTo(-1);
    assertThat(packet.extensionOffset(1)).isEqualTo(-1);
    assertThat(packet.headerLength()).isEqualTo(12);
    assertThat(packet.payloadOffset()).isEqualTo(14);
    assertThat(packet.payloadLength()).isEqualTo(5);
    assertThat(packet.paddingLength()).isZero();
  }

  @Test
  void contributing_sources_are_named() {
    parse(Hex.bytes("82 00 0001 00000001 00000002", "00000003", "80000004", "aa"));
    assertThat(packet.csrcCount()).isEqualTo(2);
    assertThat(packet.csrc(0)).isEqualTo(new Ssrc(3));
    assertThat(packet.csrc(1)).isEqualTo(Ssrc.ofUnsigned(0x80000004L));
    assertThat(packet.payloadLength()).isEqualTo(1);
    assertThatThrownBy(() -> packet.csrc(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void padding_does_not_belong_to_the_payload() {
    parse(Hex.bytes("a0 00 0001 00000001 00000002", "aabb", "000003"));
    assertThat(packet.payloadLength()).isEqualTo(2);
    assertThat(packet.paddingLength()).isEqualTo(3);
    // All of it may be padding, as probes for bandwidth are.
    assertThat(parse(Hex.bytes("a0 00 0001 00000001 00000002", "00000005")))
        .isEqualTo(RtpParseResult.WRONG_PADDING);
    assertThat(parse(Hex.bytes("a0 00 0001 00000001 00000002", "00000004")))
        .isEqualTo(RtpParseResult.OK);
    assertThat(packet.payloadLength()).isZero();
  }

  @Test
  void each_malformation_has_its_name() {
    String head = "0001 00000001 00000002";
    assertThat(parse(new byte[0])).isEqualTo(RtpParseResult.TOO_SHORT);
    assertThat(parse(Hex.bytes("80 00 0001 00000001 000000"))).isEqualTo(RtpParseResult.TOO_SHORT);
    assertThat(parse(Hex.bytes("40 00", head))).isEqualTo(RtpParseResult.WRONG_VERSION);
    assertThat(parse(Hex.bytes("c0 00", head))).isEqualTo(RtpParseResult.WRONG_VERSION);
    assertThat(parse(Hex.bytes("81 00", head, "000000")))
        .isEqualTo(RtpParseResult.TRUNCATED_CSRC_LIST);
    assertThat(parse(Hex.bytes("90 00", head, "bede00")))
        .isEqualTo(RtpParseResult.TRUNCATED_EXTENSION);
    assertThat(parse(Hex.bytes("90 00", head, "bede0001 101010")))
        .isEqualTo(RtpParseResult.TRUNCATED_EXTENSION);
    assertThat(parse(Hex.bytes("90 00", head, "bedeffff 10101010")))
        .isEqualTo(RtpParseResult.TRUNCATED_EXTENSION);
    assertThat(parse(Hex.bytes("a0 00", head))).isEqualTo(RtpParseResult.WRONG_PADDING);
    assertThat(parse(Hex.bytes("a0 00", head, "00"))).isEqualTo(RtpParseResult.WRONG_PADDING);
    assertThat(parse(Hex.bytes("a0 00", head, "aa03"))).isEqualTo(RtpParseResult.WRONG_PADDING);
  }

  @Test
  void nothing_can_be_read_of_what_is_malformed_or_released() {
    byte[] good = Hex.bytes("80 00 0001 00000001 00000002");
    assertThatThrownBy(packet::timestamp).isInstanceOf(IllegalStateException.class);
    parse(good);
    assertThat(packet.timestamp()).isEqualTo(1);
    parse(Hex.bytes("40 00 0001 00000001 00000002"));
    assertThatThrownBy(packet::timestamp)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("parse()");
    parse(good);
    packet.release();
    assertThatThrownBy(packet::payloadLength).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_range_outside_of_the_buffer_is_misuse() {
    assertThatThrownBy(() -> packet.parse(new byte[20], 10, 12))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> packet.parse(new byte[20], -1, 12))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** RFC 8285 section 4.2's example: 1, then 2 with padding, then 4 bytes. */
  @Test
  void rfc_8285_one_byte_elements_are_found() {
    parse(
        Hex.bytes(
            "90 00 0001 00000001 00000002", "bede0003", "10 aa 21 bbcc 0000", "33 ddeeff99", "77"));
    assertThat(extension(1)).isEqualTo(Hex.bytes("aa"));
    assertThat(extension(2)).isEqualTo(Hex.bytes("bbcc"));
    assertThat(extension(3)).isEqualTo(Hex.bytes("ddeeff99"));
    assertThat(extension(4)).isNull();
    assertThat(extension(0)).isNull();
    assertThat(extension(-1)).isNull();
    assertThat(packet.extensionProfile()).isEqualTo(0xBEDE);
    assertThat(packet.headerLength()).isEqualTo(28);
    assertThat(packet.payloadLength()).isEqualTo(1);
  }

  /** RFC 8285 section 4.3's example: lengths 0, 1 and 4 in the two-byte form. */
  @Test
  void rfc_8285_two_byte_elements_are_found() {
    parse(
        Hex.bytes(
            "90 00 0001 00000001 00000002", "10000003", "01 00 02 01 bb 00", "c8 04 ddeeff99"));
    assertThat(extension(1)).isEmpty();
    assertThat(extension(2)).isEqualTo(Hex.bytes("bb"));
    assertThat(extension(200)).isEqualTo(Hex.bytes("ddeeff99"));
    assertThat(extension(3)).isNull();
    // The lower four bits of the profile are the application's.
    parse(Hex.bytes("90 00 0001 00000001 00000002", "100f0001", "07 02 aabb"));
    assertThat(extension(7)).isEqualTo(Hex.bytes("aabb"));
    // An empty element may be the last thing.
    parse(Hex.bytes("90 00 0001 00000001 00000002", "10000001", "07 00 08 00"));
    assertThat(extension(8)).isEmpty();
  }

  @Test
  void an_identifier_of_15_and_a_padding_with_length_end_the_one_byte_elements() {
    String head = "90 00 0001 00000001 00000002";
    parse(Hex.bytes(head, "bede0002", "10 aa", "f0 bb", "20 cc", "0000"));
    assertThat(extension(1)).isEqualTo(Hex.bytes("aa"));
    assertThat(extension(15)).isNull();
    assertThat(extension(2)).isNull();
    parse(Hex.bytes(head, "bede0002", "10 aa", "01 0000", "20 cc", "00"));
    assertThat(extension(1)).isEqualTo(Hex.bytes("aa"));
    assertThat(extension(2)).isNull();
  }

  @Test
  void an_element_that_overruns_the_extension_is_not_there_and_the_packet_is_kept() {
    String head = "90 00 0001 00000001 00000002";
    assertThat(parse(Hex.bytes(head, "bede0001", "10 aa 23 bb", "cccccccc")))
        .isEqualTo(RtpParseResult.OK);
    assertThat(extension(1)).isEqualTo(Hex.bytes("aa"));
    assertThat(extension(2)).isNull();
    assertThat(packet.payloadLength()).isEqualTo(4);
    parse(Hex.bytes(head, "10000001", "01 03 aabb", "cccccccc"));
    assertThat(extension(1)).isNull();
    parse(Hex.bytes(head, "10000001", "000000 01", "cccccccc"));
    assertThat(extension(1)).isNull();
  }

  @Test
  void an_extension_of_another_profile_is_passed_over() {
    parse(Hex.bytes("90 00 0001 00000001 00000002", "abac0001", "10aa0000", "77"));
    assertThat(packet.hasExtension()).isTrue();
    assertThat(packet.extensionProfile()).isEqualTo(0xABAC);
    assertThat(extension(1)).isNull();
    assertThat(packet.payloadLength()).isEqualTo(1);
    assertThatThrownBy(() -> packet.extensionLength(99))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** RFC 5761 section 4. */
  @Test
  void rtcp_is_told_from_rtp_by_its_second_byte() {
    for (int second = 0; second < 256; second++) {
      byte[] bytes = {(byte) 0x80, (byte) second, 0, 0};
      assertThat(RtpPacket.isRtcp(bytes, 0, 4)).isEqualTo(second >= 192 && second <= 223);
    }
    assertThat(RtpPacket.isRtcp(new byte[] {(byte) 0x80}, 0, 1)).isFalse();
  }

  @Test
  void forty_thousand_mutants_are_read_within_bounds_or_refused() {
    Random random = new Random(8285);
    int accepted = 0;
    int found = 0;
    for (int i = 0; i < 40_000; i++) {
      byte[] bytes = RandomPackets.mutate(random, RandomPackets.next(random));
      int off = random.nextInt(3);
      byte[] buffer = new byte[bytes.length + off];
      System.arraycopy(bytes, 0, buffer, off, bytes.length);
      if (packet.parse(buffer, off, bytes.length) != RtpParseResult.OK) {
        continue;
      }
      accepted++;
      assertThat(packet.payloadOffset() - off).isBetween(12, bytes.length);
      assertThat(packet.payloadOffset() + packet.payloadLength() + packet.paddingLength())
          .isEqualTo(buffer.length);
      for (int csrc = 0; csrc < packet.csrcCount(); csrc++) {
        assertThat(packet.csrc(csrc)).isNotNull();
      }
      for (int id = 0; id < 256; id++) {
        int position = packet.extensionOffset(id);
        if (position >= 0) {
          found++;
          assertThat(position + packet.extensionLength(position))
              .isLessThanOrEqualTo(packet.payloadOffset());
        }
      }
    }
    assertThat(accepted).isBetween(5_000, 39_000);
    assertThat(found).isGreaterThan(1_000);
  }

  @Test
  void what_is_written_is_read_again() {
    RtpHeaderExtensions extensions =
        new RtpHeaderExtensions().addAudioLevel(1, true, 42).add(4, Hex.bytes("ff 61 ff"), 1, 1);
    byte[] buffer = new byte[100];
    int length =
        RtpHeaderWriter.write(
            buffer,
            3,
            127,
            true,
            0x1FFFE,
            0x1_8000_0001L,
            Ssrc.ofUnsigned(0xFFFF_FFFFL),
            List.of(new Ssrc(5), new Ssrc(-6)),
            extensions);
    assertThat(length).isEqualTo(12 + 8 + 4 + 4).isEqualTo(RtpHeaderWriter.length(2, extensions));
    assertThat(Arrays.copyOfRange(buffer, 3, 3 + length))
        .isEqualTo(
            Hex.bytes("92 ff fffe 80000001 ffffffff 00000005 fffffffa", "bede 0001 10 aa 40 61"));
    assertThat(packet.parse(buffer, 3, length)).isEqualTo(RtpParseResult.OK);
    assertThat(AudioLevel.read(packet, 1)).isEqualTo(new AudioLevel(true, 42));
    assertThat(MidExtension.read(packet, 4)).isEqualTo("a");
  }

  @Test
  void the_two_byte_form_is_written_only_where_it_must_be() {
    byte[] data = "a-rather-long-mid".getBytes(StandardCharsets.UTF_8);
    assertThat(profile(new RtpHeaderExtensions().add(14, data, 0, 16))).isEqualTo(0xBEDE);
    assertThat(profile(new RtpHeaderExtensions().add(14, data, 0, 17))).isEqualTo(0x1000);
    assertThat(profile(new RtpHeaderExtensions().addByte(16, 1))).isEqualTo(0x1000);
    assertThat(profile(new RtpHeaderExtensions().addByte(1, 1).add(2, data, 0, 0)))
        .isEqualTo(0x1000);
    assertThat(profile(new RtpHeaderExtensions())).isEqualTo(-1);
    assertThat(profile(new RtpHeaderExtensions().add(2, data, 0, 17).clear().addByte(2, 1)))
        .isEqualTo(0xBEDE);
  }

  private int profile(RtpHeaderExtensions extensions) {
    byte[] buffer = new byte[100];
    int length = RtpHeaderWriter.write(buffer, 0, 0, false, 0, 0, new Ssrc(1), extensions);
    assertThat(packet.parse(buffer, 0, length)).isEqualTo(RtpParseResult.OK);
    return packet.extensionProfile();
  }

  @Test
  void a_header_or_extension_that_cannot_be_is_misuse() {
    byte[] buffer = new byte[64];
    Ssrc ssrc = new Ssrc(1);
    assertThatThrownBy(() -> RtpHeaderWriter.write(buffer, 0, 128, false, 0, 0, ssrc, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 127");
    assertThatThrownBy(() -> RtpHeaderWriter.write(buffer, 53, 0, false, 0, 0, ssrc, null))
        .isInstanceOf(IndexOutOfBoundsException.class);
    List<Ssrc> sixteen = java.util.Collections.nCopies(16, ssrc);
    assertThatThrownBy(() -> RtpHeaderWriter.write(buffer, 0, 0, false, 0, 0, ssrc, sixteen, null))
        .isInstanceOf(IllegalArgumentException.class);
    RtpHeaderExtensions extensions = new RtpHeaderExtensions();
    assertThatThrownBy(() -> extensions.addByte(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> extensions.addByte(15, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> extensions.addByte(256, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> extensions.add(1, new byte[256], 0, 256))
        .isInstanceOf(IllegalArgumentException.class);
    extensions.add(1, new byte[255], 0, 255).add(2, new byte[255], 0, 255);
    assertThatThrownBy(() -> extensions.add(3, new byte[3], 0, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> extensions.addByte(2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("already");
    assertThatThrownBy(() -> Ssrc.ofUnsigned(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Ssrc.ofUnsigned(1L << 32))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Ssrc.ofUnsigned(4_294_967_295L)).hasToString("4294967295");
    assertThat(new Ssrc(-1).unsigned()).isEqualTo(4_294_967_295L);
  }

  private byte[] extension(int id) {
    int position = packet.extensionOffset(id);
    return position < 0
        ? null
        : Arrays.copyOfRange(
            packet.buffer(), position, position + packet.extensionLength(position));
  }
}
