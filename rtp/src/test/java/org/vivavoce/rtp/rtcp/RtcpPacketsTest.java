package org.vivavoce.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.Hex;
import org.vivavoce.rtp.NtpTime;
import org.vivavoce.rtp.Ssrc;

class RtcpPacketsTest {
  private static final Ssrc A = new Ssrc(0x0A0A0A0A);
  private static final Ssrc B = Ssrc.ofUnsigned(0xB0B0B0B0L);

  /** Both ways: the packet gives these bytes, and the bytes give the packet. */
  private static void assertWire(RtcpPacket packet, String... hex) {
    byte[] expected = Hex.bytes(hex);
    assertThat(packet.wireLength()).isEqualTo(expected.length);
    byte[] actual = new byte[expected.length + 8];
    assertThat(RtcpCompound.write(List.of(packet), actual, 4)).isEqualTo(expected.length);
    assertThat(java.util.Arrays.copyOfRange(actual, 4, 4 + expected.length)).isEqualTo(expected);
    RtcpCompound.ParseResult result = RtcpCompound.parse(actual, 4, expected.length);
    assertThat(result.malformed()).isZero();
    assertThat(result.packets()).containsExactly(packet);
    assertThat(result.packets().get(0)).hasSameHashCodeAs(packet);
  }

  private static RtcpCompound.ParseResult parse(String... hex) {
    byte[] bytes = Hex.bytes(hex);
    return RtcpCompound.parse(bytes, 0, bytes.length);
  }

  private static void assertMalformed(String... hex) {
    RtcpCompound.ParseResult result = parse(hex);
    assertThat(result.packets()).isEmpty();
    assertThat(result.malformed()).isEqualTo(1);
  }

  /** RFC 3550 section 6.4.1. */
  @Test
  void a_sender_report_has_its_info_and_its_blocks() {
    SenderInfo info =
        new SenderInfo(
            new NtpTime(0xb44d_b705_2000_0000L), 0xFFFF_FFFFL, 0x8000_0000L, 0x1234_5678L);
    ReportBlock block = new ReportBlock(B, 255, -2, 0xFFFF_FFFEL, 0xFFFF_FFFDL, -3, 0xFFFF_FFFCL);
    assertWire(
        new SenderReport(A, info, List.of(block)),
        "81 c8 000c 0a0a0a0a b44db705 20000000 ffffffff 80000000 12345678",
        "b0b0b0b0 ff fffffe fffffffe fffffffd fffffffd fffffffc");
    assertWire(
        new SenderReport(A, info, List.of()),
        "80 c8 0006 0a0a0a0a b44db705 20000000 ffffffff 80000000 12345678");
  }

  /** RFC 3550 section 6.4.2. */
  @Test
  void a_receiver_report_has_its_blocks() {
    ReportBlock block = new ReportBlock(B, 1, 0x7F_FFFF, 2, 3, 4, 5);
    assertWire(
        new ReceiverReport(A, List.of(block, block)),
        "82 c9 000d 0a0a0a0a",
        "b0b0b0b0 01 7fffff 00000002 00000003 00000004 00000005",
        "b0b0b0b0 01 7fffff 00000002 00000003 00000004 00000005");
    assertWire(new ReceiverReport(A, List.of()), "80 c9 0001 0a0a0a0a");
    assertWire(new ReceiverReport(A, Collections.nCopies(31, block)), allThirtyOne());
  }

  private static String[] allThirtyOne() {
    return new String[] {
      "9f c9 00bb 0a0a0a0a", "b0b0b0b0 01 7fffff 00000002 00000003 00000004 00000005".repeat(31)
    };
  }

  @Test
  void reports_that_are_cut_short_are_malformed_and_what_a_profile_adds_is_passed_over() {
    assertMalformed("80 c9 0000");
    assertMalformed("81 c9 0001 0a0a0a0a");
    assertMalformed("81 c9 0006 0a0a0a0a", "00".repeat(20));
    assertMalformed("80 c8 0005 0a0a0a0a", "00".repeat(16));
    assertMalformed("81 c8 0006 0a0a0a0a", "00".repeat(20));
    assertThat(parse("80 c9 0002 0a0a0a0a 11223344").packets())
        .containsExactly(new ReceiverReport(A, List.of()));
  }

  /** RFC 3550 section 6.5: each chunk's list ends with a zero byte at least. */
  @Test
  void a_source_description_pads_each_chunk() {
    assertWire(
        SourceDescription.cname("abcd", List.of(A, B)),
        "82 ca 0006 0a0a0a0a 01 04 61626364 0000",
        "b0b0b0b0 01 04 61626364 0000");
    // Six bytes of item and four of padding: there is always a zero.
    assertWire(
        SourceDescription.cname("ab", List.of(A)), "81 ca 0003 0a0a0a0a 01 02 6162 00000000");
    assertWire(
        new SourceDescription(
            List.of(
                new SourceDescription.Chunk(A, List.of()),
                new SourceDescription.Chunk(
                    B,
                    List.of(
                        new SourceDescription.Item(SourceDescription.MID, "0"),
                        new SourceDescription.Item(SourceDescription.CNAME, ""),
                        new SourceDescription.Item(2, "é"))))),
        "82 ca 0006 0a0a0a0a 00000000 b0b0b0b0 0f 01 30 01 00 02 02 c3a9 000000");
    assertWire(new SourceDescription(List.of()), "80 ca 0000");
  }

  @Test
  void a_canonical_name_is_found_by_its_source() {
    SourceDescription description = SourceDescription.cname("who", List.of(A));
    assertThat(description.cnameOf(A)).contains("who");
    assertThat(description.cnameOf(B)).isEmpty();
  }

  @Test
  void source_descriptions_without_an_end_are_malformed() {
    assertMalformed("81 ca 0000");
    assertMalformed("81 ca 0002 0a0a0a0a 01 02 6162");
    assertMalformed("81 ca 0002 0a0a0a0a 01 ff 6162");
    assertMalformed("81 ca 0002 0a0a0a0a 01 01 61 02");
    assertMalformed("82 ca 0003 0a0a0a0a 01 02 6162 00000000");
  }

  @Test
  void a_text_that_is_no_utf_8_and_too_long_when_repaired_is_left_out() {
    // 255 bytes of 0xFF would be repaired to 765.
    RtcpCompound.ParseResult result =
        parse("81 ca 0042 0a0a0a0a 01 ff", "ff".repeat(255), "000000");
    assertThat(result.malformed()).isZero();
    assertThat(result.packets())
        .containsExactly(new SourceDescription(List.of(new SourceDescription.Chunk(A, List.of()))));
    RtcpCompound.ParseResult bye = parse("81 cb 0041 0a0a0a0a ff", "ff".repeat(255));
    assertThat(bye.packets()).containsExactly(new Bye(List.of(A), ""));
  }

  /** RFC 3550 section 6.6. */
  @Test
  void a_bye_may_give_a_reason() {
    assertWire(new Bye(List.of(A), ""), "81 cb 0001 0a0a0a0a");
    assertWire(new Bye(List.of(A, B), "bye"), "82 cb 0003 0a0a0a0a b0b0b0b0 03 627965");
    assertWire(new Bye(List.of(A), "left"), "81 cb 0003 0a0a0a0a 04 6c656674 000000");
    assertWire(new Bye(List.of(), ""), "80 cb 0000");
    assertMalformed("82 cb 0001 0a0a0a0a");
    assertMalformed("81 cb 0002 0a0a0a0a 04 627965");
  }

  /** RFC 3550 section 6.7. */
  @Test
  void an_app_packet_carries_its_data() {
    assertWire(
        new App(31, A, "tést", Hex.bytes("01020304")), "9f cc 0003 0a0a0a0a 74e97374 01020304");
    assertWire(new App(0, A, "name", new byte[0]), "80 cc 0002 0a0a0a0a 6e616d65");
    assertMalformed("80 cc 0001 0a0a0a0a");
    byte[] data = {1, 2, 3, 4};
    App app = new App(0, A, "name", data);
    data[0] = 9;
    app.data()[1] = 9;
    assertThat(app.data()).containsExactly(1, 2, 3, 4);
    assertThat(app).isNotEqualTo(new App(0, A, "name", data));
  }

  /** RFC 4585 section 6.2.1. */
  @Test
  void a_nack_packs_sequence_numbers_into_masks() {
    Nack nack = Nack.of(A, B, List.of(65_534, 65_535, 0, 14, 15, 200));
    assertWire(nack, "81 cd 0005 0a0a0a0a b0b0b0b0 fffe 8003 000f 0000 00c8 0000");
    assertThat(nack.entries()).hasSize(3);
    assertThat(nack.lostSequenceNumbers()).containsExactly(65_534, 65_535, 0, 14, 15, 200);
    assertThat(Nack.of(A, B, List.of(7, 7)).lostSequenceNumbers()).containsExactly(7);
    assertThat(Nack.of(A, B, List.of(7, 23)).entries()).containsExactly(new Nack.Entry(7, 0x8000));
    assertMalformed("81 cd 0002 0a0a0a0a b0b0b0b0");
    assertMalformed("81 cd 0001 0a0a0a0a");
    assertThatThrownBy(() -> Nack.of(A, B, List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Nack.of(A, B, List.of(65_536)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** RFC 4585 section 6.3.1 and RFC 5104 section 4.3.1. */
  @Test
  void pli_and_fir_ask_for_a_picture() {
    assertWire(new Pli(A, B), "81 ce 0002 0a0a0a0a b0b0b0b0");
    assertWire(
        new Fir(A, new Ssrc(0), List.of(new Fir.Request(B, 255))),
        "84 ce 0004 0a0a0a0a 00000000 b0b0b0b0 ff000000");
    assertMalformed("84 ce 0002 0a0a0a0a 00000000");
    assertMalformed("81 ce 0001 0a0a0a0a");
    assertThatThrownBy(() -> new Fir.Request(B, 256)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Fir(A, B, List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_is_not_looked_into_keeps_its_bytes() {
    // Transport-wide congestion control and REMB.
    assertWire(
        new UnknownTransportFeedback(15, A, B, RawContent.of(Hex.bytes("00010002 00000300"))),
        "8f cd 0004 0a0a0a0a b0b0b0b0 00010002 00000300");
    assertWire(
        new UnknownPayloadFeedback(
            15, A, new Ssrc(0), RawContent.of(Hex.bytes("52454d42 01000400 b0b0b0b0"))),
        "8f ce 0005 0a0a0a0a 00000000 52454d42 01000400 b0b0b0b0");
    // XR, RFC 3611.
    assertWire(
        new UnknownRtcp(207, 0, RawContent.of(Hex.bytes("0a0a0a0a"))), "80 cf 0001 0a0a0a0a");
    assertThat(parse("80 cf 0001 0a0a0a0a").unknown()).isEqualTo(1);
    UnknownRtcp unknown = new UnknownRtcp(207, 0, RawContent.of(new byte[4]));
    unknown.body().bytes()[0] = 1;
    assertThat(unknown).isEqualTo(new UnknownRtcp(207, 0, RawContent.of(new byte[4])));
    assertThat(unknown).isNotEqualTo(new UnknownRtcp(208, 0, RawContent.of(new byte[4])));
  }

  @Test
  void what_cannot_be_written_is_refused_when_made() {
    ReportBlock block = new ReportBlock(A, 0, 0, 0, 0, 0, 0);
    NtpTime ntp = new NtpTime(0);
    List<Runnable> misuses =
        List.of(
            () -> new ReportBlock(A, 256, 0, 0, 0, 0, 0),
            () -> new ReportBlock(A, -1, 0, 0, 0, 0, 0),
            () -> new ReportBlock(A, 0, 1 << 23, 0, 0, 0, 0),
            () -> new ReportBlock(A, 0, -(1 << 23) - 1, 0, 0, 0, 0),
            () -> new ReportBlock(A, 0, 0, 1L << 32, 0, 0, 0),
            () -> new ReportBlock(A, 0, 0, 0, -1, 0, 0),
            () -> new ReportBlock(A, 0, 0, 0, 0, 0, 1L << 32),
            () -> new SenderInfo(ntp, 1L << 32, 0, 0),
            () -> new SenderInfo(ntp, 0, -1, 0),
            () -> new SenderInfo(ntp, 0, 0, 1L << 32),
            () -> new ReceiverReport(A, Collections.nCopies(32, block)),
            () -> new SenderReport(A, new SenderInfo(ntp, 0, 0, 0), Collections.nCopies(32, block)),
            () -> new SourceDescription.Item(0, ""),
            () -> new SourceDescription.Item(256, ""),
            () -> new SourceDescription.Item(1, "é".repeat(128)),
            () -> SourceDescription.cname("x", Collections.nCopies(32, A)),
            () -> new Bye(Collections.nCopies(32, A), ""),
            () -> new Bye(List.of(A), "x".repeat(256)),
            () -> new App(32, A, "name", new byte[0]),
            () -> new App(0, A, "long name", new byte[0]),
            () -> new App(0, A, "nam€", new byte[0]),
            () -> new App(0, A, "name", new byte[3]),
            () -> new UnknownRtcp(256, 0, RawContent.of(new byte[0])),
            () -> new UnknownRtcp(1, 32, RawContent.of(new byte[0])),
            () -> new UnknownRtcp(1, 0, RawContent.of(new byte[5])),
            () -> new UnknownTransportFeedback(32, A, B, RawContent.of(new byte[0])),
            () -> new UnknownPayloadFeedback(1, A, B, RawContent.of(new byte[2])),
            () -> new Nack.Entry(-1, 0),
            () -> new Nack.Entry(0, 1 << 16));
    for (Runnable misuse : misuses) {
      assertThatThrownBy(misuse::run).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
